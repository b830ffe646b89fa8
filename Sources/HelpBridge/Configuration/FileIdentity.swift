// `stat` is declared by whichever of these the compiler has met first.
import CoreFoundation
import Dispatch
import Foundation
import Glibc

/// Tells whether a file is the one that was read before, and as it was then.
struct FileIdentity: Hashable, Sendable {
    private let device: UInt64
    private let number: UInt64
    private let size: Int64
    private let modified: [Int]
    private let changed: [Int]
    /// Whether it is a file with content, not a pipe or a device, whose reading might never end.
    let isRegular: Bool

    /// - Returns: `nil` when there is no such file; symbolic links are followed.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        number = UInt64(status.st_ino)
        size = Int64(status.st_size)
        modified = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
        changed = [status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
        isRegular = status.st_mode & S_IFMT == S_IFREG
    }

    /// Whether it was changed so lately that it could be changed once more without anybody telling the two apart: the
    /// clock of a file system ticks some hundred times a second.
    var isFresh: Bool { time(nil) - changed[0] < 2 }

    /// The one path of a file, however it is spelled.
    ///
    /// - Returns: `nil` when there is no such file.
    static func canonicalPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
