public import Foundation

/// The visit of a supervisor to the call of operator and helper, or the attempt.
public struct SupervisorVisit: Sendable, Codable, Equatable {
    /// The progress of a visit, as a stable word.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// Their phone is being rung.
        case ringing
        /// They are on the call.
        case joined
        /// They were on the call; they left, or the call ended.
        case left
        case noAnswer = "no_answer"
        case busy
        case declined
        case offline
        case error
        /// The call ended before they joined.
        case cancelled

        /// Creates the state for a phone that was not picked up.
        init(_ reason: HangupReason) {
            self =
                switch reason {
                case .normal, .noAnswer: .noAnswer
                case .busy: .busy
                case .declined: .declined
                case .offline: .offline
                case .failed: .error
                }
        }
    }

    public var `extension`: String
    public var name: String?
    /// The mode, which decides whom they speak to; they may change it during the call.
    public var mode: CallMode
    public var state: State
    /// The time of entering the state.
    public var at: Date
    /// The time of joining; `nil` before that, and in visits stored by earlier versions.
    public private(set) var joinedAt: Date?

    public init(extension number: String, name: String?, mode: CallMode, state: State = .ringing, at date: Date) {
        self.extension = number
        self.name = name
        self.mode = mode
        self.state = state
        self.at = date
    }

    private enum CodingKeys: String, CodingKey {
        case `extension`, name, mode, state, at, joinedAt
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.extension, forKey: .extension)
        try container.encode(name, forKey: .name)
        try container.encode(mode, forKey: .mode)
        try container.encode(state, forKey: .state)
        try container.encode(at, forKey: .at)
        try container.encode(joinedAt, forKey: .joinedAt)
    }
}

extension SupervisorVisit {
    /// Enters `newState`, unless it is already reached.
    mutating func enter(_ newState: State, at date: Date) {
        guard state != newState else { return }
        state = newState
        at = max(at, date)
        if newState == .joined { joinedAt = at }
    }
}
