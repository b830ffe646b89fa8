/// What one place said when it was asked who the manager is.
public struct LookupReport: Sendable, Codable, Equatable {
    /// The stable words for what came of asking.
    public enum Result: String, Sendable, Codable, CaseIterable {
        /// It named at least one helper who may be dialled.
        case found
        /// It answered, and knows no manager for this operator.
        case notFound = "not_found"
        /// It did not answer within its time.
        case timeout
        /// It could not be reached, or answered with an error.
        case error
        /// Its answer made no sense, or named a number that may not be dialled.
        case invalid
        /// It was not asked, since it has failed too often recently.
        case circuitOpen = "circuit_open"
        /// An answer of a moment ago was used.
        case cached
    }

    /// Who was asked.
    public var source: CandidateSource
    public var result: Result
    /// How long the asking took.
    public var milliseconds: Int
    /// Why it could not say it, where that is one of the usual reasons.
    public var reason: LookupReason?
    /// Why, in words; holds no secret.
    public var detail: String?
    /// What the CRM itself says about it, in its own words; holds no secret.
    public var message: String?

    /// Whether it named somebody.
    var isAnswer: Bool { result == .found || result == .cached }

    public init(
        source: CandidateSource, result: Result, milliseconds: Int, reason: LookupReason? = nil,
        detail: String? = nil, message: String? = nil
    ) {
        self.source = source
        self.result = result
        self.milliseconds = milliseconds
        self.reason = reason
        self.detail = detail
        self.message = message
    }
}
