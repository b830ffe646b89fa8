import Crypto

/// The row that says under which key a database's secrets are sealed.
enum SealedKey {
    /// - Parameter lock: what keeps it the key until the end of a write transaction. It comes before any row in which a
    ///   secret stands, as for who changes the key.
    /// - Returns: `nil` when nothing has been sealed yet.
    static func id(_ db: any SQLTransaction, keeping lock: SQLRowLock? = nil) throws -> String? {
        try db.value(String.self, sql: "SELECT key FROM sealed_key" + (lock.map(db.keeping) ?? ""))
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

extension SecretSeal {
    /// A key for the tags of settings, made of that of the secrets, which all bridges have.
    func tagKey(_ db: any SQLTransaction) -> SymmetricKey {
        // Where that is not to be had, whoever opens a secret says so, and the settings are served all the same.
        guard let id = try? SealedKey.id(db), let key = try? keyring.key(id) else {
            return SymmetricKey(size: .bits256)
        }
        return key.derived(for: "tags of settings")
    }
}
