import Administration
import Foundation
import Testing

@Suite(.timeLimit(.minutes(15))) struct TokenStoreTests {
    private func token(_ id: String, expiresAt: Date? = nil) -> APIToken {
        APIToken(
            id: id, name: "CRM \(id)", scopes: [.requests], createdAt: SampleFlows.start, expiresAt: expiresAt)
    }

    @Test("A token is known by its digest until it expires or is removed", arguments: StoreKind.allCases)
    func lifeCycle(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let end = SampleFlows.start.addingTimeInterval(60)
            let (lasting, brief) = (token("a"), token("b", expiresAt: end))
            try await stores.tokens.add(lasting, digest: "of a", by: "t")
            try await stores.tokens.add(brief, digest: "of b", by: "t")
            #expect(try await stores.tokens.tokens() == [lasting, brief])
            #expect(try await stores.tokens.valid(digest: "of b", at: SampleFlows.start) == brief)
            #expect(try await stores.tokens.valid(digest: "of b", at: end) == nil)
            #expect(try await stores.tokens.valid(digest: "of a", at: .distantFuture) == lasting)
            #expect(try await stores.tokens.valid(digest: "of c", at: SampleFlows.start) == nil)
            #expect(try await stores.tokens.remove("a", by: "t"))
            #expect(try await stores.tokens.remove("a", by: "t") == false)
            #expect(try await stores.tokens.valid(digest: "of a", at: SampleFlows.start) == nil)
        }
    }

    @Test("Of two changes of the same state of a token the first one counts", arguments: StoreKind.allCases)
    func firstChange(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let stored = token("a")
            try await stores.tokens.add(stored, digest: "of a", by: "t")
            let changes = (0..<8).map { number in
                var changed = stored
                changed.name = "name \(number)"
                return changed
            }
            let taken = try await withThrowingTaskGroup(of: APIToken?.self) { group in
                for changed in changes {
                    group.addTask { try await stores.tokens.change(changed, from: stored, by: "t") ? changed : nil }
                }
                return try await group.reduce(into: []) { $0 += [$1].compactMap(\.self) }
            }
            #expect(taken.count == 1)
            #expect(try await stores.tokens.tokens() == taken)
            let entries = try await stores.audit.entries(before: nil, limit: 10)
            #expect(entries.map(\.action) == ["changed", "added"])
        }
    }
}
