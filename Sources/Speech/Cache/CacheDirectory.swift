import Files
import Foundation

/// The files of a prompt cache, as they lie on the disk. All of it blocks on the disk.
struct CacheDirectory: Sendable {
    let path: String
    let access: FileAccess

    struct File: Sendable {
        var digest: String
        var size: Int
        /// The time of the last change: use is recorded in it too.
        var modified: Int64
    }

    /// Leftovers of a process that died while it wrote are removed when they are this old.
    private static let leftoverAge: Int64 = 600 * 1_000_000_000

    /// Makes the directory if it is not there, and makes sure that it can be written to.
    ///
    /// - Throws: `SpeechError.cacheFailed`.
    init(path: String, access: FileAccess = FileAccess()) throws {
        self.path = path
        self.access = access
        try make()
    }

    /// Makes the directory anew where it has been removed since, and makes sure that it can be written to.
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

    /// Looks whether it could be made, or written to where it is there. Whether it can be given away is not looked at.
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

    /// All prompts there are, and removes what dead processes left behind.
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

    /// - Returns: whether the file is gone now.
    func remove(_ digest: String) -> Bool {
        unlink(file(digest)) == 0 || errno == ENOENT
    }

    /// Records that a file was used, for other processes and for later.
    ///
    /// - Returns: the file's new identity, `nil` if it is not there any more.
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
