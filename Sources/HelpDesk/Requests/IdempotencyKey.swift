/// Names one submission, so that repeating it makes no second request.
public struct IdempotencyKey: Sendable, Equatable {
    /// The client's key, made unique per credential or webhook endpoint.
    public var text: String
    /// A digest of what is asked for: the same key with another one is a mistake of the client's.
    public var fingerprint: String

    public init(_ text: String, fingerprint: String) {
        self.text = text
        self.fingerprint = fingerprint
    }
}

/// What the first submission with an idempotency key has led to.
public struct IdempotencyRecord: Sendable, Equatable {
    public var key: IdempotencyKey
    public var request: HelpRequestID
    /// The request as it was then; `nil` once only its id is remembered, since a snapshot names people.
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

/// What came of a submission.
public enum Submission: Sendable, Equatable {
    /// The request that was made, or the one that the operator had open already; it is on disk.
    case accepted(HelpRequest)
    /// The key was used before: the request as it was then, or as it is now where only its id is remembered; `nil` when
    /// it has been removed since.
    case replayed(HelpRequestID, HelpRequest?)
}
