import Foundation
import WebServer

/// Reads the files that the pages are made of.
enum PageFiles {
    /// The files of a directory and those below it, as relative paths, sorted.
    ///
    /// - Throws: `WebPagesError` when there is no such directory, or nothing of that kind in it.
    static func names(in directory: String, ending: String) throws(WebPagesError) -> [String] {
        let names = FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []
        let found = names.filter { name in
            var isFolder: ObjCBool = false
            return name.hasSuffix(ending) && !name.split(separator: "/").contains { $0.hasPrefix(".") }
                && FileManager.default.fileExists(atPath: "\(directory)/\(name)", isDirectory: &isFolder)
                && !isFolder.boolValue
        }
        guard !found.isEmpty else {
            throw .unusableFile(path: directory, line: nil, reason: "there is no file *\(ending) in this folder")
        }
        return found.sorted()
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
