import HelpDesk

/// The reason why a source could not name the manager.
struct LookupFailure: Error, Equatable, CustomStringConvertible {
    /// The result for the report.
    let result: LookupReport.Result
    /// The reason for the report, if it is a common one.
    var reason: LookupReason?
    /// The detail for the log, without secrets.
    var detail: String
    /// The CRM's own message, if its mapping reads it; may contain a secret that the CRM repeats.
    var message: String?
    /// Whether the source is at fault, not only this operator's data or the mapping's use of them.
    let isSourceFault: Bool
    /// The pause that the source asked for.
    let retryAfter: Duration?

    var description: String { detail }

    /// Returns the failure with the CRM's message.
    func saying(_ message: String?) -> LookupFailure {
        var failure = self
        failure.message = message
        return failure
    }

    static func timeout(_ detail: String, _ reason: LookupReason? = .tooSlow) -> LookupFailure {
        LookupFailure(result: .timeout, reason: reason, detail: detail, isSourceFault: true, retryAfter: nil)
    }

    /// For operations with a deadline.
    static let notInTime = timeout("no answer in time")

    static func error(
        _ detail: String, _ reason: LookupReason? = nil, retryAfter: Duration? = nil
    ) -> LookupFailure {
        LookupFailure(result: .error, reason: reason, detail: detail, isSourceFault: true, retryAfter: retryAfter)
    }

    /// Creates a failure for a response that cannot be used for this operator.
    static func invalid(_ detail: String) -> LookupFailure {
        LookupFailure(result: .invalid, detail: detail, isSourceFault: false, retryAfter: nil)
    }

    /// Creates a failure of the bridge itself.
    static func notRun(_ detail: String) -> LookupFailure {
        LookupFailure(result: .error, detail: detail, isSourceFault: false, retryAfter: nil)
    }

    /// Creates a failure for an unreadable response.
    static func unreadable(_ detail: String) -> LookupFailure {
        LookupFailure(result: .invalid, reason: .unreadableAnswer, detail: detail, isSourceFault: true, retryAfter: nil)
    }
}
