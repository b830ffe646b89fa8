import Crypto

/// The row with the ID of the key that a database's secrets are sealed with.
enum SealedKey {
    /// - Parameter lock: keeps another transaction from changing the key until the end of this one. It must be acquired
    ///   before any row with a secret, in the same order as by a change of the key.
    /// - Returns: `nil` if nothing has been sealed yet.
    static func id(_ db: any SQLTransaction, keeping lock: SQLRowLock? = nil) throws -> String? {
        try db.value(String.self, sql: "SELECT key FROM sealed_key" + (lock.map(db.keeping) ?? ""))
    }

    /// - Parameter hasTraces: whether the file may still contain data from before it was sealed.
    static func put(_ id: String, hasTraces: Bool, _ db: any SQLTransaction) throws {
        try db.execute(
            sql: """
                INSERT INTO sealed_key (id, key, hasTraces) VALUES (1, ?, ?)
                ON CONFLICT (id) DO UPDATE SET key = excluded.key, hasTraces = excluded.hasTraces
                """, arguments: [id, hasTraces])
    }

    static func hasTraces(_ db: any SQLTransaction) throws -> Bool {
        guard let row = try db.row(sql: "SELECT hasTraces FROM sealed_key") else { return false }
        // If it is unreadable, cleaning up again does no harm.
        return (try? row.bool("hasTraces")) ?? true
    }

    static func forgetTraces(_ db: any SQLTransaction) throws {
        try db.execute(sql: "UPDATE sealed_key SET hasTraces = ?", arguments: [false])
    }
}

extension SecretSeal {
    /// Returns the key for the tags of settings, derived from that of the secrets, which all bridges have.
    func tagKey(_ db: any SQLTransaction) -> SymmetricKey {
        // If the key is unavailable, opening a secret reports it; the settings are served anyway.
        guard let id = try? SealedKey.id(db), let key = try? keyring.key(id) else {
            return SymmetricKey(size: .bits256)
        }
        return key.derived(for: "tags of settings")
    }
}
