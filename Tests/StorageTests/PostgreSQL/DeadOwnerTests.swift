import HelpDesk
import PostgreSQL
import Testing

@testable import StoragePostgreSQL

/// That nobody who is dead keeps a PBX, whatever the clocks of the database's servers have said.
@Suite(.timeLimit(.minutes(15))) struct DeadOwnerTests {
    /// A lease of another bridge, by a clock that was ten minutes ahead.
    private func leaveLease(_ pool: PostgreSQLPool) async throws {
        try await pool.query(
            """
            INSERT INTO pbx_owners (pbx, owner, epoch, expiresAt)
            VALUES ('main', 'b', 7, clock_timestamp() + interval '10 minutes')
            """)
    }

    @Test("A dead bridge's lease by a clock that was ahead is taken over once nobody has renewed it for a while")
    func dead() async throws {
        try await withOwningBridges(lease: .seconds(2), leaseAlone: .seconds(2)) { join, pool in
            let a = try await join("a")
            try await leaveLease(pool)
            try await whileRunning([a]) {
                try await eventually { a.tenure.map { $0.epoch >= 8 } ?? false }
            }
        }
    }

    @Test("A lease that was renewed since it was looked at is taken by nobody else")
    func alive() async throws {
        try await withOwningBridges { join, pool in
            let link = try await join("a").ownership.link
            try await leaveLease(pool)
            let seen = try await link.poll(renewing: nil).owners
            try await pool.query("UPDATE pbx_owners SET expiresAt = expiresAt + interval '1 microsecond'")
            #expect(try await link.acquire(["main"], seenAs: seen, for: .seconds(1)) == [:])
            let renewed = try await link.poll(renewing: nil).owners
            #expect(try await link.acquire(["main"], seenAs: renewed, for: .seconds(1)) == ["main": 8])
        }
    }
}
