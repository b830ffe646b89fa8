/// Which requests a listing wants, newest first.
public struct HelpRequestQuery: Sendable, Equatable {
    public var state: RequestState?
    public var `operator`: String?
    /// Only requests of these extensions; `nil` for those of all.
    public var operators: Set<String>?
    public var department: String?
    /// Only requests of these; `nil` for those of all.
    public var departments: Set<String>?
    /// Only requests older than this one.
    public var after: HelpRequestID?
    /// 1 to 200.
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

/// A help request as one commit has left it.
public struct HelpRequestChange: Sendable, Equatable {
    /// Counts the commits of all requests; it never goes back, also over restarts.
    public var revision: Int64
    public var request: HelpRequest

    public init(revision: Int64, request: HelpRequest) {
        self.revision = revision
        self.request = request
    }
}

/// Every request that is open, at one moment.
public struct OpenHelpRequests: Sendable, Equatable {
    /// That of the newest commit of any request.
    public var revision: Int64
    /// By revision.
    public var changes: [HelpRequestChange]

    public init(revision: Int64, changes: [HelpRequestChange]) {
        self.revision = revision
        self.changes = changes
    }
}

/// Keeps help requests; what has been committed survives a power cut.
public protocol HelpRequestStore: Sendable {
    /// Commits a new request, and with it what its idempotency key has led to. Returns after the disk has it. Throws where
    /// the key has led to something already; nothing is stored then.
    ///
    /// - Parameter tenure: that under which the caller runs it. `nil`, or one that is over, stores it for whoever owns the PBX,
    ///   who is told of it: never for a later tenure of the caller's own.
    func insert(_ flow: CallFlow, under tenure: PBXTenure?, idempotency: IdempotencyRecord?) async throws
    /// Commits a transition. Returns after the disk has it.
    func update(_ flow: CallFlow) async throws
    /// A request as it is stored; `nil` when there is none.
    ///
    /// - Throws: what the database says.
    func request(_ id: HelpRequestID) async throws -> HelpRequest?
    /// Those that a query asks for, newest first.
    func requests(_ query: HelpRequestQuery) async throws -> [HelpRequest]
    /// Takes up what an earlier owner of a PBX has left: the flows of its requests that have no end yet, oldest first.
    ///
    /// One that cannot be read is left out and closed: nobody serves it, and it must keep neither the others from being served
    /// nor its operator from asking again.
    ///
    /// - Parameters:
    ///   - tenure: under which they will run; where it is over, nothing is closed.
    ///   - isServed: whether it runs the requests of a PBX, given its id; `nil` is that of the default one.
    func takeUpFlows(
        under tenure: PBXTenure, where isServed: @escaping @Sendable (_ pbx: String?) -> Bool
    ) async throws -> [CallFlow]
    /// The request that keeps an operator from asking again, whichever bridge runs it: one whose end is not decided.
    func openRequest(of operator: String) async throws -> HelpRequest?
    /// Commits that an idempotency key has led to a request which was open already.
    func record(_ idempotency: IdempotencyRecord) async throws
    /// What a key has led to; `nil` for a new key, and for one that is kept no longer.
    func idempotencyRecord(key: String) async throws -> IdempotencyRecord?

    /// What this process commits, in the order of the commits. Consumed once, by the help desk.
    var committed: AsyncStream<HelpRequestChange> { get }
    /// The requests that have changed since a revision, each once as it is now, by revision.
    ///
    /// - Parameter limit: how many at most; the next ones are found after the last one's revision.
    func changes(after revision: Int64, limit: Int) async throws -> [HelpRequestChange]
    /// A request with the revision that it got last; `nil` when there is none.
    func change(of id: HelpRequestID) async throws -> HelpRequestChange?
    /// Every open request, with the revision of that moment.
    func openRequests() async throws -> OpenHelpRequests
}
