public import Administration
import Foundation
import GRDB
import HelpDesk
import Logging

/// The log of who has changed or done what, and from where.
public struct AuditLog: AuditStore {
    static let table = "audit_log"
    /// Whom a deed is put down to that nobody has claimed.
    private static let nobody = "bridge"
    private static let longestItem = 200

    private let database: HelpDeskDatabase

    public init(database: HelpDeskDatabase) {
        self.database = database
    }

    public func entries(before id: Int64?, limit: Int) async throws -> [AuditEntry] {
        do {
            return try await database.pool.read { db in
                let rows = try Row.fetchAll(
                    db, sql: "SELECT * FROM audit_log WHERE id < ? ORDER BY id DESC LIMIT ?",
                    arguments: [id ?? Int64.max, limit])
                return database.damage.readable(rows, of: Self.table, key: "id", AuditEntry.init)
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
    static func note(_ changes: ChangeReport, by author: String, _ db: Database) throws {
        for (action, items) in [("removed", changes.removed), ("added", changes.added), ("changed", changes.changed)] {
            for item in items { try note(action, item.kind.rawValue, item.id, by: author, db) }
        }
    }

    static func note(_ action: String, _ kind: String, _ item: String, by author: String, _ db: Database) throws {
        try db.cachedStatement(
            sql: "INSERT INTO audit_log (at, author, action, kind, item, address) VALUES (?, ?, ?, ?, ?, ?)"
        ).execute(
            arguments: [
                Date().storedMilliseconds, author, action, kind, String(item.prefix(longestItem)),
                Origin.current?.address,
            ])
    }
}

extension AuditEntry {
    init(_ row: Row) throws {
        self.init(
            id: try row.value("id"), at: try row.date("at"), author: try row.value("author"),
            action: try row.value("action"), kind: try row.value("kind"), item: try row.value("item"),
            address: try row.value("address"))
    }
}
