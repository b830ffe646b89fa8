import Foundation

/// The file of a backup, which has its name only when it is complete and on disk.
package struct BackupFile: Sendable {
    private static let mark = ".unfinished-"
    /// After so many seconds without a byte, what is unfinished is of somebody who was killed.
    private static let maximumPause: TimeInterval = 3600

    private let path: String

    package init(_ path: String) {
        self.path = path
    }

    /// Makes the file, unless there is one of that name.
    ///
    /// - Parameter work: writes all of it, to the path that it is given.
    /// - Throws: ``StorageError/backupFailed(path:reason:)``, and what `work` throws.
    package func write(_ work: (_ unfinished: String) throws -> Void) throws {
        // Before the work; what comes between is noticed at the end.
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

    /// Those of this name, whose writers were killed. Where they cannot be removed, the backup is made all the same.
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

    /// Gives a complete file its name, unless something else has it.
    private func name(_ unfinished: String) throws(StorageError) {
        // Other than a renaming, a link never takes the place of anything.
        if link(unfinished, path) == 0 {
            unlink(unfinished)
        } else {
            guard errno != EEXIST else { throw exists }
            // A file system without links: the name is taken first.
            let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw errno == EEXIST ? exists : failure(String(cString: strerror(errno))) }
            Glibc.close(descriptor)
            guard rename(unfinished, path) == 0 else {
                let reason = String(cString: strerror(errno))
                unlink(path)
                throw failure(reason)
            }
        }
        // The name itself has to be on disk, too.
        let directory = Glibc.open(
            URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { return }
        fsync(directory)
        Glibc.close(directory)
    }
}
