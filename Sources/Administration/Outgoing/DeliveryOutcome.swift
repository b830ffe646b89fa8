/// What came of sending one delivery.
public enum DeliveryOutcome: Sendable, Equatable {
    /// The recipient has taken it.
    case arrived
    /// It may be taken later.
    ///
    /// - Parameters:
    ///   - because: what went wrong; holds no secret.
    ///   - retryAfter: what the recipient asks for, if it does.
    case failed(because: String, retryAfter: Duration? = nil)
    /// It will not be taken, however often it is sent.
    case refused(because: String)
    /// Nobody wants it any more: the target was removed from the settings, or has no use for this state.
    case obsolete
}
