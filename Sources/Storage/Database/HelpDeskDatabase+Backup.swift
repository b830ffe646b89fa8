import ConcurrencyPrimitives
import Foundation
import GRDB

extension HelpDeskDatabase {
    /// Copies the database, as it is at this moment, into a file of its own while the bridge goes on working.
    ///
    /// The copy is made beside its final place and gets its name when it is complete and on disk, so that there is never
    /// half a one of that name. A file that is there already is left as it is.
    ///
    /// - Parameter destination: the path of the new file, readable by its owner only.
    /// - Throws: ``StorageError/backupFailed(path:reason:)``.
    public func backup(to destination: String) async throws {
        try await ThreadPool.database.complete { [pool, path] in
            let target = URL(fileURLWithPath: destination)
            let unfinished = target.appendingPathExtension("unfinished-\(UUID().uuidString)")
            do {
                guard target.resolvingSymlinksInPath() != URL(fileURLWithPath: path).resolvingSymlinksInPath() else {
                    throw StorageError.backupFailed(path: destination, reason: "it is the database itself")
                }
                // Before the work of copying; what comes between is noticed at the end.
                guard access(target.path, F_OK) != 0 else { throw Self.exists(destination) }
                try FileManager.default.createDirectory(
                    at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Self.copy(pool, to: unfinished.path)
                try Self.name(unfinished.path, target.path)
            } catch {
                unlink(unfinished.path)
                if error is StorageError { throw error }
                throw StorageError.backupFailed(path: destination, reason: StorageError.reason(of: error))
            }
        }
    }

    private static func exists(_ path: String) -> StorageError {
        .backupFailed(path: path, reason: "there is a file of that name; remove it, or take another name")
    }

    /// Gives a complete copy its name, unless something else has it.
    private static func name(_ unfinished: String, _ path: String) throws {
        // Other than a renaming, a link never takes the place of anything.
        if link(unfinished, path) == 0 {
            unlink(unfinished)
        } else {
            guard errno != EEXIST else { throw exists(path) }
            // A file system without links: the name is taken first.
            let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else {
                throw errno == EEXIST
                    ? exists(path) : StorageError.backupFailed(path: path, reason: String(cString: strerror(errno)))
            }
            Glibc.close(descriptor)
            guard rename(unfinished, path) == 0 else {
                let reason = String(cString: strerror(errno))
                unlink(path)
                throw StorageError.backupFailed(path: path, reason: reason)
            }
        }
        // The name itself has to be on disk, too.
        let directory = Glibc.open(
            URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { return }
        fsync(directory)
        Glibc.close(directory)
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
