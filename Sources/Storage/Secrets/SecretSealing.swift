import Foundation
import GRDB

/// Makes sure, when a database is opened, that its secrets are sealed and that the key is there.
struct SecretSealing {
    let keyring: SecretKeyring
    /// Whether another key may take the place of one that is lost, and what is sealed under that is given up.
    let isKeyLost: Bool

    /// - Throws: ``StorageError/secretKey(_:)`` when secrets are sealed under a key that is not to be had.
    func prepare(_ pool: DatabasePool) throws {
        let isReady = try pool.read { db in
            guard let id = try SealedKey.id(db) else { return false }
            return try keyring.key(id) != nil
        }
        if !isReady {
            try pool.writeWithoutTransaction { db in
                // What is replaced is overwritten, not only let go of.
                try db.execute(sql: "PRAGMA secure_delete = ON")
            }
            try pool.write { db in try begin(db) }
        }
        if try pool.read(SealedKey.hasTraces) { try removeTraces(pool) }
    }

    private func begin(_ db: Database) throws {
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
        try db.execute(sql: "UPDATE webhook_deliveries SET isReplayable = 0")
    }

    /// Rebuilds the file, whose free pages and log still hold what was not sealed before. Where that is not possible at the
    /// moment, since somebody else reads or the disk is full, the next opening tries again.
    private func removeTraces(_ pool: DatabasePool) throws {
        do {
            try pool.writeWithoutTransaction { db in
                try db.execute(sql: "VACUUM")
                try db.checkpoint(.truncate)
            }
            try pool.write(SealedKey.forgetTraces)
        } catch let error as DatabaseError
            where [.SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_FULL].contains(error.resultCode)
        {
            return
        }
    }
}
