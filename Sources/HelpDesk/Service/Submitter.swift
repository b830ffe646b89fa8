/// Whoever submits a draft.
struct Submitter: Sendable {
    /// Committed together with the request; `nil` when none was given.
    var key: IdempotencyKey?
    /// Whether a request that the operator has open is one that they may see and cancel.
    let mayAct: @Sendable (HelpRequest) -> Bool
}
