import ConcurrencyPrimitives
import Foundation
import HelpDesk
import PostgreSQL
import StoragePostgreSQL
import Testing

@testable import Storage

/// That a PBX has one owner at a time, and that who is not it any more can commit nothing.
@Suite(.timeLimit(.minutes(15))) struct PBXOwnershipTests {
    private func withDatabase(_ body: (PostgreSQLDatabase, PostgreSQLPool) async throws -> Void) async throws {
        try await withPostgreSQL { configuration, pool in
            let database = try await PostgreSQLDatabase.open(configuration, keys: .random, logger: .silent)
            try await body(database, pool)
            await database.close()
        }
    }

    /// Lets the lease run out, whatever is left of it.
    private func expire(_ pool: PostgreSQLPool) async throws {
        try await pool.query("UPDATE pbx_owners SET expiresAt = clock_timestamp() - interval '1 second'")
    }

    /// A commit as an owner makes it.
    private func commit(_ claim: PBXOwnership.Claim, _ database: PostgreSQLDatabase) async throws -> Bool {
        try await database.write { db in try db.rows(claim.check).count == 1 }
    }

    @Test func `of bridges that want a PBX at the same moment one gets it, and each PBX has its own owner`()
        async throws
    {
        try await withDatabase { database, _ in
            let claims = try await withThrowingTaskGroup(of: PBXOwnership.Claim?.self) { group in
                for number in 0..<8 {
                    let bridge = PBXOwnership(database: database, bridge: "bridge-\(number)", lease: .seconds(600))
                    group.addTask { try await bridge.acquire("main") }
                }
                return try await group.reduce(into: []) { $0 += [$1].compactMap(\.self) }
            }
            #expect(claims.map(\.epoch) == [1])
            let other = PBXOwnership(database: database, bridge: "other")
            #expect(try await other.acquire("tehran")?.epoch == 1)
            #expect(try await other.owner(of: "tehran") == "other")
            #expect(try await other.owner(of: "main")?.hasPrefix("bridge-") == true)
            #expect(try await other.owner(of: "shiraz") == nil)
        }
    }

    @Test func `an owner whose lease has run out is followed by another, and commits and renews nothing any more`()
        async throws
    {
        try await withDatabase { database, pool in
            let (first, second) = (
                PBXOwnership(database: database, bridge: "a", lease: .seconds(600)),
                PBXOwnership(database: database, bridge: "b", lease: .seconds(600))
            )
            let old = try #require(try await first.acquire("main"))
            #expect(try await commit(old, database))
            #expect(try await second.acquire("main") == nil)
            try await expire(pool)
            // Nobody else has wanted it: it goes on.
            #expect(try await first.renew(old)?.epoch == old.epoch)
            try await expire(pool)
            let new = try #require(try await second.acquire("main"))
            #expect(new.epoch == old.epoch + 1)
            #expect(try await !commit(old, database))
            #expect(try await commit(new, database))
            #expect(try await first.renew(old) == nil)
            try await first.release(old)
            #expect(try await second.owner(of: "main") == "b")
        }
    }

    @Test func `a new owner waits for the commit under way of the one before`() async throws {
        try await withDatabase { database, pool in
            let (first, second) = (
                PBXOwnership(database: database, bridge: "a", lease: .seconds(600)),
                PBXOwnership(database: database, bridge: "b", lease: .seconds(600))
            )
            let old = try #require(try await first.acquire("main"))
            try await expire(pool)
            let order = Locked<[String]>([])
            let (checked, isChecked) = AsyncStream.makeStream(of: Void.self)
            try await withThrowingTaskGroup { group in
                group.addTask {
                    try await pool.transaction { transaction in
                        let check = PostgreSQLStatement(old.check)
                        #expect(try await transaction.query(check.sql, check.parameters).count == 1)
                        isChecked.finish()
                        try await eventually {
                            try await pool.query("SELECT FROM pg_locks WHERE NOT granted").count > 0
                        }
                        order.withLock { $0.append("committed") }
                    }
                }
                for await _ in checked {}
                group.addTask {
                    _ = try await second.acquire("main")
                    order.withLock { $0.append("taken over") }
                }
                try await group.waitForAll()
            }
            #expect(order.withLock { $0 } == ["committed", "taken over"])
        }
    }

    @Test func `who was frozen knows by themselves that they may order nothing, before another one may`() async throws {
        try await withDatabase { database, _ in
            let start = ContinuousClock.now
            let clock = Locked(start)
            let ownership = PBXOwnership(
                database: database, bridge: "a", lease: .seconds(5), margin: .seconds(1),
                now: { clock.withLock { $0 } })
            let claim = try #require(try await ownership.acquire("main"))
            #expect(claim.isHeld(at: start + .seconds(3.9)) && !claim.isHeld(at: start + .seconds(4)))
            clock.withLock { $0 = start + .seconds(2) }
            let renewed = try #require(try await ownership.renew(claim))
            #expect(renewed.isHeld(at: start + .seconds(5.9)) && !renewed.isHeld(at: start + .seconds(6)))
        }
    }

    @Test func `who lets a PBX go keeps nobody waiting`() async throws {
        try await withDatabase { database, _ in
            let first = PBXOwnership(database: database, bridge: "a", lease: .seconds(600))
            try await first.release(try #require(try await first.acquire("main")))
            #expect(try await first.owner(of: "main") == nil)
            let second = PBXOwnership(database: database, bridge: "b", lease: .seconds(600))
            #expect(try await second.acquire("main")?.epoch == 2)
        }
    }
}
