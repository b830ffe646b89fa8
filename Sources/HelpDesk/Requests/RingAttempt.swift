/// One attempt to ring a helper, and its result.
public struct RingAttempt: Sendable, Codable, Equatable {
    /// The result of an attempt, as a stable word.
    public enum Result: String, Sendable, Codable, CaseIterable {
        case answered
        case noAnswer = "no_answer"
        case busy
        case declined
        case offline
        case error
        /// We stopped the ringing: the operator hung up, the request was cancelled, or the request's time was up.
        case cancelled

        /// Creates the result for a phone that was not picked up.
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

        /// Whether the phone, or the network on its behalf, determined the result.
        var isOfPhone: Bool {
            switch self {
            case .busy, .declined, .offline, .noAnswer, .error: true
            case .answered, .cancelled: false
            }
        }
    }

    public var `extension`: String
    /// The result; `nil` while the phone still rings.
    public var result: Result?
    /// The time from the order to ring to the result.
    public var milliseconds: Int?
    /// The network's cause for a phone that was not picked up; `nil` if the PBX does not report it, or we ended the
    /// ringing.
    public var cause: HangupCause?

    public init(
        extension number: String, result: Result? = nil, milliseconds: Int? = nil, cause: HangupCause? = nil
    ) {
        self.extension = number
        self.result = result
        self.milliseconds = milliseconds
        self.cause = cause
    }

    private enum CodingKeys: String, CodingKey {
        case `extension`, result, milliseconds, cause
    }

    /// A phone that still rings has its result and its time as `null`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.extension, forKey: .extension)
        try container.encode(result, forKey: .result)
        try container.encode(milliseconds, forKey: .milliseconds)
        try container.encodeIfPresent(cause, forKey: .cause)
    }
}
