import Foundation
import GRDB

/// Ensures, when a database is opened, that its secrets are sealed and that the key is available.
struct SecretSealing: Sendable {
    let keyring: SecretKeyring
    /// Whether a lost key may be replaced, which gives up what is sealed with it.
    let isKeyLost: Bool

    /// - Throws: ``StorageError/secretKey(_:)`` if secrets are sealed with a key that is unavailable.
    func prepare(_ pool: DatabasePool) throws {
        if try !pool.read({ db in try isReady(SQLiteTransaction(db)) }) {
            try pool.write { db in try begin(SQLiteTransaction(db)) }
        }
        if try pool.read({ db in try SealedKey.hasTraces(SQLiteTransaction(db)) }) { try removeTraces(pool) }
    }

    fileprivate func isReady(_ db: any SQLTransaction) throws -> Bool {
        guard let id = try SealedKey.id(db) else { return false }
        return try keyring.key(id) != nil
    }

    fileprivate func begin(_ db: any SQLTransaction) throws {
        try db.lock("sealed_key")
        guard let id = try SealedKey.id(db) else {
            let key = try keyring.firstKey()
            var count = 0
            try SecretCells.rewrite(db) { content, place in
                count += 1
                return try SecretSeal.seal(content, at: place, under: key)
            }
            return try SealedKey.put(key.id, hasTraces: count > 0, db)
        }
        // Another process may have created the key in the meantime.
        guard try keyring.key(id) == nil else { return }
        guard try isKeyLost || !SecretCells.holdSecrets(db) else { throw keyring.problem }
        try SealedKey.put(try keyring.firstKey().id, hasTraces: false, db)
        // Not a reason to keep the lost key: the log of recent deliveries does not have to be entered again.
        try db.execute(sql: "DELETE FROM webhook_contents")
        try db.execute(sql: "UPDATE webhook_deliveries SET isReplayable = ?", arguments: [false])
    }

    /// Rebuilds the file, whose free pages and log still hold what was not sealed before. Where that is not possible at
    /// the moment, since somebody else reads or the disk is full, the next opening tries again.
    private func removeTraces(_ pool: DatabasePool) throws {
        do {
            try pool.writeWithoutTransaction { db in
                try db.execute(sql: "VACUUM")
                try db.checkpoint(.truncate)
            }
            try pool.write { db in try SealedKey.forgetTraces(SQLiteTransaction(db)) }
        } catch let error as DatabaseError
            where [.SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_FULL].contains(error.resultCode)
        {
            return
        }
    }
}

extension SQLDatabase {
    /// Ensures that the secrets are sealed with a key that is available.
    ///
    /// - Parameter isKeyLost: whether a lost key may be replaced.
    /// - Throws: ``StorageError/secretKey(_:)`` and others.
    package func prepareSecrets(isKeyLost: Bool) async throws {
        let sealing = SecretSealing(keyring: seal.keyring, isKeyLost: isKeyLost)
        if try await !read(sealing.isReady) { try await write(sealing.begin) }
    }
}
