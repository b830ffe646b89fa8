/// What came of ringing one helper.
public struct RingAttempt: Sendable, Codable, Equatable {
    /// The stable words for the end of one ringing.
    public enum Result: String, Sendable, Codable, CaseIterable {
        case answered
        case noAnswer = "no_answer"
        case busy
        case declined
        case offline
        case error
        /// Stopped by us: the operator hung up, the request was cancelled or its time was up.
        case cancelled
    }

    public var `extension`: String
    /// `nil` while it still rings.
    public var result: Result?
    /// From the order to the result.
    public var milliseconds: Int?

    public init(extension number: String, result: Result? = nil, milliseconds: Int? = nil) {
        self.extension = number
        self.result = result
        self.milliseconds = milliseconds
    }
}
