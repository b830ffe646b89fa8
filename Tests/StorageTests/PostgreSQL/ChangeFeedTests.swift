import HelpDesk
import PostgreSQL
import StoragePostgreSQL
import Testing

@testable import Storage

/// That every bridge is told all changes.
@Suite(.timeLimit(.minutes(15))) struct ChangeFeedTests {
    @Test("Changes are told to bridges at once after the database has lost some that were told")
    func lostNotifications() async throws {
        try await withOwningBridges { join, pool in
            let a = try await join("a")
            try await whileRunning([a]) {
                try await eventually { a.tenure != nil }
                try await pool.query("UPDATE help_request_revision SET revision = 100")
                let (first, second) = (SampleFlows.accepted(), SampleFlows.accepted(operator: "102"))
                try await a.store.insert(first, under: a.tenure, idempotency: nil)
                var changes = a.store.committed.makeAsyncIterator()
                #expect(await changes.next()?.revision == 101)
                try await pool.execute([
                    PostgreSQLStatement("UPDATE help_request_revision SET revision = 1"),
                    PostgreSQLStatement("UPDATE help_requests SET revision = 1"),
                ])
                try await a.store.insert(second, under: a.tenure, idempotency: nil)
                while let change = await changes.next(), change.request.id != second.id {
                    #expect(change.revision == 1)
                }
            }
        }
    }

    @Test("Each bridge is told all changes in their order, whoever has committed them")
    func changes() async throws {
        try await withOwningBridges { join, _ in
            let (a, b) = (try await join("a"), try await join("b"))
            try await whileRunning([a, b]) {
                try await eventually { a.ownership.owners["main"] != nil && b.ownership.owners["main"] != nil }
                let flows = (0..<40).map { SampleFlows.accepted(operator: "\(100 + $0)") }
                try await withThrowingDiscardingTaskGroup { group in
                    for (index, flow) in flows.enumerated() {
                        let bridge = index.isMultiple(of: 2) ? a : b
                        group.addTask {
                            try await bridge.store.insert(flow, under: bridge.tenure, idempotency: nil)
                        }
                    }
                }
                for bridge in [a, b] {
                    var revisions: [Int64] = []
                    var ids: Set<HelpRequestID> = []
                    for await change in bridge.store.committed {
                        revisions.append(change.revision)
                        ids.insert(change.request.id)
                        if ids.count == flows.count { break }
                    }
                    #expect(revisions == Array(1...40))
                    #expect(ids == Set(flows.map(\.id)))
                }
            }
        }
    }
}
