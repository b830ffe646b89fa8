public import Foundation

/// A supervisor who has come to the call of operator and helper, or was to.
public struct SupervisorVisit: Sendable, Codable, Equatable {
    /// The stable words for how far it got.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// Their phone is being rung.
        case ringing
        /// They are there.
        case joined
        /// They were there; they, or the call, are gone.
        case left
        case noAnswer = "no_answer"
        case busy
        case declined
        case offline
        case error
        /// The call was over before they came.
        case cancelled

        /// Of a phone that was not picked up.
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
    /// Whom they speak to; they may change it in mid-call.
    public var mode: CallMode
    public var state: State
    /// When the state was reached.
    public var at: Date
    /// When they were there; `nil` before that, and in what earlier versions have stored.
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
    /// Enters `newState`, once.
    mutating func enter(_ newState: State, at date: Date) {
        guard state != newState else { return }
        state = newState
        at = max(at, date)
        if newState == .joined { joinedAt = at }
    }
}
