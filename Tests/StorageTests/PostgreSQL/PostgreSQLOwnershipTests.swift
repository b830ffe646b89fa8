import ConcurrencyPrimitives
import Foundation
import HelpDesk
import PostgreSQL
import StoragePostgreSQL
import Testing

@testable import Storage

/// That a PBX is one bridge's at a time, and that whoever has lost it writes nothing more of its calls.
@Suite(.timeLimit(.minutes(15))) struct PostgreSQLOwnershipTests {
    @Test("Of two bridges one gets the PBX, and the other one knows which")
    func oneOwner() async throws {
        try await withOwningBridges { join, _ in
            let (a, b) = (try await join("a"), try await join("b"))
            try await whileRunning([a, b]) {
                try await eventually { a.ownership.owners["main"] != nil && b.ownership.owners["main"] != nil }
                #expect([a, b].count { $0.tenure != nil } == 1)
                let owner = a.tenure == nil ? "b" : "a"
                #expect(a.ownership.owners["main"]?.bridge == owner && b.ownership.owners["main"]?.bridge == owner)
            }
        }
    }

    @Test("A second program with the same bridge's id is told who has it")
    func sameId() async throws {
        try await withOwningBridges { join, _ in
            let a = try await join("a")
            try await whileRunning([a]) {
                try await eventually { a.tenure != nil }
                let error = await #expect(throws: StorageError.self) { try await join("a") }
                let isServedElsewhere = if case .servedElsewhere? = error { true } else { false }
                #expect(isServedElsewhere && error?.description.contains("program a") == true)
            }
        }
    }

    /// The server's processes of the connections that have a bridge's id, or wait for it.
    private func sessions(_ pool: PostgreSQLPool, waiting: Bool = false) async throws -> [Int64] {
        try await pool.query(
            """
            SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted <> $1
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """, [.bool(waiting)]
        ).rows.map { try $0.integer("pid") }
    }

    @Test("A bridge whose connection is stuck in a commit ends it on the server and goes on with another one")
    func stuckConnection() async throws {
        // The server goes on where the client gives up.
        try await withOwningBridges(lease: .seconds(3), options: "-c%20statement_timeout%3D0") { join, pool in
            let a = try await join("a")
            try await whileRunning([a]) {
                try await eventually { a.tenure != nil }
                let stuck = try #require(try await sessions(pool).first)
                try await stallCommits(
                    of: "UPDATE ON bridges", by: "IF pg_backend_pid() = \(stuck) THEN PERFORM pg_sleep(600); END IF;",
                    pool)
                try await eventually { try await sessions(pool).contains { $0 != stuck } }
                try await eventually { a.tenure != nil }
            }
        }
    }

    @Test("A bridge that starts while the database is too slow for one of its statements asks again")
    func slowStart() async throws {
        try await withOwningBridges(lease: .seconds(1), predecessorTimeout: .seconds(600)) { join, pool in
            // Its tables are made before it starts.
            try await join("z").ownership.close()
            @Sendable func locks(granted: Bool) async throws -> Set<Int64> {
                Set(
                    try await pool.query(
                        """
                        SELECT pid FROM pg_locks WHERE relation = 'bridges'::regclass AND granted = $1
                            AND mode IN ('ShareLock', 'RowExclusiveLock')
                        """, [.bool(granted)]
                    ).rows.map { try $0.integer("pid") })
            }
            try await withThrowingDiscardingTaskGroup { group in
                group.addTask {
                    try await pool.transaction { transaction in
                        try await transaction.query("SET LOCAL idle_in_transaction_session_timeout = 0")
                        try await transaction.query("LOCK TABLE bridges IN SHARE MODE")
                        try await eventually { try await !locks(granted: false).isEmpty }
                        let first = try await locks(granted: false)
                        try await eventually { try await locks(granted: false).isDisjoint(with: first) }
                    }
                }
                try await eventually { try await !locks(granted: true).isEmpty }
                _ = try await join("a")
            }
        }
    }

    /// Gives a bridge's id to a connection of the test for as long as `body` runs.
    private func whileDisplaced(
        _ id: String, _ pool: PostgreSQLPool, _ body: () async throws -> Void
    ) async throws {
        let pid = try #require(try await sessions(pool).first)
        try await pool.transaction { transaction in
            try await transaction.query("SET LOCAL idle_in_transaction_session_timeout = 0")
            try await withThrowingTaskGroup { group in
                // First in the line when the bridge's connection ends.
                group.addTask {
                    try await transaction.query(
                        """
                        SELECT pg_advisory_xact_lock(classid::int, hashtext($1)) FROM pg_locks
                        WHERE locktype = 'advisory' AND objsubid = 2 AND pid = $2
                        """, [.text(id), .integer(pid)])
                }
                try await eventually { try await sessions(pool, waiting: true).count == 1 }
                try await pool.query("SELECT pg_terminate_backend($1::int)", [.integer(pid)])
                try await group.waitForAll()
            }
            try await body()
        }
    }

    @Test("A bridge whose id another connection has had for a while goes on once it is free")
    func idInUseForAWhile() async throws {
        try await withOwningBridges { join, pool in
            let a = try await join("a")
            try await whileOwning(a) { tenure in
                try await whileDisplaced("a", pool) { try await eventually { tenure.isEnded } }
                try await eventually { a.tenure != nil }
            }
        }
    }

    @Test("A bridge whose id another program keeps ends, and says who has it")
    func idKept() async throws {
        try await withOwningBridges(disconnection: .milliseconds(50)) { join, pool in
            let a = try await join("a")
            try await withThrowingTaskGroup { group in
                group.addTask { try await a.ownership.run() }
                try await eventually { a.tenure != nil }
                let tenure = try #require(a.tenure)
                try await whileDisplaced("a", pool) {
                    let outcome = await group.nextResult()
                    guard case .failure(StorageError.servedElsewhere)? = outcome else {
                        Issue.record("\(String(describing: outcome))")
                        return
                    }
                    #expect(tenure.isEnded)
                }
            }
        }
    }

    // Two bridges may have had the same epoch, where a replica was promoted that had missed something.
    @Test(
        "A bridge that has lost the PBX without knowing it writes nothing more, and its tenure ends",
        arguments: ["owner = 'b', epoch = epoch + 1", "owner = 'b'"])
    func lostUnawares(change: String) async throws {
        try await withOwningBridges { join, pool in
            let a = try await join("a")
            try await whileOwning(a) { tenure in
                var flow = SampleFlows.accepted()
                try await a.store.insert(flow, under: tenure, idempotency: nil)
                try await pool.query("UPDATE pbx_owners SET \(change)")
                _ = flow.handle(.cancel, at: Date())
                await #expect(throws: PBXNotOwned.self) { try await a.store.update(flow) }
                #expect(!tenure.isHeld && tenure.isEnded)
                #expect(try await a.store.request(flow.id)?.state == .accepted)
            }
        }
    }

    @Test("A bridge that has lost the PBX is told so, and not that the operator has asked its new owner for help since")
    func lostToOwnerOfNextRequest() async throws {
        try await withOwningBridges { join, pool in
            let a = try await join("a")
            try await whileOwning(a) { tenure in
                var flow = SampleFlows.accepted()
                try await a.store.insert(flow, under: tenure, idempotency: nil)
                let columns = "operator, department, route, createdAt, updatedAt, flow, revision"
                for statement in [
                    "UPDATE pbx_owners SET owner = 'b', epoch = epoch + 1",
                    "UPDATE help_requests SET isOpen = FALSE",
                    """
                    INSERT INTO help_requests (id, state, isOpen, holdsOperator, \(columns))
                    SELECT 'next', state, TRUE, TRUE, \(columns) FROM help_requests
                    """,
                ] { try await pool.query(statement) }
                _ = flow.handle(.disconnected, at: Date())
                await #expect(throws: PBXNotOwned.self) { try await a.store.update(flow) }
            }
        }
    }

    @Test("A bridge whose lease has run out by its own clock orders and writes nothing, though nobody else has the PBX")
    func leaseRunOut() async throws {
        let clock = Locked(ContinuousClock.now)
        try await withOwningBridges(now: { clock.withLock { $0 } }) { join, _ in
            let a = try await join("a")
            try await whileOwning(a) { tenure in
                let flow = SampleFlows.accepted()
                try await a.store.insert(flow, under: a.tenure, idempotency: nil)
                clock.withLock { $0 += .seconds(600) }
                #expect(!tenure.isHeld)
                await #expect(throws: PBXNotOwned.self) { try await a.store.update(flow) }
                // It gets the PBX back, as another tenure.
                try await eventually { a.tenure != nil }
                #expect(a.tenure !== tenure && a.tenure?.epoch == tenure.epoch + 1)
                try await a.store.update(flow)
            }
        }
    }

    @Test("A lease that has run out is taken over once the commits under way are there")
    func takeOver() async throws {
        try await withOwningBridges { join, pool in
            let a = try await join("a")
            try await whileRunning([a]) { try await eventually { a.tenure != nil } }
            let b = try await join("b")
            try await pool.transaction { transaction in
                try await transaction.query("UPDATE help_request_revision SET revision = revision")
                try await expireLeases(pool)
                try await whileRunning([b]) {
                    try await eventually { try await pool.query("SELECT FROM pg_locks WHERE NOT granted").count > 0 }
                    #expect(b.tenure == nil)
                }
            }
            // What the first run had asked for may have been carried out after it was broken off.
            try await whileRunning([b]) { try await eventually { b.tenure.map { $0.epoch >= 2 } ?? false } }
        }
    }
}
