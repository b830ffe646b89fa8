/// The submitter of a draft.
struct Submitter: Sendable {
    /// Committed together with the request; `nil` if none was given.
    var key: IdempotencyKey?
    /// Whether the submitter may see and cancel a request that the operator has open.
    let mayAct: @Sendable (HelpRequest) -> Bool
}
