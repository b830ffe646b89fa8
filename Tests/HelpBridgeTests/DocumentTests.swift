import Foundation
import TestSupport
import Testing

@testable import HelpBridge

/// What the documents name is there, and what has to be in them is in them.
@Suite("The documents")
struct DocumentTests {
    private static let repository = RepositoryScript.repository

    /// The paths of all documents, from the repository's root.
    private static func documents() throws -> [String] {
        let inFolders = try ["Documentation", "Mappings"].flatMap { folder in
            try FileManager.default.subpathsOfDirectory(atPath: repository.appendingPathComponent(folder).path)
                .map { "\(folder)/\($0)" }
        }
        return (try FileManager.default.contentsOfDirectory(atPath: repository.path) + inFolders)
            .filter { $0.hasSuffix(".md") }.sorted()
    }

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: repository.appendingPathComponent(path), encoding: .utf8)
    }

    /// The names under which a document's headings are linked to: in lower case, hyphens for spaces, nothing but letters,
    /// digits, hyphens and low lines.
    private static func anchors(_ path: String) throws -> Set<String> {
        Set(
            try text(path).split(separator: "\n").filter { $0.hasPrefix("#") }.map { line in
                String(
                    line.drop { $0 == "#" || $0 == " " }.lowercased().map { $0 == " " ? "-" : $0 }
                        .filter { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" })
            })
    }

    @Test("Each link of a document leads to a file of the repository, and to a heading in it")
    func links() throws {
        let documents = try Self.documents()
        #expect(documents.count > 20)
        for document in documents {
            let folder = URL(fileURLWithPath: "/\(document)").deletingLastPathComponent()
            for match in try Self.text(document).matches(of: /\]\(([^)\s]+)\)/) {
                let link = String(match.output.1)
                guard !link.hasPrefix("http") else { continue }
                let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                let target =
                    parts[0].isEmpty
                    ? document : String(folder.appendingPathComponent(parts[0]).standardizedFileURL.path.dropFirst())
                let isThere = FileManager.default.fileExists(
                    atPath: Self.repository.appendingPathComponent(target).path)
                #expect(isThere, "\(document) links to \(link), which is not there")
                guard isThere, parts.count == 2 else { continue }
                #expect(
                    try Self.anchors(target).contains(parts[1]),
                    "\(document) links to \(link), but \(target) has no such heading")
            }
        }
    }

    @Test("Documentation/Configuration.md has every key that helpbridge.yaml may have")
    func configurationKeys() throws {
        let keys = Self.keys(of: .root, under: "")
        #expect(keys.count > 50)
        let document = try Self.text("Documentation/Configuration.md")
        let missing = keys.filter { !document.contains("`\($0)`") }
        #expect(missing.isEmpty)
    }

    private static func keys(of section: ConfigurationKeys, under path: String) -> [String] {
        guard case .section(let keys) = section else { return [path] }
        return keys.flatMap { Self.keys(of: $1, under: path.isEmpty ? $0 : "\(path).\($0)") }
    }

    @Test("ARCHITECTURE.md names no type, target or folder that does not exist")
    func types() throws {
        let named = Set(
            try Self.text("ARCHITECTURE.md").matches(of: /`([A-Z][A-Za-z]+)(?:[.(][^`]*)?`/).map { String($0.output.1) }
        )
        #expect(named.count > 50)
        let files = try ["Sources", "Tests"].flatMap { folder in
            try FileManager.default.subpathsOfDirectory(atPath: Self.repository.appendingPathComponent(folder).path)
                .map { "\(folder)/\($0)" }
        }
        var there = Set(files.map { URL(fileURLWithPath: $0).deletingPathExtension().lastPathComponent })
        there.formUnion(try FileManager.default.contentsOfDirectory(atPath: Self.repository.path))
        // Of libraries, and what is no type.
        there.formUnion(["ServiceGroup", "Service", "Package", "Location", "POST", "GET"])
        // What has no file of its own.
        let sources = try files.filter { $0.hasPrefix("Sources") && $0.hasSuffix(".swift") }
            .map { try Data(contentsOf: Self.repository.appendingPathComponent($0)) }
        let missing = named.subtracting(there).filter { name in
            let declarations = ["struct", "class", "enum", "actor", "protocol"].map { Data("\($0) \(name)".utf8) }
            return !sources.contains { source in declarations.contains { source.range(of: $0) != nil } }
        }
        #expect(missing.isEmpty)
    }
}
