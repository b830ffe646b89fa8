public import Administration
import HelpDesk
import Logging

/// The audit log: who changed or did what, and from where.
public struct SQLiteAuditLog: AuditStore {
    private let database: SQLiteDatabase

    public init(database: SQLiteDatabase) {
        self.database = database
    }

    public func entries(before id: Int64?, limit: Int) async throws -> [AuditEntry] {
        try await AuditRow.entries(before: id, limit: limit, in: database)
    }

    public func note(_ action: String, _ kind: String, _ item: String) async {
        let author = Origin.current?.author ?? AuditRow.nobody
        do {
            try await database.writing { db in
                try AuditRow.note(action, kind, item, by: author, at: database.clock.timestamp, db)
            }
        } catch {
            database.damage.logger.error(
                "an entry of the audit log is lost",
                metadata: [
                    "author": "\(author)", "action": "\(action)", "kind": "\(kind)", "item": "\(item)",
                    "error": "\(error)",
                ])
        }
    }
}
