import Foundation
import GRDB

/// Commits of one row at a time, each waiting for the disk: the minimum cost of storing a request durably.
enum CommitLoop {
    /// - Parameter directory: a directory on the disk that the bridge writes to.
    /// - Returns: the commits per second.
    static func run(in directory: URL, for duration: Duration) async throws -> Double {
        let queue = try DatabaseQueue(path: directory.appendingPathComponent("commits.sqlite").path)
        try await queue.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    PRAGMA journal_mode = WAL;
                    PRAGMA synchronous = FULL;
                    CREATE TABLE requests (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
                    """)
        }
        let text = String(repeating: "x", count: 1000)
        let start = ContinuousClock.now
        var count = 0
        while .now - start < duration {
            try await queue.write { db in
                try db.cachedStatement(sql: "INSERT INTO requests (text) VALUES (?)").execute(arguments: [text])
            }
            count += 1
        }
        return Double(count) / ((.now - start) / .seconds(1))
    }
}
