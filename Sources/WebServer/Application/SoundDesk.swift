public import HelpDesk

/// The recordings and previews, as the API needs them.
public protocol SoundDesk: Sendable {
    /// By id.
    func sounds() async throws -> [Sound]
    /// - Returns: `nil` when there is no such sound.
    func sound(_ id: String) async throws -> Sound?
    /// - Parameter sampleRate: 8,000 or 16,000 Hz.
    /// - Returns: a whole WAV file; `nil` when there is no such sound.
    func wav(sound id: String, sampleRate: Int) async throws -> [UInt8]?
    /// Keeps a recording under a new id.
    ///
    /// - Parameter file: the bytes of an audio file of whatever format.
    /// - Throws: `SoundDeskError`.
    func add(_ id: String, name: String, file: [UInt8]) async throws -> Sound
    /// Replaces a recording, or its name only.
    ///
    /// - Parameters:
    ///   - name: `nil` leaves it.
    ///   - file: `nil` leaves the sound.
    ///   - revision: the revision that is to be replaced; `nil` replaces any.
    /// - Throws: `SoundDeskError`.
    func replace(_ id: String, name: String?, file: [UInt8]?, ifRevision revision: Int?) async throws -> Sound
    /// - Throws: `SoundDeskError`.
    func remove(_ id: String, ifRevision revision: Int?) async throws
    /// Speaks a text as callers would hear it.
    ///
    /// - Returns: a whole WAV file.
    /// - Throws: `SoundDeskError`.
    func preview(_ text: String, voice: String, sampleRate: Int) async throws -> [UInt8]
}

/// Why a sound is not taken, changed, removed or spoken. The texts are shown to the client.
public enum SoundDeskError: Error, Sendable, Equatable {
    case unknown(id: String)
    case exists(id: String)
    /// It is of another revision than the client has seen.
    case changed(id: String)
    case inUse(id: String, routes: [String])
    /// The file is no recording that is taken.
    case refused(code: String, reason: String)
    case tooLarge(maximumBytes: Int)
    /// A field of a preview is not right.
    case unspeakable(field: String, reason: String)
}

extension Sound {
    /// The largest audio file that is taken for a recording, in bytes.
    public static let longestRecording = 20 << 20
}
