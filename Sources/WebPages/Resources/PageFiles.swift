import Foundation
import WebServer

/// The files of one kind that make up the pages, such as the templates.
struct PageFiles: Sendable {
    /// The relative paths of the files, sorted.
    let names: [String]
    /// The files that the directory lacks, taken from the shipped one.
    let lent: Set<String>
    private let directory: String
    private let shipped: String?

    /// Finds the files of a directory and its subdirectories.
    ///
    /// - Parameters:
    ///   - shipped: the directory that comes with the program, for files that `directory` lacks.
    ///   - ending: the ending of the names.
    /// - Throws: `WebPagesError` if the directory cannot be read, or if there is no such file.
    init(in directory: String, shipped: String? = nil, ending: String) throws(WebPagesError) {
        // An unreadable directory is not treated as a missing one.
        let files = FileManager.default
        guard !files.fileExists(atPath: directory) || (try? files.contentsOfDirectory(atPath: directory)) != nil else {
            throw .unusableFile(path: directory, line: nil, reason: "this folder cannot be read")
        }
        let own = Self.names(in: directory, ending: ending)
        lent = Set(shipped.map { Self.names(in: $0, ending: ending) } ?? []).subtracting(own)
        names = (own + lent).sorted()
        self.directory = directory
        self.shipped = shipped
        guard !names.isEmpty else {
            throw .unusableFile(path: directory, line: nil, reason: "there is no file *\(ending) in this folder")
        }
    }

    /// Returns the path of a file, whether or not it exists.
    func path(_ name: String) -> String {
        lent.contains(name) ? "\(shipped ?? directory)/\(name)" : "\(directory)/\(name)"
    }

    private static func names(in directory: String, ending: String) -> [String] {
        let names = FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []
        return names.filter { name in
            var isFolder: ObjCBool = false
            return name.hasSuffix(ending) && !name.split(separator: "/").contains { $0.hasPrefix(".") }
                && FileManager.default.fileExists(atPath: "\(directory)/\(name)", isDirectory: &isFolder)
                && !isFolder.boolValue
        }
    }

    static func bytes(_ path: String) throws(WebPagesError) -> [UInt8] {
        guard let content = FileManager.default.contents(atPath: path) else {
            throw .unusableFile(path: path, line: nil, reason: "it cannot be read")
        }
        return Array(content)
    }

    static func text(_ path: String) throws(WebPagesError) -> String {
        guard let text = String(validating: try bytes(path), as: UTF8.self) else {
            throw .unusableFile(path: path, line: nil, reason: "it is not UTF-8")
        }
        return text
    }
}
