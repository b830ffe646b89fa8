import Foundation

/// The identity and state of a file, for checking whether it is still the same and unchanged.
package struct FileIdentity: Hashable, Sendable {
    package let device: UInt64
    package let inode: UInt64
    /// The size in bytes.
    package let size: Int
    /// The time of the last change of content, in nanoseconds since 1970.
    package let modified: Int64
    /// The time of the last change of its content, owner, permissions or name, in nanoseconds since 1970.
    package let changed: Int64

    /// - Returns: `nil` if no regular file exists at the path: reading a directory, a pipe or a device might never end.
    ///   Symbolic links are followed.
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

    /// Whether it is the same file with the same content, under any name.
    ///
    /// ``changed`` is ignored: a rename updates it.
    package func hasSameContent(as other: FileIdentity) -> Bool {
        device == other.device && inode == other.inode && size == other.size && modified == other.modified
    }

    /// Whether the last change is so recent that another one could go unnoticed: the clock of a file system ticks some
    /// hundred times a second.
    package var isFresh: Bool { Self.now() - changed < 2_000_000_000 }

    /// The current time of the clock that file times are taken from, in nanoseconds since 1970.
    package static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Returns the one path of a file, however it is spelled.
    ///
    /// - Returns: `nil` if the path cannot be resolved; `errno` has the reason.
    package static func canonicalPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
