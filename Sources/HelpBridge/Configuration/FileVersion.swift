import CFileStatus
import Foundation

/// Tells whether a file is the one that was read before, and as it was then.
struct FileVersion: Hashable, Sendable {
    private let device: UInt64
    private let number: UInt64
    private let size: Int64
    private let modified: [Int64]
    private let changed: [Int64]
    /// Whether it is a file with content, not a pipe or a device, whose reading might never end.
    let isRegular: Bool

    /// - Returns: `nil` when there is no such file; symbolic links are followed.
    init?(path: String) {
        var status = file_status()
        guard file_status_at(path, &status) == 0 else { return nil }
        device = status.device
        number = status.inode
        size = status.size
        modified = [status.modifiedSeconds, status.modifiedNanoseconds]
        changed = [status.changedSeconds, status.changedNanoseconds]
        isRegular = status.isRegular
    }

    /// Whether it was changed so lately that it could be changed once more without anybody telling the two apart: the
    /// clock of a file system ticks some hundred times a second.
    var isFresh: Bool { Int64(time(nil)) - changed[0] < 2 }

    /// The one path of a file, however it is spelled.
    ///
    /// - Returns: `nil` when there is no such file.
    static func canonicalPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
