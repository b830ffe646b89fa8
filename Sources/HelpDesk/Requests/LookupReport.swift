/// The report of one source or table that was asked who the manager is.
public struct LookupReport: Sendable, Codable, Equatable {
    /// The result of asking, as a stable word.
    public enum Result: String, Sendable, Codable, CaseIterable {
        /// The source named at least one helper who may be dialled.
        case found
        /// The source answered, and knows no manager for this operator.
        case notFound = "not_found"
        /// The source did not answer within its time.
        case timeout
        /// The source could not be reached, or answered with an error.
        case error
        /// The source's answer made no sense, or named a number that may not be dialled.
        case invalid
        /// The source was not asked, because it failed too often recently.
        case circuitOpen = "circuit_open"
        /// A cached answer was used.
        case cached
    }

    /// The source that was asked.
    public var source: CandidateSource
    public var result: Result
    /// The duration of the lookup.
    public var milliseconds: Int
    /// The reason for the failure, if it is a usual reason.
    public var reason: LookupReason?
    /// The reason in words; contains no secret.
    public var detail: String?
    /// The CRM's own message; contains no secret.
    public var message: String?

    /// Whether the source named anybody.
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
