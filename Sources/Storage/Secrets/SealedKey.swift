/// The row that says under which key a database's secrets are sealed.
enum SealedKey {
    /// - Returns: `nil` when nothing has been sealed yet.
    static func id(_ db: any SQLTransaction) throws -> String? {
        try db.value(String.self, sql: "SELECT key FROM sealed_key")
    }

    /// - Parameter hasTraces: whether the file may still hold what was not sealed before.
    static func put(_ id: String, hasTraces: Bool, _ db: any SQLTransaction) throws {
        try db.execute(
            sql: """
                INSERT INTO sealed_key (id, key, hasTraces) VALUES (1, ?, ?)
                ON CONFLICT (id) DO UPDATE SET key = excluded.key, hasTraces = excluded.hasTraces
                """, arguments: [id, hasTraces])
    }

    static func hasTraces(_ db: any SQLTransaction) throws -> Bool {
        guard let row = try db.row(sql: "SELECT hasTraces FROM sealed_key") else { return false }
        // Where it cannot be read, looking once more does no harm.
        return (try? row.bool("hasTraces")) ?? true
    }

    static func forgetTraces(_ db: any SQLTransaction) throws {
        try db.execute(sql: "UPDATE sealed_key SET hasTraces = ?", arguments: [false])
    }
}
