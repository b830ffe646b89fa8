/// What came of ringing one helper.
public struct RingAttempt: Sendable, Codable, Equatable {
    /// How it ended, in stable words.
    public enum Result: String, Sendable, Codable, CaseIterable {
        case answered
        case noAnswer = "no_answer"
        case busy
        case declined
        case offline
        case error
        /// We stopped the ringing: the operator hung up, the request was cancelled, or the request's time was up.
        case cancelled
    }

    public var `extension`: String
    /// `nil` while it still rings.
    public var result: Result?
    /// From the order to ring to the result.
    public var milliseconds: Int?

    public init(extension number: String, result: Result? = nil, milliseconds: Int? = nil) {
        self.extension = number
        self.result = result
        self.milliseconds = milliseconds
    }
}
