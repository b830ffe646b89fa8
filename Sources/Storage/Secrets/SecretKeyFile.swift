import Files
import Foundation

/// A file of keys, one per line, that only its owner may read.
struct SecretKeyFile: Sendable {
    let path: String
    /// Whether its group may read it, as is usual for a service's files in `/etc`.
    let allowsGroup: Bool

    /// - Returns: `nil` if the file does not exist.
    /// - Throws: ``StorageError/secretKey(_:)`` if the file cannot be read, may be read by others, or contains no keys.
    func read() throws(StorageError) -> (keys: [SecretKey], identity: FileIdentity)? {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .secretKey(.unreadable(path: path, reason: String(cString: strerror(errno))))
        }
        defer { Glibc.close(descriptor) }
        guard let status = FileStatus(descriptor: descriptor) else {
            throw .secretKey(.unreadable(path: path, reason: String(cString: strerror(errno))))
        }
        guard status.isRegular else {
            throw .secretKey(.unreadable(path: path, reason: "it is no ordinary file"))
        }
        guard status.permissions & (allowsGroup ? 0o007 : 0o077) == 0 else {
            throw .secretKey(.exposed(path: path, mode: status.permissions & 0o777))
        }
        // Room for many keys; a longer file is malformed.
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw .secretKey(.unreadable(path: path, reason: String(cString: strerror(errno)))) }
        guard count < bytes.count, let text = String(validating: bytes[..<count], as: UTF8.self),
            let keys = SecretKey.list(in: text)
        else { throw .secretKey(.malformed(path: path)) }
        return (keys, status.identity)
    }

    /// The current identity of the file; `nil` if it does not exist.
    var identity: FileIdentity? { FileStatus(path: path)?.identity }

    /// Creates the file, unless another process does so at the same moment.
    func make(_ key: SecretKey) throws(StorageError) {
        // For a database on a server the directory may not exist yet. If it cannot be created, writing reports why.
        try? FileManager.default.createDirectory(
            at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
        let draft = try written([key])
        defer { unlink(draft) }
        guard link(draft, path) == 0 || errno == EEXIST else { throw cannotWrite() }
        try syncDirectory()
    }

    /// Replaces the keys in the file, atomically even if the process crashes.
    func replace(with keys: [SecretKey]) throws(StorageError) {
        let draft = try written(keys)
        // The command may run as another user than the service.
        if let status = FileStatus(path: path) {
            guard chown(draft, status.owner, status.group) == 0, chmod(draft, status.permissions & 0o640) == 0 else {
                let problem = cannotWrite()
                unlink(draft)
                throw problem
            }
        }
        guard rename(draft, path) == 0 else {
            let problem = cannotWrite()
            unlink(draft)
            throw problem
        }
        try syncDirectory()
    }

    /// - Returns: the path of a file next to this one, which is on disk.
    private func written(_ keys: [SecretKey]) throws(StorageError) -> String {
        let draft = "\(path).\(UUID().uuidString)"
        let descriptor = Glibc.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw cannotWrite() }
        defer { Glibc.close(descriptor) }
        let bytes = Array(keys.map { $0.text + "\n" }.joined().utf8)
        // The process's umask can only have removed permissions.
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
            let problem = cannotWrite()
            unlink(draft)
            throw problem
        }
        return draft
    }

    private func syncDirectory() throws(StorageError) {
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let descriptor = Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw cannotWrite() }
        defer { Glibc.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw cannotWrite() }
    }

    private func cannotWrite() -> StorageError {
        .secretKey(.cannotWrite(path: path, reason: String(cString: strerror(errno))))
    }
}
