import Crypto
import Foundation
import WebEncoding
import WebServer

/// The stylesheets, scripts, fonts and pictures of the pages, held in memory.
struct PageAssets: Sendable {
    struct Asset: Sendable {
        let bytes: [UInt8]
        /// The compressed bytes, for browsers that accept them; `nil` if that saves nothing.
        let gzip: [UInt8]?
        let type: String

        /// The names of the files in this folder that a script imports or a stylesheet loads.
        var needed: [String] {
            let text = String(decoding: bytes, as: UTF8.self)
            if type.hasPrefix("text/css") {
                return text.matches(of: /url\(["']?([A-Za-z0-9._-]+)["')?#]/).map { String($0.1) }
            }
            guard type.hasPrefix("text/javascript") else { return [] }
            return text.matches(of: /(?:from|import) ['"]\.\/([A-Za-z0-9._-]+)['"]/).map { String($0.1) }
        }
    }

    /// The media types of the files that may be served, by the ending of the name.
    private static let types = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
        "png": "image/png", "woff2": "font/woff2",
    ]

    /// The digest of all assets together: a script may refer to another by a relative address.
    let digest: String
    /// The files that the directory lacks, taken from the shipped one.
    let lent: Set<String>
    private let assets: [String: Asset]

    /// - Parameter shipped: the directory that comes with the program, for files that `directory` lacks.
    /// - Throws: `WebPagesError` naming the file.
    init(directory: String, shipped: String?) throws(WebPagesError) {
        let files = try PageFiles(in: directory, shipped: shipped, ending: "")
        var assets: [String: Asset] = [:]
        var hash = SHA256()
        for name in files.names {
            guard let ending = name.split(separator: ".").last, let type = Self.types[String(ending)] else {
                throw .unusableFile(
                    path: files.path(name), line: nil,
                    reason: "expected one of *.\(Self.types.keys.sorted().joined(separator: ", *."))")
            }
            var bytes = try PageFiles.bytes(files.path(name))
            if ending == "css" { bytes = Self.withoutComments(bytes) }
            if ending == "js" { bytes = Self.withoutLinesOfComments(bytes) }
            hash.update(data: Array(name.utf8))
            hash.update(data: bytes)
            assets[name] = Asset(bytes: bytes, gzip: ContentCoding.gzipped(bytes), type: type)
        }
        let needed = PageScript.allCases.map(\.rawValue) + assets.values.flatMap(\.needed).sorted()
        for name in needed where assets[name] == nil {
            throw .unusableFile(path: files.path(name), line: nil, reason: "it is missing; it comes with the program")
        }
        self.assets = assets
        lent = files.lent
        digest = String(hash.finalize().hexadecimal.prefix(16))
    }

    /// Removes the comments of a stylesheet, which are of no use to a browser.
    private static func withoutComments(_ style: [UInt8]) -> [UInt8] {
        Array(String(decoding: style, as: UTF8.self).replacing(/\/\*.*?\*\/\n?/.dotMatchesNewlines(), with: "").utf8)
    }

    /// Removes the comment lines of a script.
    ///
    /// A comment after code stays: it would have to be distinguished from a string literal.
    private static func withoutLinesOfComments(_ script: [UInt8]) -> [UInt8] {
        var isInBlock = false
        let lines = script.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).filter { line in
            let text = line.drop { $0 == UInt8(ascii: " ") }
            if text.starts(with: "/**".utf8) { isInBlock = true }
            guard isInBlock else { return !text.starts(with: "// ".utf8) }
            isInBlock = !text.suffix(2).elementsEqual("*/".utf8)
            return false
        }
        return Array(lines.joined(separator: [UInt8(ascii: "\n")]))
    }

    subscript(_ name: String) -> Asset? { assets[name] }

    /// The path of the assets; the files below it never change.
    var path: String { "/assets/\(digest)" }
}
