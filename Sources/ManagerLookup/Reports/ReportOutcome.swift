/// What came of writing a finished request into a CRM. Texts are one line for people, without secrets.
public enum ReportOutcome: Sendable, Equatable {
    /// It is there; it may have been there already.
    case written
    /// There is nothing to write: the mapping does not want this one, or the source is gone.
    case left(String)
    /// The CRM is away, or reports a failure: another attempt may succeed.
    case failed(String, retryAfter: Duration?)
    /// The CRM has no place for it, which another attempt does not change.
    case refused(String)
}
