import Foundation
import GRDB

/// One row a commit, one after the other, each of which waits for the disk: the least that storing a request safely costs.
enum CommitLoop {
    /// - Parameter directory: on the disk that the bridge writes to.
    /// - Returns: commits a second.
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
