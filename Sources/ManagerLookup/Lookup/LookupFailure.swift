import HelpDesk

/// Why one source could not say who the manager is.
struct LookupFailure: Error, Equatable, CustomStringConvertible {
    /// The word for the report.
    let result: LookupReport.Result
    /// The word for why, where it is one of the usual reasons.
    var reason: LookupReason?
    /// For the log; holds no secret.
    var detail: String
    /// What the CRM itself says about it, where its mapping reads that; may hold a secret that the CRM repeats.
    var message: String?
    /// Whether it says something about the source, not only about this operator and what the mapping makes of them.
    let isSourceFault: Bool
    /// How long the source wants to be left alone, where it has said so.
    let retryAfter: Duration?

    var description: String { detail }

    /// The same, with what the CRM says.
    func saying(_ message: String?) -> LookupFailure {
        var failure = self
        failure.message = message
        return failure
    }

    static func timeout(_ detail: String, _ reason: LookupReason? = .tooSlow) -> LookupFailure {
        LookupFailure(result: .timeout, reason: reason, detail: detail, isSourceFault: true, retryAfter: nil)
    }

    /// Of what has to be there by a deadline.
    static let notInTime = timeout("no answer in time")

    static func error(
        _ detail: String, _ reason: LookupReason? = nil, retryAfter: Duration? = nil
    ) -> LookupFailure {
        LookupFailure(result: .error, reason: reason, detail: detail, isSourceFault: true, retryAfter: retryAfter)
    }

    /// An answer that cannot be used for this operator.
    static func invalid(_ detail: String) -> LookupFailure {
        LookupFailure(result: .invalid, detail: detail, isSourceFault: false, retryAfter: nil)
    }

    /// The bridge itself could not do its part.
    static func notRun(_ detail: String) -> LookupFailure {
        LookupFailure(result: .error, detail: detail, isSourceFault: false, retryAfter: nil)
    }

    /// An answer that nobody could read.
    static func unreadable(_ detail: String) -> LookupFailure {
        LookupFailure(result: .invalid, reason: .unreadableAnswer, detail: detail, isSourceFault: true, retryAfter: nil)
    }
}
