/// How requests stand.
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

    /// Every request that has no end yet.
    public func requestsInProgress() async throws -> [HelpRequest] {
        try await ports.store.openRequests().changes.map(\.request)
    }

    /// Tells what becomes of a request, or of all of them, as it is committed; slow listeners hold up nobody.
    ///
    /// - Parameters:
    ///   - id: the request, which is followed to its end; `nil` follows all of them until the bridge stops.
    ///   - revision: the last one that was told before; `nil` begins with how the request, or every open one, stands.
    ///   - stop: ends it, also while nothing happens.
    ///   - tell: is given the changes by revision; one that was missed is left out for a newer one of the same request.
    /// - Throws: what `tell` throws, and what the store does.
    public func watch(
        _ id: HelpRequestID?, after revision: Int64?, until stop: WatchStop = WatchStop(),
        _ tell: (HelpRequestSignal) async throws -> Void
    ) async throws {
        try await HelpRequestWatch(hub: hub, store: ports.store, id: id).run(after: revision, until: stop, tell)
    }
}
