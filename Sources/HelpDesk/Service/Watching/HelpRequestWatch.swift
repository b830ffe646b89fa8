import ServiceLifecycle

/// A watch of one request, or of all requests: first the contents of the store, then every change as it is committed.
struct HelpRequestWatch: Sendable {
    private static let pageSize = 100

    let hub: HelpRequestHub
    let store: any HelpRequestStore
    let id: HelpRequestID?

    /// Reports everything after a revision until the request has ended, the bridge stops, or `tell` throws.
    ///
    /// - Parameters:
    ///   - revision: the last revision that was reported. `nil` starts with all open requests, or with the current
    ///     state of the request, and so does a revision that the store has not reached, for example after a backup was
    ///     restored.
    ///   - stop: ends the watch.
    ///   - tell: called with each signal; if it is slow, the remaining changes are read from the store.
    func run(
        after revision: Int64?, until stop: WatchStop, _ tell: (HelpRequestSignal) async throws -> Void
    ) async throws {
        var told = revision
        while !hub.isClosed, !stop.isStopped, !Task.isShuttingDownGracefully {
            // Subscribed before the store is read, so that no change is missed in between.
            let subscription = hub.subscribe(to: id)
            defer { hub.end(subscription) }
            stop.onStop { [hub] in hub.end(subscription) }
            if try await catchUp(&told, tell) { return }
            if let told { try await tell(.position(told)) }
            for await signal in subscription.signals.cancelOnGracefulShutdown() {
                switch signal {
                case .quiet:
                    try await tell(.quiet)
                    if let told { try await tell(.position(told)) }
                case .position:
                    // Only the watch itself knows its position.
                    continue
                case .person(let status):
                    try await tell(.person(status))
                case .change(let change):
                    guard change.revision > told ?? 0 else { continue }
                    try await tell(.change(change))
                    told = change.revision
                    if id != nil, change.request.state.isEnd { return }
                }
            }
            try Task.checkCancellation()
        }
    }

    /// - Returns: whether no more changes will come.
    private func catchUp(
        _ told: inout Int64?, _ tell: (HelpRequestSignal) async throws -> Void
    ) async throws -> Bool {
        if let id {
            guard let change = try await store.change(of: id) else { return true }
            if change.revision != told { try await tell(.change(change)) }
            told = change.revision
            return change.request.state.isEnd
        }
        while let revision = told {
            let page = try await store.changes(after: revision, limit: Self.pageSize)
            for change in page { try await tell(.change(change)) }
            told = page.last?.revision ?? revision
            if page.count == Self.pageSize { continue }
            // The last reported revision is nearly always still the newest, so the open requests need not be read.
            guard page.isEmpty, try await store.changes(after: max(revision, 1) - 1, limit: 1).isEmpty,
                try await store.openRequests().revision < revision
            else { return false }
            // The store no longer has any of the reported revisions.
            told = nil
        }
        let open = try await store.openRequests()
        for change in open.changes { try await tell(.change(change)) }
        told = open.revision
        return false
    }
}
