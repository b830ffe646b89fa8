import Dispatch
import GRDB

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
