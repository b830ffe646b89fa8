import Foundation

/// Tells whether files can be made in a folder, by the user as whom the process acts.
package enum FolderAccess {
    /// Whether the folder is there, and takes files.
    package static func isWritable(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
            // access(2) would ask for the user who began the process: root, who now acts as another one.
            && faccessat(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS) == 0
    }

    /// Whether the folder takes files, or could be made where it is not there.
    package static func isUsable(_ path: String) -> Bool {
        var place = URL(fileURLWithPath: path).standardizedFileURL
        while !FileManager.default.fileExists(atPath: place.path), place.path != "/" { place.deleteLastPathComponent() }
        return isWritable(place.path)
    }
}
