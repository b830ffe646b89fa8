import Files
import Foundation

/// The files of a prompt cache on disk. All operations block on the disk.
struct CacheDirectory: Sendable {
    let path: String
    let access: FileAccess

    struct File: Sendable {
        var digest: String
        var size: Int
        /// The modification time, which also records the last use.
        var modified: Int64
    }

    /// The age, in nanoseconds, at which leftovers of a process that died while writing are removed.
    private static let leftoverAge: Int64 = 600 * 1_000_000_000

    /// Creates the directory if it does not exist, and checks that it is writable.
    ///
    /// - Throws: `SpeechError.cacheFailed`.
    init(path: String, access: FileAccess = FileAccess()) throws {
        self.path = path
        self.access = access
        try make()
    }

    /// Creates the directory if it does not exist, and checks that it is writable.
    ///
    /// - Throws: `SpeechError.cacheFailed`.
    func make() throws {
        let isNew = !FileManager.default.fileExists(atPath: path)
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw Self.notMade(path)
        }
        guard FolderAccess.isWritable(path) else { throw Self.notWritable(path) }
        if isNew || access != FileAccess() { try applyAccess() }
    }

    /// Checks whether the directory is writable, or could be created if it does not exist. Ownership is not checked.
    ///
    /// - Throws: `SpeechError.cacheFailed`.
    static func check(path: String) throws {
        guard !FolderAccess.isUsable(path) else { return }
        throw FileManager.default.fileExists(atPath: path) ? notWritable(path) : notMade(path)
    }

    private static func notMade(_ path: String) -> SpeechError {
        .cacheFailed(path: path, problem: "the directory cannot be created by user \(geteuid()); check permissions")
    }

    private static func notWritable(_ path: String) -> SpeechError {
        .cacheFailed(path: path, problem: "the directory cannot be written to by user \(geteuid()); check permissions")
    }

    private func applyAccess() throws {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { if descriptor >= 0 { close(descriptor) } }
        guard descriptor >= 0, access.apply(to: descriptor, mode: access.directoryMode) else {
            let reason = String(cString: strerror(errno))
            throw SpeechError.cacheFailed(
                path: path,
                problem: "it cannot be given its owner and mode (\(reason)); it has to belong to user \(geteuid())")
        }
    }

    func file(_ digest: String) -> String {
        "\(path)/\(digest).wav"
    }

    /// Returns all stored prompts, and removes the leftovers of dead processes.
    func scan() -> [File] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.compactMap { name in
            if name.hasPrefix(AtomicFile.temporaryPrefix) {
                removeLeftover(name)
                return nil
            }
            guard name.hasSuffix(".wav"), let digest = PromptDigest(hex: name.dropLast(4)),
                let identity = FileIdentity(path: file(digest.hex))
            else { return nil }
            return File(digest: digest.hex, size: identity.size, modified: identity.modified)
        }
    }

    /// - Returns: whether the file no longer exists.
    func remove(_ digest: String) -> Bool {
        unlink(file(digest)) == 0 || errno == ENOENT
    }

    /// Records that a file was used, for other processes and for the next run.
    ///
    /// - Returns: the file's new identity; `nil` if it no longer exists.
    func touch(_ digest: String) -> FileIdentity? {
        utimensat(AT_FDCWD, file(digest), nil, 0)
        return FileIdentity(path: file(digest))
    }

    private func removeLeftover(_ name: String) {
        let leftover = "\(path)/\(name)"
        guard let identity = FileIdentity(path: leftover),
            FileIdentity.now() - identity.modified > Self.leftoverAge
        else { return }
        unlink(leftover)
    }
}
