import Foundation
import PostgreSQL
import TestSupport

/// A pool on the tests' server.
func withPool(
    timeout: Duration = .seconds(60), connections: Int = 4, url: String? = nil,
    _ body: (PostgreSQLPool) async throws -> Void
) async throws {
    // A machine with much to do takes its time to accept.
    var configuration = PostgreSQLPool.Configuration(
        url: "", maximumConnections: connections, connectTimeout: .seconds(60), timeout: timeout)
    if let url { configuration.url = url } else { configuration.url = try await PostgreSQLServer.sharedServer().url() }
    let pool = try PostgreSQLPool(configuration)
    do {
        try await body(pool)
    } catch {
        await pool.shutdown()
        throw error
    }
    await pool.shutdown()
}

/// A table of one test, with a column `id` that is its key.
func withTable(_ pool: PostgreSQLPool, _ columns: String, _ body: (String) async throws -> Void) async throws {
    let table = "t" + UUID().uuidString.filter { $0 != "-" }.lowercased()
    try await pool.query("CREATE TABLE \(table) (id BIGINT PRIMARY KEY, \(columns))")
    try await body(table)
    try await pool.query("DROP TABLE \(table)")
}
