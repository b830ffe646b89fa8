import Foundation
import GRDB

extension HelpDeskDatabase {
    /// Copies the database, as it is at this moment, into a file of its own while the bridge goes on working.
    ///
    /// The copy is made beside its final place and moved there when it is complete, so that an older backup of the
    /// same name is replaced only by a whole one.
    ///
    /// - Parameter destination: the path of the new file, readable by its owner only.
    /// - Throws: ``StorageError/backupFailed(path:reason:)``.
    public func backup(to destination: String) async throws {
        try await withBlockingWork(label: "helpbridge.database.backup") { [pool, path] in
            let target = URL(fileURLWithPath: destination)
            let unfinished = target.appendingPathExtension("unfinished-\(UUID().uuidString)")
            do {
                guard target.resolvingSymlinksInPath() != URL(fileURLWithPath: path).resolvingSymlinksInPath() else {
                    throw StorageError.backupFailed(path: destination, reason: "it is the database itself")
                }
                try FileManager.default.createDirectory(
                    at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Self.copy(pool, to: unfinished.path)
                guard rename(unfinished.path, target.path) == 0 else {
                    throw StorageError.backupFailed(path: destination, reason: String(cString: strerror(errno)))
                }
            } catch {
                unlink(unfinished.path)
                if error is StorageError { throw error }
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
        // A backup is one file: without the log that the copied header asks for.
        try copy.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA journal_mode = DELETE") }
        try copy.close()
    }
}
