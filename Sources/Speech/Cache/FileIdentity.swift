import CFileStatus
import Foundation

/// Tells whether a file's content is still the one that was looked at, under whatever name: a file is written under one
/// name and moved to another, which changes the time of its last change of status, so that time is no part of this.
struct FileIdentity: Sendable, Equatable {
    var inode: UInt64
    var size: Int
    /// The time of the last change of content, in nanoseconds since 1970.
    var modified: Int64

    /// - Returns: `nil` if there is no such file; a directory or a device is none.
    init?(path: String) {
        var status = file_status()
        guard file_status_at(path, &status) == 0, status.isRegular else { return nil }
        self.init(status)
    }

    init?(descriptor: Int32) {
        var status = file_status()
        guard file_status_open(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: file_status) {
        inode = status.inode
        size = Int(status.size)
        modified = status.modifiedSeconds * 1_000_000_000 + status.modifiedNanoseconds
    }
}

extension FileIdentity {
    /// Now, on the clock that file times are taken from, in nanoseconds since 1970.
    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
