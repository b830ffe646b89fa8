/// The result of writing a finished request into a CRM.
///
/// Texts are one line for people, without secrets.
public enum ReportOutcome: Sendable, Equatable {
    /// The CRM has it; it may have had it before.
    case written
    /// There is nothing to write: the mapping excludes this request, or the source was removed.
    case left(String)
    /// The CRM is unavailable or reports a failure; another attempt may succeed.
    case failed(String, retryAfter: Duration?)
    /// The CRM rejects it permanently.
    case refused(String)
}
