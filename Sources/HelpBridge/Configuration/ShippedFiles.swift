import Foundation

/// Finds the mappings, voices and pages that come with the program.
enum ShippedFiles {
    /// The directory `name`: of the working directory, beside the program or in one of the folders above it (a
    /// checkout), or of the system.
    ///
    /// - Parameter other: somebody's own, which is not meant even where it is found first.
    /// - Returns: an absolute path, or `nil` when there is none.
    static func directory(_ name: String, besides other: String? = nil) -> String? {
        var places = [URL(fileURLWithPath: FileManager.default.currentDirectoryPath)]
        if var place = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent() {
            while place.path != "/" {
                places.append(place)
                place.deleteLastPathComponent()
            }
        }
        places += ["/usr/local/share/helpbridge", "/usr/share/helpbridge"].map { URL(fileURLWithPath: $0) }
        let own = other.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
        return places.map { $0.appendingPathComponent(name).standardizedFileURL.path }
            .first { $0 != own && isDirectory($0) }
    }

    /// Makes sure that directories that come with the program are there.
    ///
    /// - Throws: `HelpBridgeError` with the names of those that are not.
    static func check(_ names: [String]) throws(HelpBridgeError) {
        let missing = names.filter { directory($0) == nil }
        guard missing.isEmpty else {
            throw .failed(
                "shipped files are missing next to the program: \(missing.joined(separator: ", ")); put it there, or "
                    + "into /usr/share/helpbridge")
        }
    }

    /// The names of a directory's YAML files, in order: those of the voices in `Voices`, for instance.
    static func names(of directory: String) -> [String] {
        guard let path = Self.directory(directory) else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(".yaml".count)) }.sorted()
    }

    static func isDirectory(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }
}
