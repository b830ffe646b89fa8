public import Foundation

/// A recording by phone: somebody is rung, speaks after the beep, hears the recording, and keeps it or speaks again.
public struct SoundRecording: Sendable, Codable, Equatable {
    /// The progress of a recording.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// The phone rings.
        case ringing
        /// They are hearing the instructions, or speaking.
        case recording
        /// They are hearing what they said, and deciding.
        case reviewing
        /// The sound is stored.
        case kept
        /// They hung up or did not decide, or the recording was cancelled: nothing is stored.
        case discarded
        case failed

        public var isEnd: Bool {
            switch self {
            case .ringing, .recording, .reviewing: false
            case .kept, .discarded, .failed: true
            }
        }
    }

    /// The reason why a recording did not end well: a stable word for programs.
    public enum Reason: Sendable, Equatable, Codable {
        case hungUp
        /// They pressed no key.
        case undecided
        case cancelled
        case noAnswer
        case busy
        case declined
        case offline
        /// The PBX could not ring, play or record, or was lost.
        case pbxError
        /// The bridge could not read or store the recording; its log says why.
        case bridgeError
        /// The bridge was stopped.
        case stopped
        /// The recording was refused for a reason that also applies to uploads, such as `silent_recording`.
        case refused(String)

        public var word: String {
            switch self {
            case .hungUp: "hung_up"
            case .undecided: "undecided"
            case .cancelled: "cancelled"
            case .noAnswer: "no_answer"
            case .busy: "busy"
            case .declined: "declined"
            case .offline: "offline"
            case .pbxError: "pbx_error"
            case .bridgeError: "bridge_error"
            case .stopped: "stopped"
            case .refused(let code): code
            }
        }

        private static let plain: [Reason] = [
            .hungUp, .undecided, .cancelled, .noAnswer, .busy, .declined, .offline, .pbxError, .bridgeError,
            .stopped,
        ]

        public init(from decoder: any Decoder) throws {
            let word = try decoder.singleValueContainer().decode(String.self)
            self = Self.plain.first { $0.word == word } ?? .refused(word)
        }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(word)
        }
    }

    /// The id of the sound to be stored.
    public var sound: String
    /// The phone that is rung.
    public var `extension`: String
    public var state: State
    public var reason: Reason?
    /// The number of takes so far.
    public var takes: Int
    /// The duration of the last take, in seconds.
    public var seconds: Double?
    public var startedAt: Date
    public var updatedAt: Date

    public init(sound: String, extension number: String, startedAt: Date) {
        self.sound = sound
        self.extension = number
        state = .ringing
        takes = 0
        self.startedAt = startedAt
        updatedAt = startedAt
    }
}

/// An order to record a sound by phone.
public struct SoundRecordingOrder: Sendable, Equatable, Codable {
    /// The sound's id; an existing sound is replaced once the new one is kept.
    public var sound: String
    /// The phone to ring.
    public var `extension`: String
    /// The name for people; `nil` leaves the name unchanged, or uses the id as the name of a new sound.
    public var name: String?
    /// The voice whose language the instructions are in; `nil` for the voice of a route.
    public var voice: String?

    public init(sound: String, extension number: String, name: String? = nil, voice: String? = nil) {
        self.sound = sound
        self.extension = number
        self.name = name
        self.voice = voice
    }
}
