import Foundation

/// A backup file, which gets its name only once it is complete and on disk.
package struct BackupFile: Sendable {
    private static let mark = ".unfinished-"
    /// The number of seconds without a write after which an unfinished file is left over from a killed process.
    private static let maximumPause: TimeInterval = 3600

    private let path: String

    package init(_ path: String) {
        self.path = path
    }

    /// Creates the file, unless a file of that name exists.
    ///
    /// - Parameter work: writes the whole file to the path that it is given.
    /// - Throws: ``StorageError/backupFailed(path:reason:)``, and what `work` throws.
    package func write(_ work: (_ unfinished: String) throws -> Void) throws {
        // Checked before the work; a file created in the meantime is detected at the end.
        guard access(path, F_OK) != 0 else { throw exists }
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        } catch {
            throw failure(StorageError.reason(of: error))
        }
        removeLeftovers(in: directory)
        let unfinished = path + Self.mark + UUID().uuidString
        do {
            try work(unfinished)
            try name(unfinished)
        } catch {
            unlink(unfinished)
            throw error
        }
    }

    /// Removes the unfinished files of killed processes; a failure to do so does not prevent the backup.
    private func removeLeftovers(in directory: URL) {
        let prefix = URL(fileURLWithPath: path).lastPathComponent + Self.mark
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        for name in names where name.hasPrefix(prefix) {
            let file = directory.appending(path: name).path
            let attributes = try? FileManager.default.attributesOfItem(atPath: file)
            guard let date = attributes?[.modificationDate] as? Date,
                Date().timeIntervalSince(date) > Self.maximumPause
            else { continue }
            unlink(file)
        }
    }

    private var exists: StorageError { failure("there is a file of that name; remove it, or take another name") }

    private func failure(_ reason: String) -> StorageError { .backupFailed(path: path, reason: reason) }

    /// Gives a complete file its name, unless that is taken.
    private func name(_ unfinished: String) throws(StorageError) {
        // Unlike a rename, a link never replaces a file.
        if link(unfinished, path) == 0 {
            unlink(unfinished)
        } else {
            guard errno != EEXIST else { throw exists }
            // A file system without hard links: reserve the name first.
            let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw errno == EEXIST ? exists : failure(String(cString: strerror(errno))) }
            Glibc.close(descriptor)
            guard rename(unfinished, path) == 0 else {
                let reason = String(cString: strerror(errno))
                unlink(path)
                throw failure(reason)
            }
        }
        // The directory entry must be on disk, too.
        let directory = Glibc.open(
            URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { return }
        fsync(directory)
        Glibc.close(directory)
    }
}
