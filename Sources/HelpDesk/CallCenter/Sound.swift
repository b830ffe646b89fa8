public import Foundation

/// A recording that was uploaded, to be played in place of a spoken prompt. Routes refer to it by its id.
public struct Sound: Sendable, Codable, Equatable, Identifiable {
    /// Letters, digits, `-` and `_`, such as `nobody-there`.
    public var id: String
    /// For people.
    public var name: String
    /// Of the file that was uploaded, such as `FLAC, 44100 Hz, 2 channels`.
    public var format: String
    /// How long it plays.
    public var seconds: Double
    /// In LUFS, as it was uploaded; it is kept at the loudness of the spoken prompts.
    public var loudness: Double
    /// Raised by each change.
    public var revision: Int
    public var createdAt: Date
    public var updatedAt: Date

    public init(
        id: String, name: String, format: String, seconds: Double, loudness: Double, revision: Int = 1,
        createdAt: Date, updatedAt: Date
    ) {
        self.id = id
        self.name = name
        self.format = format
        self.seconds = seconds
        self.loudness = loudness
        self.revision = revision
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// The largest audio file that is taken for one, in bytes.
    public static let maximumFileBytes = 20 << 20

    /// Of a name, in Unicode scalars.
    public static let maximumNameLength = 100

    /// Words that would be taken for something else where an id is expected.
    private static let reserved: Set = ["preview"]

    /// Whether a text can be the id of a sound, and so is no path: a path has a `/` or a `.` in it.
    public static func isID(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && !reserved.contains(text)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    /// Whether a text can be the name of a sound: one line that people can read.
    public static func isName(_ text: String) -> Bool {
        (1...maximumNameLength).contains(text.unicodeScalars.count)
            && !text.unicodeScalars.contains { scalar in
                switch scalar.properties.generalCategory {
                case .control, .lineSeparator, .paragraphSeparator: true
                default: false
                }
            }
    }
}

/// The sound of a recording in the rates that a PBX plays: whole WAV files of 16-bit mono PCM.
public struct SoundAudio: Sendable, Equatable {
    /// 8,000 Hz.
    public var narrowband: [UInt8]
    /// 16,000 Hz.
    public var wideband: [UInt8]

    public init(narrowband: [UInt8], wideband: [UInt8]) {
        self.narrowband = narrowband
        self.wideband = wideband
    }
}

/// Where the recordings are.
public protocol SoundSource: Sendable {
    /// - Parameter sampleRate: 8,000 or 16,000 Hz.
    /// - Returns: a whole WAV file; `nil` when there is no such sound.
    func wav(sound id: String, sampleRate: Int) async throws -> [UInt8]?
}
