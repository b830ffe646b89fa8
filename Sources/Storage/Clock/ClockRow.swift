import Foundation
import GRDB

/// The row that remembers the last plausible time.
enum ClockRow {
    /// So much, in bytes, is written to learn whether a disk that had no room has some again: about as much as the
    /// tables and indexes of one request.
    static let ballast = 64 * 1024

    /// - Returns: `nil` when there is none, or nothing that is a time.
    static func lastSeen(_ db: Database) throws -> Date? {
        try Row.fetchOne(db.cachedStatement(sql: "SELECT lastSeen FROM clock")).flatMap { try? $0.date("lastSeen") }
    }

    /// - Parameter ballast: how many bytes to write besides.
    static func put(_ date: Date, ballast: Int = 0, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO clock (id, lastSeen, ballast) VALUES (1, ?, zeroblob(?))
                ON CONFLICT (id) DO UPDATE SET lastSeen = excluded.lastSeen, ballast = excluded.ballast
                """
        ).execute(arguments: [date.storedMilliseconds, ballast])
    }
}
