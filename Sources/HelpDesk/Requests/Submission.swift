/// The result of a submission.
public enum Submission: Sendable, Equatable {
    /// The new request, or the operator's request that was already open; it is on disk.
    case accepted(HelpRequest)
    /// The key was used before: the request as it was then, or its current state if only its id is kept; `nil` if it
    /// was removed since.
    case replayed(HelpRequestID, HelpRequest?)
}
