import HelpDesk

/// A store of this kind that already has these requests.
func withStore(
    _ kind: StoreKind, holding flows: [CallFlow], _ body: (StoreUnderTest) async throws -> Void
) async throws {
    try await withStore(kind) { stores in
        for flow in flows { try await stores.requests.insert(flow, idempotency: nil) }
        try await body(stores)
    }
}
