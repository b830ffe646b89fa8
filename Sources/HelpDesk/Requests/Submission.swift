/// What came of a submission.
public enum Submission: Sendable, Equatable {
    /// The request that was made, or the one that the operator had open already; it is on disk.
    case accepted(HelpRequest)
    /// The key was used before: the request as it was then, or as it is now where only its id is remembered; `nil` when
    /// it has been removed since.
    case replayed(HelpRequestID, HelpRequest?)
}
