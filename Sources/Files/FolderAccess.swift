import Foundation

/// Checks whether the process's effective user can create files in a folder.
package enum FolderAccess {
    /// Whether the folder exists and is writable.
    package static func isWritable(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
            // access(2) would check the real user, which is root if the process has switched to another user.
            && faccessat(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS) == 0
    }

    /// Whether the folder is writable or, if it does not exist, could be created.
    package static func isUsable(_ path: String) -> Bool {
        var place = URL(fileURLWithPath: path).standardizedFileURL
        while !FileManager.default.fileExists(atPath: place.path), place.path != "/" { place.deleteLastPathComponent() }
        return isWritable(place.path)
    }
}
