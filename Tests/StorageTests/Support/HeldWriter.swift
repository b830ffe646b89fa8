import Dispatch
import GRDB
import Testing

@testable import Storage

/// Holds up a database's writer while `body` runs, so that a test decides what shares a batch.
func withHeldWriter<Result>(
    of database: SQLiteDatabase, _ body: () async throws -> Result
) async throws -> Result {
    let semaphore = DispatchSemaphore(value: 0)
    await withCheckedContinuation { held in
        database.pool.asyncWriteWithoutTransaction { _ in
            held.resume()
            semaphore.wait()
        }
    }
    defer { semaphore.signal() }
    return try await body()
}

/// Holds the one write transaction that a file may have while `body` runs, as another process may.
func withHeldTransaction<Result>(
    of database: SQLiteDatabase, _ body: () async throws -> Result
) async throws -> Result {
    let semaphore = DispatchSemaphore(value: 0)
    await withCheckedContinuation { held in
        database.pool.asyncWrite(
            { db in
                do {
                    try db.execute(sql: "UPDATE call_center_revision SET revision = revision")
                } catch {
                    Issue.record(error)
                }
                held.resume()
                semaphore.wait()
            }, completion: { _, _ in })
    }
    defer { semaphore.signal() }
    return try await body()
}
