import Foundation

/// The row that remembers the last plausible time.
package enum ClockRow {
    /// So much, in bytes, is written to learn whether a disk that had no room has some again: about as much as the
    /// tables and indexes of one request.
    static let ballast = 64 * 1024

    /// - Returns: `nil` when there is none, or nothing that is a time.
    static func lastSeen(_ db: any SQLTransaction) throws -> Date? {
        try db.row(sql: "SELECT lastSeen FROM clock").flatMap { try? $0.date("lastSeen") }
    }

    /// - Parameter ballast: how many bytes to write besides.
    static func put(_ date: Date, ballast: Int = 0, _ db: any SQLTransaction) throws {
        try db.execute(
            sql: """
                INSERT INTO clock (id, lastSeen, ballast) VALUES (1, ?, ?)
                ON CONFLICT (id) DO UPDATE SET lastSeen = excluded.lastSeen, ballast = excluded.ballast
                """, arguments: [date.storedMilliseconds, Data(count: ballast)])
    }
}
