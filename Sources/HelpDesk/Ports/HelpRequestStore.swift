/// The filter of a listing of requests, newest first.
public struct HelpRequestQuery: Sendable, Equatable {
    public var state: RequestState?
    public var `operator`: String?
    /// The operators' extensions; `nil` for all operators.
    public var operators: Set<String>?
    public var department: String?
    /// The departments' ids; `nil` for all departments.
    public var departments: Set<String>?
    /// The request after which the listing continues; only older requests match.
    public var after: HelpRequestID?
    /// The maximum number of requests, from 1 to 200.
    public var limit: Int

    public init(
        state: RequestState? = nil, operator number: String? = nil, operators: Set<String>? = nil,
        department: String? = nil, departments: Set<String>? = nil, after: HelpRequestID? = nil, limit: Int = 50
    ) {
        self.state = state
        self.operator = number
        self.operators = operators
        self.department = department
        self.departments = departments
        self.after = after
        self.limit = limit
    }
}

/// A help request as of one commit.
public struct HelpRequestChange: Sendable, Equatable {
    /// The number of the commit, counted over all requests; it never decreases, not even across restarts.
    public var revision: Int64
    public var request: HelpRequest

    public init(revision: Int64, request: HelpRequest) {
        self.revision = revision
        self.request = request
    }
}

/// All open requests at one moment.
public struct OpenHelpRequests: Sendable, Equatable {
    /// The revision of the newest commit of any request.
    public var revision: Int64
    /// The open requests, by revision.
    public var changes: [HelpRequestChange]

    public init(revision: Int64, changes: [HelpRequestChange]) {
        self.revision = revision
        self.changes = changes
    }
}

/// A store of help requests; what has been committed survives a power cut.
public protocol HelpRequestStore: Sendable {
    /// Commits a new request together with its idempotency record, and returns once it is on disk.
    ///
    /// Throws if the key was already used; nothing is stored then.
    ///
    /// - Parameter tenure: the caller's tenure for running the request. If `nil` or over, the request is stored for the
    ///   PBX's owner, who is notified, and is never claimed under a later tenure of the caller.
    func insert(_ flow: CallFlow, under tenure: PBXTenure?, idempotency: IdempotencyRecord?) async throws
    /// Commits a transition, and returns once it is on disk.
    func update(_ flow: CallFlow) async throws
    /// Returns a request as it is stored; `nil` if there is none.
    ///
    /// - Throws: the database's error.
    func request(_ id: HelpRequestID) async throws -> HelpRequest?
    /// Returns the requests that match a query, newest first.
    func requests(_ query: HelpRequestQuery) async throws -> [HelpRequest]
    /// Resumes what an earlier owner of a PBX left: returns the flows of its requests that have not ended, oldest
    /// first.
    ///
    /// An unreadable request is left out and closed: it cannot be served, and must prevent neither the others from
    /// being served nor its operator from asking again.
    ///
    /// - Parameters:
    ///   - tenure: the tenure for running the flows; if it is over, nothing is closed.
    ///   - isServed: whether the tenure runs the requests of a PBX, given its id; `nil` is the default PBX.
    func takeUpFlows(
        under tenure: PBXTenure, where isServed: @escaping @Sendable (_ pbx: String?) -> Bool
    ) async throws -> [CallFlow]
    /// Returns the request that prevents an operator from asking again, whichever bridge runs it: one whose end is not
    /// decided yet.
    func openRequest(of operator: String) async throws -> HelpRequest?
    /// Commits that an idempotency key was used for a request that was already open, or completes that record with its
    /// snapshot.
    func record(_ idempotency: IdempotencyRecord) async throws
    /// Returns the record of a key; `nil` if the key is new or has expired.
    func idempotencyRecord(key: String) async throws -> IdempotencyRecord?

    /// The changes that this process commits, in commit order.
    ///
    /// Consumed once, by the help desk.
    var committed: AsyncStream<HelpRequestChange> { get }
    /// Returns the requests that changed after a revision, each once in its current state, by revision.
    ///
    /// - Parameter limit: the maximum number of changes; the next ones follow the last one's revision.
    func changes(after revision: Int64, limit: Int) async throws -> [HelpRequestChange]
    /// Returns a request with its latest revision; `nil` if there is none.
    func change(of id: HelpRequestID) async throws -> HelpRequestChange?
    /// Returns all open requests, with the revision at that moment.
    func openRequests() async throws -> OpenHelpRequests
}
