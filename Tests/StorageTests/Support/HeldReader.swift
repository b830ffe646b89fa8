import Dispatch
import GRDB

@testable import Storage

/// Has somebody read one moment of a database for as long as `body` runs.
func withHeldReader<Result>(
    of database: HelpDeskDatabase, _ body: () async throws -> Result
) async throws -> Result {
    let semaphore = DispatchSemaphore(value: 0)
    try await withCheckedThrowingContinuation { (held: CheckedContinuation<Void, any Error>) in
        database.pool.asyncRead { reading in
            do {
                // The moment is that of the first row.
                _ = try Int.fetchOne(reading.get(), sql: "SELECT count(*) FROM sqlite_master")
                held.resume()
                semaphore.wait()
            } catch {
                held.resume(throwing: error)
            }
        }
    }
    defer { semaphore.signal() }
    return try await body()
}
