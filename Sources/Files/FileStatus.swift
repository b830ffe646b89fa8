import CFileStatus

/// What the file system says of a file (stat(2)).
package struct FileStatus: Sendable {
    package let identity: FileIdentity
    /// Whether it is a file with content, not a directory, a pipe or a device.
    package let isRegular: Bool
    package let owner: UInt32
    package let group: UInt32
    /// Without the kind of file.
    package let permissions: UInt32

    /// - Returns: `nil` when there is no such file; `errno` says why then. Symbolic links are followed.
    package init?(path: String) {
        var status = file_status()
        guard file_status_at(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// - Returns: `nil` when the descriptor is none of a file; `errno` says why then.
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
