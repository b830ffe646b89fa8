public import Administration
import Foundation
import GRDB
import HelpDesk
import Logging

/// The log of who has changed or done what, and from where.
public struct SQLiteAuditLog: AuditStore {
    static let table = "audit_log"
    /// Whom a deed is put down to that nobody has claimed.
    package static let nobody = "bridge"
    private static let maximumItemLength = 200
    /// Of what is no change of a setting.
    package static let noDifferences = "[]"

    private let database: SQLiteDatabase

    public init(database: SQLiteDatabase) {
        self.database = database
    }

    public func entries(before id: Int64?, limit: Int) async throws -> [AuditEntry] {
        try await Self.entries(before: id, limit: limit, in: database)
    }

    /// Of either database.
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

    public func note(_ action: String, _ kind: String, _ item: String) async {
        let author = Origin.current?.author ?? Self.nobody
        do {
            try await database.writing { db in try Self.note(action, kind, item, by: author, db) }
        } catch {
            database.damage.logger.error(
                "an entry of the audit log is lost",
                metadata: [
                    "author": "\(author)", "action": "\(action)", "kind": "\(kind)", "item": "\(item)",
                    "error": "\(error)",
                ])
        }
    }

    /// Notes what a transaction does, within it.
    ///
    /// - Parameters:
    ///   - changes: of the settings.
    ///   - old: the settings before.
    ///   - new: the settings after.
    static func note(
        _ changes: ChangeReport, from old: CallCenter, to new: CallCenter, by author: String,
        _ db: any SQLTransaction
    ) throws {
        for (action, items) in [("removed", changes.removed), ("added", changes.added), ("changed", changes.changed)] {
            for item in items {
                let differences = SettingDifference.all(item, from: old, to: new)
                try db.execute(
                    insertion(
                        action, item.kind.rawValue, item.id, differences: try StoredJSON.text(differences), by: author))
            }
        }
    }

    static func note(
        _ action: String, _ kind: String, _ item: String, by author: String, _ db: any SQLTransaction
    ) throws {
        try db.execute(insertion(action, kind, item, by: author))
    }

    static func note(_ action: String, _ kind: String, _ item: String, by author: String, _ db: Database) throws {
        try insertion(action, kind, item, by: author).execute(db)
    }

    /// What notes something in either database.
    package static func insertion(
        _ action: String, _ kind: String, _ item: String, differences: String = noDifferences, by author: String
    ) -> SQLStatement {
        SQLStatement(
            "INSERT INTO audit_log (at, author, action, kind, item, address, differences) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                .integer(Date().storedMilliseconds), .text(author), .text(action), .text(kind),
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
