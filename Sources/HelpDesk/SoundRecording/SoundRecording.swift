public import Foundation

/// A recording by phone: somebody is rung, speaks after the beep, hears the recording, and keeps it or speaks again.
public struct SoundRecording: Sendable, Codable, Equatable {
    /// How far it has got.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// The phone rings.
        case ringing
        /// They are told what to do, or speak.
        case recording
        /// They hear what they have said, and decide.
        case reviewing
        /// The sound is stored.
        case kept
        /// They have hung up, or have not decided, or it was cancelled: nothing is stored.
        case discarded
        case failed

        public var isEnd: Bool {
            switch self {
            case .ringing, .recording, .reviewing: false
            case .kept, .discarded, .failed: true
            }
        }
    }

    /// Why it ended as it did, when it did not end well: a stable word for programs.
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
        /// The bridge could not read or store it; its log says why.
        case bridgeError
        /// The bridge was stopped.
        case stopped
        /// The recording is not taken, for a reason for which an upload would not be either, such as
        /// `silent_recording`.
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

    /// The id under which the sound will be kept.
    public var sound: String
    /// The phone that is rung.
    public var `extension`: String
    public var state: State
    public var reason: Reason?
    /// How often they have spoken so far.
    public var takes: Int
    /// How long the last one plays.
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

/// What somebody wants to record by phone.
public struct SoundRecordingOrder: Sendable, Equatable, Codable {
    /// The sound's id; one that is there already is replaced once the new one is kept.
    public var sound: String
    /// The phone to ring.
    public var `extension`: String
    /// For people; `nil` leaves the name, or makes the id the name of a new sound.
    public var name: String?
    /// Whose language the instructions are in; `nil` takes the voice of a route.
    public var voice: String?

    public init(sound: String, extension number: String, name: String? = nil, voice: String? = nil) {
        self.sound = sound
        self.extension = number
        self.name = name
        self.voice = voice
    }
}
