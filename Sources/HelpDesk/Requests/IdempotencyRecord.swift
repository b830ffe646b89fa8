/// The result of the first submission with an idempotency key.
public struct IdempotencyRecord: Sendable, Equatable {
    public var key: IdempotencyKey
    public var request: HelpRequestID
    /// The request as it was then; `nil` once only its id is kept, since a snapshot names people.
    public var snapshot: HelpRequest?

    public init(_ key: IdempotencyKey, request: HelpRequestID, snapshot: HelpRequest? = nil) {
        self.key = key
        self.request = request
        self.snapshot = snapshot
    }

    public init(_ key: IdempotencyKey, snapshot: HelpRequest) {
        self.init(key, request: snapshot.id, snapshot: snapshot)
    }
}
