import Foundation
import HelpDesk
import PostgreSQL
import StoragePostgreSQL
import Testing

@testable import Storage

/// That one bridge serves from a database, whatever becomes of the others.
@Suite(.timeLimit(.minutes(15))) struct PostgreSQLServingLockTests {
    private func withLocks(
        _ body: (
            _ take: @Sendable (String, Duration) async throws -> PostgreSQLServingLock, PostgreSQLDatabase,
            PostgreSQLPool
        ) async throws -> Void
    ) async throws {
        try await withPostgreSQL { configuration, pool in
            let database = try await PostgreSQLDatabase.open(configuration, keys: .random, logger: .silent)
            try await body(
                { program, patience in
                    try await PostgreSQLServingLock.take(
                        configuration, of: database, program: program, interval: .milliseconds(20), patience: patience,
                        logger: .silent)
                }, database, pool)
            await database.close()
        }
    }

    /// Breaks the connection that holds the lock, as a network does.
    private func cutOff(_ pool: PostgreSQLPool) async throws {
        try await pool.query(
            """
            SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """)
    }

    @Test func `a second bridge is told who serves, and takes over once that one has gone`() async throws {
        try await withLocks { take, _, _ in
            let first = try await take("the first", .seconds(1))
            let error = await #expect(throws: StorageError.self) { try await take("the second", .milliseconds(50)) }
            #expect(error?.code == "served_elsewhere" && error?.description.contains("the first") == true)
            await first.release()
            let second = try await take("the second", .seconds(60))
            #expect(second.epoch == first.epoch + 1)
            await second.release()
        }
    }

    @Test func `a bridge that was cut off while another one took over commits nothing, and ends`() async throws {
        try await withLocks { take, database, pool in
            let first = try await take("the first", .seconds(1))
            let old = PostgreSQLHelpRequestStore(database: database, logger: .silent, epoch: first.epoch)
            let flow = SampleFlows.ringing()
            try await old.insert(flow, idempotency: nil)
            try await cutOff(pool)
            let second = try await take("the second", .seconds(60))
            for work in [
                { try await old.insert(SampleFlows.accepted(), idempotency: nil) }, { try await old.update(flow) },
            ] {
                let error = await #expect(throws: StorageError.self) { try await work() }
                #expect(error?.code == "served_elsewhere")
            }
            let new = PostgreSQLHelpRequestStore(database: database, logger: .silent, epoch: second.epoch)
            #expect(try await new.openFlows() == [flow])
            try await new.update(flow)
            let end = await #expect(throws: StorageError.self) { try await first.run() }
            #expect(end?.description.contains("the second") == true)
            await first.release()
            await second.release()
        }
    }

    @Test func `a bridge whose connection broke takes the lock again where nobody else has`() async throws {
        try await withLocks { take, _, pool in
            let lock = try await take("the first", .seconds(1))
            func isHeld() async throws -> Bool {
                try await pool.query(
                    """
                    SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted
                        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                    """
                ).count == 1
            }
            try await withThrowingTaskGroup { group in
                group.addTask { try await lock.run() }
                try await cutOff(pool)
                try await eventually { try await isHeld() }
                group.cancelAll()
                try await group.waitForAll()
            }
            await lock.release()
            try await eventually { try await !isHeld() }
        }
    }
}
