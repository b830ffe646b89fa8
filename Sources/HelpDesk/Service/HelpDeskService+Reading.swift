/// Reading and watching requests.
extension HelpDeskService {
    public func request(_ id: HelpRequestID) async throws -> HelpRequest? {
        try await ports.store.request(id)
    }

    public func change(of id: HelpRequestID) async throws -> HelpRequestChange? {
        try await ports.store.change(of: id)
    }

    public func requests(_ query: HelpRequestQuery) async throws -> [HelpRequest] {
        try await ports.store.requests(query)
    }

    /// All open requests.
    public func requestsInProgress() async throws -> [HelpRequest] {
        try await ports.store.openRequests().changes.map(\.request)
    }

    /// Tells each committed change of a request, or of all of them; a slow listener delays nobody else.
    ///
    /// - Parameters:
    ///   - id: the request, which is followed to its end; `nil` follows all of them until the bridge stops.
    ///   - revision: the last one that the caller knows; `nil` begins with the request, or with all open ones, as they are.
    ///   - stop: ends it, also while nothing happens.
    ///   - tell: called with the changes by revision; a missed one is skipped if a newer one of the same request follows.
    /// - Throws: what `tell` throws, and what the store does.
    public func watch(
        _ id: HelpRequestID?, after revision: Int64?, until stop: WatchStop = WatchStop(),
        _ tell: (HelpRequestSignal) async throws -> Void
    ) async throws {
        try await HelpRequestWatch(hub: hub, store: ports.store, id: id).run(after: revision, until: stop, tell)
    }
}
