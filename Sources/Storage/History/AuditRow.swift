package import Administration
package import Foundation
import GRDB
import HelpDesk

/// A row of `audit_log`, in either database.
package enum AuditRow {
    static let table = "audit_log"
    /// The author of actions without an origin.
    package static let nobody = "bridge"
    private static let maximumItemLength = 200
    /// The differences of an entry that is not a change of a setting.
    package static let noDifferences = "[]"

    /// Returns the newest entries, or those before an entry.
    package static func entries(
        before id: Int64?, limit: Int, in database: any SQLDatabase
    ) async throws -> [AuditEntry] {
        do {
            return try await database.read { db in
                try database.damage.page(before: id, limit: limit, of: table) {
                    try db.rows(selection(before: $0, limit: $1))
                } _: {
                    try AuditEntry($0)
                }
            }
        } catch {
            throw StorageError.translating(error)
        }
    }

    /// Logs changes of the settings in the transaction that makes them.
    ///
    /// - Parameters:
    ///   - changes: the changes.
    ///   - old: the settings before.
    ///   - new: the settings after.
    ///   - now: ``PlausibleClock/timestamp``, as for every entry.
    static func note(
        _ changes: ChangeReport, from old: CallCenter, to new: CallCenter, by author: String, at now: Date,
        _ db: any SQLTransaction
    ) throws {
        for (action, items) in [("removed", changes.removed), ("added", changes.added), ("changed", changes.changed)] {
            for item in items {
                let differences = SettingDifference.all(item, from: old, to: new)
                try db.execute(
                    insertion(
                        action, item.kind.rawValue, item.id, differences: try StoredJSON.text(differences), by: author,
                        at: now))
            }
        }
    }

    /// Logs an action in the transaction that performs it.
    static func note(
        _ action: String, _ kind: String, _ item: String, by author: String, at now: Date, _ db: any SQLTransaction
    ) throws {
        try db.execute(insertion(action, kind, item, by: author, at: now))
    }

    /// Logs an action in the transaction that performs it.
    static func note(
        _ action: String, _ kind: String, _ item: String, by author: String, at now: Date, _ db: Database
    ) throws {
        try insertion(action, kind, item, by: author, at: now).execute(db)
    }

    /// Returns the statement that inserts an entry.
    package static func insertion(
        _ action: String, _ kind: String, _ item: String, differences: String = noDifferences, by author: String,
        at now: Date
    ) -> SQLStatement {
        SQLStatement(
            "INSERT INTO audit_log (at, author, action, kind, item, address, differences) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                .integer(now.storedMilliseconds), .text(author), .text(action), .text(kind),
                .text(String(item.prefix(maximumItemLength))), .text(orNull: Origin.current?.address),
                .text(differences),
            ])
    }

    private static func selection(before id: Int64?, limit: Int) -> SQLStatement {
        SQLStatement(
            "SELECT * FROM audit_log WHERE id < ? ORDER BY id DESC LIMIT ?",
            [.integer(id ?? .max), .integer(Int64(limit))])
    }
}

extension AuditEntry {
    init(_ row: some StoredRow) throws {
        self.init(
            id: try row.integer("id"), at: try row.date("at"), author: try row.string("author"),
            action: try row.string("action"), kind: try row.string("kind"), item: try row.string("item"),
            address: try row.optionalString("address"), differences: try row.json("differences"))
    }
}
