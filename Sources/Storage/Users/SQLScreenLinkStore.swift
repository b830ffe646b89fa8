public import Administration
public import Foundation

/// The links of screens, with digests of their secrets only.
public struct SQLScreenLinkStore: ScreenLinkStore {
    static let table = "screen_links"
    private static let kind = "screen_link"
    /// The minimum interval between writes of a link's last use, in seconds; a screen polls every few seconds.
    private static let writeInterval: TimeInterval = 60

    private let database: any SQLDatabase

    package init(database: any SQLDatabase) {
        self.database = database
    }

    public func links() async throws -> [ScreenLink] {
        try await database.read { db in try Self.links("ORDER BY createdAt, id", [], database.damage, db) }
    }

    public func link(digest: String, at now: Date) async throws -> ScreenLink? {
        let link = try await database.read { db in
            try Self.links("WHERE digest = ?", [digest], database.damage, db).first
        }
        guard let link else { return nil }
        if link.lastUsedAt.map({ $0 < now.addingTimeInterval(-Self.writeInterval) }) ?? true {
            note(now, digest: digest)
        }
        return link
    }

    /// Stores the last use without waiting or failing: a screen must still work if the disk is full.
    private func note(_ now: Date, digest: String) {
        database.writeLater(
            { db in
                try db.execute(
                    sql: "UPDATE screen_links SET lastUsedAt = ? WHERE digest = ?",
                    arguments: [now.storedMilliseconds, digest])
            }, then: { _ in })
    }

    public func add(
        _ id: String, name: String, by login: String, digest: String, at now: Date, author: String
    ) async throws -> Bool {
        try await database.write { db in
            let changes = try db.execute(
                sql: """
                    INSERT INTO screen_links (id, digest, name, "user", createdAt)
                    SELECT ?, ?, ?, id, ? FROM users WHERE login = ? ON CONFLICT (id) DO NOTHING
                    """,
                arguments: [id, digest, name, now.storedMilliseconds, login])
            guard changes == 1 else { return false }
            try AuditRow.note("added", Self.kind, name, by: author, at: database.clock.timestamp, db)
            return true
        }
    }

    public func remove(_ id: String, by author: String) async throws -> Bool {
        try await database.write { db in
            let name = try db.value(String.self, sql: "SELECT name FROM screen_links WHERE id = ?", arguments: [id])
            guard let name else { return false }
            try db.execute(sql: "DELETE FROM screen_links WHERE id = ?", arguments: [id])
            try AuditRow.note("removed", Self.kind, name, by: author, at: database.clock.timestamp, db)
            return true
        }
    }

    /// Returns the links; a link that is unreadable, or whose creator is, is skipped and grants no access.
    private static func links(
        _ condition: String, _ arguments: [(any SQLValueConvertible)?], _ damage: DamagedRows, _ db: any SQLTransaction
    ) throws -> [ScreenLink] {
        let sql = #"SELECT id, name, "user", createdAt, lastUsedAt FROM screen_links \#(condition)"#
        return try db.rows(sql: sql, arguments: arguments).compactMap { row in
            let id = row.name("id")
            guard let user = damage.readable(id, of: table, { try row.value("user", as: String.self) }),
                let maker = UserRow.users(try db.rows(UserRow.Selection.named(user).statement), damage)
                    .first
            else { return nil }
            return damage.readable(id, of: table) { try ScreenLink(row, maker: maker) }
        }
    }
}

extension ScreenLink {
    init(_ row: SQLRow, maker: User) throws {
        let lastUsedAt = try row.value("lastUsedAt", as: Int64?.self)
        self.init(
            id: try row.value("id"), name: try row.value("name"), maker: maker,
            createdAt: try row.date("createdAt"), lastUsedAt: try lastUsedAt.map { _ in try row.date("lastUsedAt") })
    }
}
