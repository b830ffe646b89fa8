import Foundation

/// Tells whether a file is the one that was looked at before, and as it was then.
package struct FileIdentity: Hashable, Sendable {
    package let device: UInt64
    package let inode: UInt64
    /// In bytes.
    package let size: Int
    /// The time of the last change of content, in nanoseconds since 1970.
    package let modified: Int64
    /// The time of the last change of its content, owner, permissions or name, in nanoseconds since 1970.
    package let changed: Int64

    /// - Returns: `nil` when there is no such file; a directory, a pipe or a device, whose reading might never end, is
    ///   none. Symbolic links are followed.
    package init?(path: String) {
        guard let status = FileStatus(path: path), status.isRegular else { return nil }
        self = status.identity
    }

    init(device: UInt64, inode: UInt64, size: Int, modified: Int64, changed: Int64) {
        self.device = device
        self.inode = inode
        self.size = size
        self.modified = modified
        self.changed = changed
    }

    /// Whether it is the same file with the same content, under whatever name: a renaming counts as a change.
    package func hasSameContent(as other: FileIdentity) -> Bool {
        device == other.device && inode == other.inode && size == other.size && modified == other.modified
    }

    /// Whether it was changed so lately that it could be changed once more without anybody telling the two apart: the
    /// clock of a file system ticks some hundred times a second.
    package var isFresh: Bool { Self.now() - changed < 2_000_000_000 }

    /// Now, on the clock that file times are taken from, in nanoseconds since 1970.
    package static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// The one path of a file, however it is spelled.
    ///
    /// - Returns: `nil` when there is no such file; `errno` says why then.
    package static func canonicalPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
