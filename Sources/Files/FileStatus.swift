import CFileStatus

/// The status of a file (stat(2)).
package struct FileStatus: Sendable {
    package let identity: FileIdentity
    /// Whether it is a regular file, not a directory, a pipe or a device.
    package let isRegular: Bool
    package let owner: UInt32
    package let group: UInt32
    /// The permission bits, without the file type.
    package let permissions: UInt32

    /// - Returns: `nil` if the status cannot be read; `errno` has the reason. Symbolic links are followed.
    package init?(path: String) {
        var status = file_status()
        guard file_status_at(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// - Returns: `nil` if the descriptor is not open; `errno` has the reason.
    package init?(descriptor: Int32) {
        var status = file_status()
        guard file_status_open(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: file_status) {
        identity = FileIdentity(
            device: status.device, inode: status.inode, size: Int(status.size),
            modified: status.modifiedSeconds * 1_000_000_000 + status.modifiedNanoseconds,
            changed: status.changedSeconds * 1_000_000_000 + status.changedNanoseconds)
        isRegular = status.isRegular
        owner = status.owner
        group = status.group
        permissions = status.permissions
    }
}
