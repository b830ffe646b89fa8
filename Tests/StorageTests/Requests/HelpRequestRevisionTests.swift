import Foundation
import HelpDesk
import Testing

@testable import Storage

@Suite("Revisions of help requests", .timeLimit(.minutes(15)))
struct HelpRequestRevisionTests {
    @Test(
        "Requests' revisions grow with every commit, find what has changed since, and outlive a removal and a restart",
        arguments: StoreKind.allCases)
    func revisions(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let store = stores.requests
            var first = SampleFlows.accepted(at: Date(timeIntervalSince1970: 1_000_000_000))
            let second = SampleFlows.accepted()
            try await store.insert(first, idempotency: nil)
            try await store.insert(second, idempotency: nil)
            _ = first.handle(.cancel, at: SampleFlows.start)
            _ = first.handle(.ended(.ofOperator(first.id), .normal), at: SampleFlows.start)
            try await store.update(first)
            #expect(first.isEnded)

            var told = store.committed.makeAsyncIterator()
            var changes: [HelpRequestChange] = []
            for _ in 0..<3 { changes.append(try #require(await told.next())) }
            #expect(changes.map(\.request.id) == [first.id, second.id, first.id])
            #expect(changes.map(\.revision) == [1, 2, 3])

            #expect(try await store.change(of: first.id) == changes[2])
            #expect(try await store.changes(after: 0, limit: 10) == [changes[1], changes[2]])
            #expect(try await store.changes(after: 2, limit: 10) == [changes[2]])
            #expect(try await store.openRequests() == OpenHelpRequests(revision: 3, changes: [changes[1]]))

            _ = try await Retention(database: stores.database, keepDays: 1).prune()
            #expect(try await store.change(of: first.id) == nil)

            // Nothing is remembered but by the database.
            let later = stores.another
            let third = SampleFlows.accepted()
            try await later.insert(third, idempotency: nil)
            #expect(try await later.change(of: third.id)?.revision == 4)
        }
    }
}
