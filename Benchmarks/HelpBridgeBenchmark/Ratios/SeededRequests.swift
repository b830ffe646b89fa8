import Foundation
import GRDB
import TestSupport

/// Many ended requests, written directly into a bridge's database with SQLite while no bridge runs.
enum SeededRequests {
    private static let file = RepositoryScript.repository
        .appendingPathComponent("Tests/Support/Database/large-history.sql")
    private static let days = 300

    /// - Parameter database: a database with at least one helped request, which serves as the template.
    static func write(_ count: Int, into database: URL) async throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: database.path, configuration: configuration)
        let sql = try String(contentsOf: file, encoding: .utf8)
        let day: Int64 = 24 * 60 * 60 * 1000
        // Before the requests of the measurement.
        let end = Int64(Date().timeIntervalSince1970 * 1000) - day
        try await queue.writeWithoutTransaction { db in
            guard
                let template = try String.fetchOne(
                    db, sql: "SELECT id FROM help_requests WHERE outcome = 'helped' ORDER BY createdAt LIMIT 1")
            else { throw MeasuredBridge.Failure(description: "no request was helped") }
            // A journal on disk would write everything twice; nothing important is lost if this fails.
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
