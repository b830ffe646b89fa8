import Foundation

/// The row that stores the last plausible time.
package enum ClockRow {
    /// The number of bytes to write to check whether a full disk has space again: about as much as the tables and
    /// indexes of one request.
    static let ballast = 64 * 1024

    /// - Returns: `nil` if there is none, or if it is not a time.
    static func lastSeen(_ db: any SQLTransaction) throws -> Date? {
        try db.row(sql: "SELECT lastSeen FROM clock").flatMap { try? $0.date("lastSeen") }
    }

    /// - Parameter ballast: the number of extra bytes to write.
    static func put(_ date: Date, ballast: Int = 0, _ db: any SQLTransaction) throws {
        try db.execute(
            sql: """
                INSERT INTO clock (id, lastSeen, ballast) VALUES (1, ?, ?)
                ON CONFLICT (id) DO UPDATE SET lastSeen = excluded.lastSeen, ballast = excluded.ballast
                """, arguments: [date.storedMilliseconds, Data(count: ballast)])
    }
}
