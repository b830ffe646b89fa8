/// The outcome of sending one delivery.
public enum DeliveryOutcome: Sendable, Equatable {
    /// The recipient accepted it.
    case arrived
    /// It failed, but may be accepted later.
    ///
    /// - Parameters:
    ///   - because: the problem; contains no secret.
    ///   - retryAfter: the pause that the recipient asks for, if any.
    case failed(because: String, retryAfter: Duration? = nil)
    /// It will not be accepted, however often it is sent.
    case refused(because: String)
    /// It is no longer wanted: the target was removed from the settings, or does not use this state.
    case obsolete
}
