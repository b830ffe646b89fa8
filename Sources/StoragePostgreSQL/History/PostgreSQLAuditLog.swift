package import Administration
import HelpDesk
import Logging
import Storage

/// The audit log: who changed or did what, and from where.
package struct PostgreSQLAuditLog: AuditStore {
    private let database: PostgreSQLDatabase

    package init(database: PostgreSQLDatabase) {
        self.database = database
    }

    package func entries(before id: Int64?, limit: Int) async throws -> [AuditEntry] {
        try await AuditRow.entries(before: id, limit: limit, in: database)
    }

    package func note(_ action: String, _ kind: String, _ item: String) async {
        let author = Origin.current?.author ?? AuditRow.nobody
        do {
            _ = try await database.rows(
                AuditRow.insertion(action, kind, item, by: author, at: database.clock.timestamp))
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
