public import Foundation

/// An uploaded recording that is played instead of a spoken prompt.
///
/// Routes refer to it by its id.
public struct Sound: Sendable, Codable, Equatable, Identifiable {
    /// The id: letters, digits, `-` and `_`, such as `nobody-there`.
    public var id: String
    /// The name for people.
    public var name: String
    /// The format of the uploaded file, such as `FLAC, 44100 Hz, 2 channels`.
    public var format: String
    /// The duration in seconds.
    public var seconds: Double
    /// The loudness as uploaded, in LUFS; the stored sound has the loudness of the spoken prompts.
    public var loudness: Double
    /// The revision, incremented by each change.
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

    /// The size of the largest accepted audio file, in bytes.
    public static let maximumFileBytes = 20 << 20

    /// The maximum length of a name, in Unicode scalars.
    public static let maximumNameLength = 100

    /// Words that have another meaning where an id is expected.
    private static let reserved: Set = ["preview"]

    /// Whether a text can be the id of a sound, and so is not a path: a path contains a `/` or a `.`.
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

/// The audio of a recording at the sample rates that a PBX plays: complete WAV files of 16-bit mono PCM.
public struct SoundAudio: Sendable, Equatable {
    /// The file at 8,000 Hz.
    public var narrowband: [UInt8]
    /// The file at 16,000 Hz.
    public var wideband: [UInt8]

    public init(narrowband: [UInt8], wideband: [UInt8]) {
        self.narrowband = narrowband
        self.wideband = wideband
    }
}

/// A source of recordings.
public protocol SoundSource: Sendable {
    /// - Parameter sampleRate: 8,000 or 16,000 Hz.
    /// - Returns: a complete WAV file; `nil` if there is no such sound.
    func wav(sound id: String, sampleRate: Int) async throws -> [UInt8]?
}
