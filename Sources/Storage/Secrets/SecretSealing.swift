import Foundation
import GRDB

/// Makes sure, when a database is opened, that its secrets are sealed and that the key is there.
struct SecretSealing: Sendable {
    let keyring: SecretKeyring
    /// Whether another key may take the place of one that is lost, and what is sealed under that is given up.
    let isKeyLost: Bool

    /// - Throws: ``StorageError/secretKey(_:)`` when secrets are sealed under a key that is not to be had.
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
        // Another process may have made the key meanwhile.
        guard try keyring.key(id) == nil else { return }
        guard try isKeyLost || !SecretCells.holdSecrets(db) else { throw keyring.problem }
        try SealedKey.put(try keyring.firstKey().id, hasTraces: false, db)
        // A log of the last deliveries is no secret that would have to be entered again.
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
    /// Makes sure that the secrets are sealed under a key that is there.
    ///
    /// - Parameter isKeyLost: whether another key may take the place of one that is lost.
    /// - Throws: ``StorageError/secretKey(_:)`` and others.
    package func prepareSecrets(isKeyLost: Bool) async throws {
        let sealing = SecretSealing(keyring: seal.keyring, isKeyLost: isKeyLost)
        if try await !read(sealing.isReady) { try await write(sealing.begin) }
    }
}
