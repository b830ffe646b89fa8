import Foundation
import GRDB
import TestSupport

/// Many ended requests, written into a bridge's database by SQLite itself while no bridge runs.
enum SeededRequests {
    private static let file = RepositoryScript.repository
        .appendingPathComponent("Tests/Support/Database/large-history.sql")
    private static let days = 300

    /// - Parameter database: with one request at least that was helped, after which they are made.
    static func write(_ count: Int, into database: URL) async throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: database.path, configuration: configuration)
        let sql = try String(contentsOf: file, encoding: .utf8)
        let day: Int64 = 24 * 60 * 60 * 1000
        // Before those that the measurement has made.
        let end = Int64(Date().timeIntervalSince1970 * 1000) - day
        try await queue.writeWithoutTransaction { db in
            guard
                let template = try String.fetchOne(
                    db, sql: "SELECT id FROM help_requests WHERE outcome = 'helped' ORDER BY createdAt LIMIT 1")
            else { throw MeasuredBridge.Failure(description: "no request was helped") }
            // Nothing is lost that matters when this fails, and all would be written twice otherwise.
            try db.execute(sql: "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -500000")
            try db.inTransaction {
                try db.execute(
                    sql: sql,
                    arguments: [
                        "count": count, "end": end, "duration": Int64(days) * day, "template": template,
                        "operators": 60, "departments": 8, "helpers": 20,
                    ])
                return .commit
            }
            try db.execute(sql: "PRAGMA journal_mode = WAL")
        }
    }
}
