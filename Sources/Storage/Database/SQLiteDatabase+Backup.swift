import ConcurrencyPrimitives
import Foundation
import GRDB

extension SQLiteDatabase {
    /// Copies a snapshot of the database into a separate file while the bridge keeps working.
    ///
    /// The copy is made beside its final place and gets its name when it is complete and on disk, so that there is
    /// never half a one of that name. A file that is there already is left as it is.
    ///
    /// - Parameter destination: the path of the new file, readable by its owner only.
    /// - Throws: ``StorageError/backupFailed(path:reason:)``.
    public func backup(to destination: String) async throws {
        try await ThreadPool.database.complete { [pool, path] in
            do {
                guard
                    URL(fileURLWithPath: destination).resolvingSymlinksInPath()
                        != URL(fileURLWithPath: path).resolvingSymlinksInPath()
                else { throw StorageError.backupFailed(path: destination, reason: "it is the database itself") }
                try BackupFile(destination).write { try Self.copy(pool, to: $0) }
            } catch let error as StorageError {
                throw error
            } catch {
                throw StorageError.backupFailed(path: destination, reason: StorageError.reason(of: error))
            }
        }
    }

    private static func copy(_ pool: DatabasePool, to path: String) throws {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StorageError.backupFailed(path: path, reason: String(cString: strerror(errno)))
        }
        Glibc.close(descriptor)
        let copy = try DatabaseQueue(path: path)
        try pool.backup(to: copy)
        // A backup is a single file, so it must not use the write-ahead log that the copied header asks for.
        try copy.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA journal_mode = DELETE") }
        try copy.close()
    }
}
