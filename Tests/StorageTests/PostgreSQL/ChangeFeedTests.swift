import HelpDesk
import PostgreSQL
import Testing

@testable import Storage
@testable import StoragePostgreSQL

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

    @Test("No change is missed where the database has lost some, and has as many again before anybody looks")
    func lostBeforeLook() async throws {
        try await withOwningBridges { join, pool in
            let a = try await join("a")
            try await whileOwning(a) { tenure in
                let flows = (0..<4).map { SampleFlows.accepted(operator: "\(101 + $0)") }
                try await a.store.insert(flows[0], under: tenure, idempotency: nil)
                var changes = a.store.committed.makeAsyncIterator()
                #expect(await changes.next()?.revision == 1)
                try await pool.transaction { transaction in
                    try await transaction.query("SET LOCAL idle_in_transaction_session_timeout = 0")
                    // Whoever looks waits for this.
                    try await transaction.query("LOCK TABLE bridges IN ACCESS EXCLUSIVE MODE")
                    try await pool.execute([
                        PostgreSQLStatement("UPDATE help_request_revision SET revision = 0"),
                        PostgreSQLStatement("UPDATE help_requests SET revision = 0"),
                    ])
                    for flow in flows[1...] { try await a.store.insert(flow, under: tenure, idempotency: nil) }
                }
                var told: Set<HelpRequestID> = []
                while !told.contains(flows[3].id), let change = await changes.next() { told.insert(change.request.id) }
                #expect(told == Set(flows[1...].map(\.id)))
            }
        }
    }

    @Test("A revision that the database has lost is given to no other change, though that was noticed")
    func lostAndNoticed() async throws {
        try await withOwningBridges { join, pool in
            let a = try await join("a")
            try await whileOwning(a) { tenure in
                let flows = (0..<4).map { SampleFlows.accepted(operator: "\(101 + $0)") }
                for flow in flows[..<3] { try await a.store.insert(flow, under: tenure, idempotency: nil) }
                try await pool.query("UPDATE help_requests SET revision = 1")
                try await pool.query("UPDATE help_request_revision SET revision = 1")
                try await eventually { a.ownership.feed.told < 3 }
                try await a.store.insert(flows[3], under: tenure, idempotency: nil)
                let rows = try await pool.query("SELECT revision FROM help_request_revision").rows
                // Another bridge may still take what comes behind 3 for all that there is.
                #expect(try rows.first?.integer("revision") == 4)
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
