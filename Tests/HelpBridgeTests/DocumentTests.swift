import Foundation
import LocatedYAML
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

    private static func yaml(_ path: String) throws -> LocatedValue {
        try #require(try LocatedValue.yaml(try text(path)))
    }

    /// The cells of all rows of a document's tables.
    private static func rows(_ path: String) throws -> [[String]] {
        try text(path).split(separator: "\n").filter { $0.hasPrefix("| ") }.map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }

    /// The names under which a document's headings are linked to: in lower case, hyphens for spaces, nothing but
    /// letters, digits, hyphens and low lines.
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

    @Test("API.md has a row for each path of the OpenAPI document, and for no other")
    func paths() throws {
        let paths = try Self.yaml("Sources/WebAPI/OpenAPI/openapi.yaml")["paths"]?.members.map(\.key) ?? []
        #expect(paths.count > 40)
        var named: Set<String> = []
        for calls in try Self.rows("Documentation/API.md").compactMap(\.first) {
            for match in calls.matches(of: /`([A-Z]+ )?(\/[^ `?]*)/) {
                let path = String(match.output.2)
                named.insert(path)
                // A row that names no method has all there are, also for one of these.
                if match.output.1 == nil { named.insert("\(path)/{id}") }
            }
        }
        let different = named.symmetricDifference(paths)
        #expect(different.isEmpty)
    }

    @Test("Webhooks.md says what each status means with which a webhook may be answered")
    func webhookStatuses() throws {
        let paths = try Self.yaml("Sources/WebAPI/OpenAPI/openapi.yaml")["paths"]
        let statuses = paths?["/v1/webhooks/{id}"]?["post"]?["responses"]?.members.map(\.key) ?? []
        #expect(statuses.count > 8)
        let explained = try Self.rows("Documentation/Webhooks.md").compactMap(\.first)
            .flatMap { $0.matches(of: /[1-5][0-9][0-9]/).map { String($0.output) } }
        let missing = Set(statuses).subtracting(explained)
        #expect(missing.isEmpty)
    }

    @Test("Pages.md has a row for each section of the administrators' pages")
    func sections() throws {
        let names = try Self.text("Sources/WebPages/Admin/AdminSection.swift").matches(of: #/(?m)^    case ([a-z]+)$/#)
            .map { String($0.output.1) }
        #expect(names.count > 8)
        let texts = try Self.yaml("Pages/Localization/en.yaml")["texts"]?["admin"]
        let titles = names.compactMap { texts?[$0]?["title"]?.text }
        #expect(titles.count == names.count)
        let missing = Set(titles).subtracting(try Self.rows("Documentation/Pages.md").compactMap(\.first))
        #expect(missing.isEmpty)
    }

    @Test("Figures that a document takes from Benchmarks/RESULTS.md are still those that were measured")
    func figures() throws {
        let results = try Self.rows("Benchmarks/RESULTS.md")
        for claim in Claim.all {
            let words = try Self.text(claim.document).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(words.contains(claim.words), "\(claim.document) does not say: \(claim.words)")
            let row = try #require(results.first { $0.first == claim.row }, "\(claim.row)")
            let measured = try #require(row[claim.column].split(separator: " ").first.flatMap { Double($0) })
            #expect(claim.holds(for: measured), "\(claim.document): \(claim.words), measured: \(measured)")
        }
    }
}

/// A figure in a document, and where it was taken from.
private struct Claim {
    private enum Limit {
        case about, atMost
    }

    let document: String
    let words: String
    private let limit: Limit
    private let figure: Double
    let row: String
    /// Of the table of results: 1 is the bridge's figure, 4 its ratio to the other one.
    var column = 1

    /// Below a fifth nothing is a difference: `Benchmarks/README.md`.
    func holds(for measured: Double) -> Bool {
        switch limit {
        case .about: abs(measured - figure) <= figure / 5
        case .atMost: measured <= figure
        }
    }

    private static let readMe = "README.md"
    private static let bridges = "Documentation/SeveralBridges.md"
    private static let helpCalls = "100 help calls at once on Asterisk 22, finished"
    private static let lookups = "2000 lookups of 2 s in flight"

    static let all = [
        Claim(
            document: readMe, words: "some 3,700 help requests a second", limit: .about, figure: 3700,
            row: "durable accepts, PBX away, 32 connections"),
        Claim(
            document: readMe, words: "nearly as many with a million requests", limit: .about, figure: 1,
            row: "accepts with 1000000 ended requests", column: 4),
        Claim(
            document: readMe, words: "takes less than 3 ms", limit: .atMost, figure: 3,
            row: "press to first phone, p50"),
        Claim(
            document: readMe, words: "more than four fifths as many help calls a second", limit: .about, figure: 0.84,
            row: helpCalls, column: 4),
        Claim(
            document: bridges, words: "| 6.8 ms for each,", limit: .about, figure: 6.8,
            row: "processor time of a help call"),
        Claim(
            document: bridges, words: "3,000 requests a second accepted by PostgreSQL", limit: .about, figure: 3000,
            row: "durable accepts on PostgreSQL"),
        Claim(
            document: bridges, words: "some 220 MB in all", limit: .about, figure: 220, row: "\(lookups), resident"),
        Claim(document: bridges, words: "at most 16 threads", limit: .atMost, figure: 16, row: "\(lookups), threads"),
        Claim(document: bridges, words: "some 35 a second completed", limit: .about, figure: 35, row: helpCalls),
        Claim(
            document: bridges, words: "some 14,000 a second", limit: .about, figure: 14_000,
            row: "a prompt served, 32 connections"),
        Claim(
            document: bridges, words: "less than 50 ms at the 99th percentile", limit: .atMost, figure: 50,
            row: "commit to the screens of 200 supervisors, p99"),
    ]
}
