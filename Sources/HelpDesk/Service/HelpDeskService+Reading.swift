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

    /// Reports each committed change of a request, or of all requests; a slow listener delays no other.
    ///
    /// - Parameters:
    ///   - id: the request, which is followed to its end; `nil` follows all requests until the bridge stops.
    ///   - revision: the last revision that the caller knows; `nil` begins with the current state of the request, or of
    ///     all open requests.
    ///   - stop: ends the watch, even while nothing happens.
    ///   - tell: called with the changes in order of revision; a missed change is skipped if a newer change of the same
    ///     request follows.
    /// - Throws: the errors of `tell` and of the store.
    public func watch(
        _ id: HelpRequestID?, after revision: Int64?, until stop: WatchStop = WatchStop(),
        _ tell: (HelpRequestSignal) async throws -> Void
    ) async throws {
        try await HelpRequestWatch(hub: hub, store: ports.store, id: id).run(after: revision, until: stop, tell)
    }
}
