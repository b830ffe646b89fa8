import HelpDesk

extension HelpRequestStore {
    /// Stores a request as it is where nobody but the test serves the database.
    func insert(_ flow: CallFlow, idempotency: IdempotencyRecord?) async throws {
        try await insert(flow, under: nil, idempotency: idempotency)
    }

    /// The flows of all requests that have no end yet, taken up as after a restart.
    func openFlows() async throws -> [CallFlow] {
        try await takeUpFlows(under: PBXTenure(of: nil)) { _ in true }
    }

    /// Those of one PBX.
    func takeUpFlows(of pbx: String?, under tenure: PBXTenure = PBXTenure(of: nil)) async throws -> [CallFlow] {
        try await takeUpFlows(under: tenure) { $0 == pbx }
    }
}

/// A store of this kind that already has these requests.
func withStore(
    _ kind: StoreKind, holding flows: [CallFlow], _ body: (StoreUnderTest) async throws -> Void
) async throws {
    try await withStore(kind) { stores in
        for flow in flows { try await stores.requests.insert(flow, idempotency: nil) }
        try await body(stores)
    }
}
