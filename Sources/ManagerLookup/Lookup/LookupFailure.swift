import HelpDesk

/// Why one source could not say who the manager is.
struct LookupFailure: Error, Equatable {
    /// The word for the report.
    let result: LookupReport.Result
    /// For the log; holds no secret.
    let detail: String

    static func timeout(_ detail: String) -> LookupFailure { LookupFailure(result: .timeout, detail: detail) }
    static func error(_ detail: String) -> LookupFailure { LookupFailure(result: .error, detail: detail) }
    static func invalid(_ detail: String) -> LookupFailure { LookupFailure(result: .invalid, detail: detail) }
}
