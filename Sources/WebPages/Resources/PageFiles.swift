import Foundation
import WebServer

/// The files of one kind that the pages are made of, such as the templates.
struct PageFiles: Sendable {
    /// As relative paths, sorted.
    let names: [String]
    /// Those that a folder lacks, and that are taken from the program's.
    let lent: Set<String>
    private let directory: String
    private let shipped: String?

    /// Finds the files of a directory and of those below it.
    ///
    /// - Parameters:
    ///   - shipped: the directory that comes with the program, for what the first one lacks.
    ///   - ending: of the names.
    /// - Throws: `WebPagesError` when there is no such directory, or nothing of that kind in it.
    init(in directory: String, shipped: String? = nil, ending: String) throws(WebPagesError) {
        // What may not be read is not taken for what is not there.
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

    /// Where a file is, or should be.
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
