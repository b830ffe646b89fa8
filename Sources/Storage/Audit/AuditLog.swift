public import Foundation
import GRDB

/// The log of who has changed which setting.
public struct AuditLog: Sendable {
    /// One change.
    public struct Entry: Sendable, Equatable {
        public var id: Int64
        public var at: Date
        public var author: String
        /// `added`, `changed` or `removed`.
        public var action: String
        public var kind: String
        public var item: String
    }

    private let database: HelpDeskDatabase

    public init(database: HelpDeskDatabase) {
        self.database = database
    }

    /// Newest first.
    ///
    /// - Parameter id: only entries older than this one.
    public func entries(before id: Int64?, limit: Int) async throws -> [Entry] {
        do {
            return try await database.pool.read { db in
                let rows = try Row.fetchAll(
                    db, sql: "SELECT * FROM audit_log WHERE id < ? ORDER BY id DESC LIMIT ?",
                    arguments: [id ?? Int64.max, limit])
                return rows.map { row in
                    Entry(
                        id: row["id"], at: Date(storedMilliseconds: row["at"]), author: row["author"],
                        action: row["action"], kind: row["kind"], item: row["item"])
                }
            }
        } catch {
            throw StorageError.translating(error)
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
            sql: "INSERT INTO audit_log (at, author, action, kind, item) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [Date().storedMilliseconds, author, action, kind, item])
    }
}

extension Date {
    init(storedMilliseconds: Int64) {
        self.init(timeIntervalSince1970: Double(storedMilliseconds) / 1000)
    }
}
