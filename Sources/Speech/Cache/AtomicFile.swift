import Files
import Foundation

/// File writes that other processes see complete or not at all.
enum AtomicFile {
    /// The prefix of the names of files being written.
    static let temporaryPrefix = ".writing-"

    /// Writes a temporary file next to the target and renames it. Blocks on the disk.
    ///
    /// Nothing is synced to disk: files damaged by a power failure are detected when they are read, and rendered again.
    ///
    /// - Returns: the identity of the file written.
    /// - Throws: `SpeechError.cacheFailed`.
    static func write(
        _ bytes: [UInt8], to path: String, access: FileAccess = FileAccess()
    ) throws -> FileIdentity {
        let target = URL(fileURLWithPath: path)
        let temporary = target.deletingLastPathComponent()
            .appendingPathComponent("\(temporaryPrefix)\(UUID().uuidString)").path
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("cannot be written", at: path, errno) }
        do {
            let identity = try fill(descriptor, with: bytes, access: access, path: path)
            guard rename(temporary, path) == 0 else { throw failure("cannot be put in its place", at: path, errno) }
            return identity
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Writes and closes the file; the descriptor is closed exactly once on every path.
    private static func fill(
        _ descriptor: Int32, with bytes: [UInt8], access: FileAccess, path: String
    ) throws -> FileIdentity {
        let identity: FileIdentity
        do {
            try writeAll(bytes, to: descriptor, path: path)
            // Before the rename, so that the PBX never finds a file that it may not read.
            guard access.apply(to: descriptor, mode: access.mode) else {
                throw failure("cannot be given its owner and mode", at: path, errno)
            }
            guard let written = FileStatus(descriptor: descriptor)?.identity else {
                throw failure("cannot be examined", at: path, errno)
            }
            identity = written
        } catch {
            close(descriptor)
            throw error
        }
        // A full network disk may be reported only on close.
        guard close(descriptor) == 0 else { throw failure("cannot be closed", at: path, errno) }
        return identity
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws {
        try bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw failure("cannot be written", at: path, errno) }
                rest = rest.dropFirst(count)
            }
        }
    }

    private static func failure(_ what: String, at path: String, _ code: Int32) -> SpeechError {
        .cacheFailed(path: path, problem: "\(what): \(String(cString: strerror(code))); check space and permissions")
    }
}
