import Foundation
public import HelpDesk
import LocatedYAML

/// The recordings that routes may play, uploaded or made by phone.
public struct SoundService: Sendable {
    private let store: any SoundStore
    private let processor: any SoundProcessor
    private let audit: any AuditTrail

    public init(store: any SoundStore, processor: any SoundProcessor, audit: any AuditTrail) {
        self.store = store
        self.processor = processor
        self.audit = audit
    }

    /// Returns the sounds, by id.
    public func sounds() async throws -> [Sound] { try await store.sounds() }

    /// - Returns: `nil` if there is no such sound.
    public func sound(_ id: String) async throws -> Sound? { try await store.sound(id) }

    /// - Parameter sampleRate: 8,000 or 16,000 Hz.
    /// - Returns: a whole WAV file; `nil` if there is no such sound.
    public func wav(sound id: String, sampleRate: Int) async throws -> [UInt8]? {
        try await store.wav(sound: id, sampleRate: sampleRate)
    }

    /// Stores a recording under a new id.
    ///
    /// - Parameters:
    ///   - file: the bytes of an audio file of any format.
    ///   - isForCall: whether somebody waits for it on a phone.
    /// - Throws: ``AdministrationError``, and any error of the store.
    public func add(_ id: String, name: String, file: [UInt8], isForCall: Bool = false) async throws -> Sound {
        try Self.checkName(name)
        // Checked before the work of reading the file.
        guard try await store.sound(id) == nil else { throw AdministrationError.exists(.sound(id)) }
        let recording = try await processor.read(file, isForCall: isForCall)
        let now = Date()
        let sound = Sound(
            id: id, name: name, format: recording.format, seconds: recording.seconds, loudness: recording.loudness,
            createdAt: now, updatedAt: now)
        try await store.add(sound, audio: recording.audio)
        await audit.note("added", "sound", id)
        return try await store.sound(id) ?? sound
    }

    /// Replaces a recording, or only its name.
    ///
    /// - Parameters:
    ///   - name: `nil` keeps the name.
    ///   - file: `nil` keeps the sound.
    ///   - revision: the revision to replace; `nil` replaces any.
    ///   - isForCall: whether somebody waits for it on a phone.
    /// - Throws: ``AdministrationError``, and any error of the store.
    public func replace(
        _ id: String, name: String?, file: [UInt8]?, ifRevision revision: Int?, isForCall: Bool = false
    ) async throws -> Sound {
        if let name { try Self.checkName(name) }
        guard var sound = try await store.sound(id) else { throw AdministrationError.unknown(.sound(id)) }
        guard revision ?? sound.revision == sound.revision else { throw AdministrationError.changed(.sound(id)) }
        if let name { sound.name = name }
        var audio: SoundAudio?
        if let file {
            let recording = try await processor.read(file, isForCall: isForCall)
            sound.format = recording.format
            sound.seconds = recording.seconds
            sound.loudness = recording.loudness
            audio = recording.audio
        }
        sound.updatedAt = Date()
        do {
            // Replaces only the revision that was read above, whatever has happened in the meantime.
            let replaced = try await store.replace(sound, audio: audio, ifRevision: sound.revision)
            await audit.note("changed", "sound", id)
            return replaced
        } catch AdministrationError.changed where revision == nil {
            return try await replace(id, name: name, file: file, ifRevision: nil, isForCall: isForCall)
        }
    }

    /// - Throws: ``AdministrationError``, and any error of the store.
    public func remove(_ id: String, ifRevision revision: Int?) async throws {
        try await store.remove(id, ifRevision: revision)
        await audit.note("removed", "sound", id)
    }

    /// - Throws: ``AdministrationError/invalid(_:)``, naming `name`, if the name is invalid.
    public static func checkName(_ name: String) throws(AdministrationError) {
        guard !Sound.isName(name) else { return }
        let message = "must have 1 to \(Sound.maximumNameLength) characters and no line breaks"
        throw .invalid([LocatedProblem(path: "name", message: message)])
    }

    /// Speaks a text as callers would hear it.
    ///
    /// - Returns: a whole WAV file.
    /// - Throws: `AdministrationError.invalid`, naming `text` or `voice`.
    public func preview(_ text: String, voice: String, sampleRate: Int) async throws -> [UInt8] {
        try await processor.preview(text, voice: voice, sampleRate: sampleRate)
    }

    /// The names of the available voices.
    var voices: Set<String> { processor.voices }
}
