import GRDB

/// The row that says under which key a database's secrets are sealed.
enum SealedKey {
    /// - Returns: `nil` when nothing has been sealed yet.
    static func id(_ db: Database) throws -> String? {
        try String.fetchOne(db.cachedStatement(sql: "SELECT key FROM sealed_key"))
    }

    /// - Parameter hasTraces: whether the file may still hold what was not sealed before.
    static func put(_ id: String, hasTraces: Bool, _ db: Database) throws {
        try db.execute(
            sql: "INSERT OR REPLACE INTO sealed_key (id, key, hasTraces) VALUES (1, ?, ?)", arguments: [id, hasTraces])
    }

    static func hasTraces(_ db: Database) throws -> Bool {
        try Bool.fetchOne(db, sql: "SELECT hasTraces FROM sealed_key") ?? false
    }

    static func forgetTraces(_ db: Database) throws {
        try db.execute(sql: "UPDATE sealed_key SET hasTraces = 0")
    }
}
