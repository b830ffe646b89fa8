import Foundation
import TestSupport
import Testing

/// `SECURITY.md` names a test for each threat; nobody is to be told of one that is not there.
@Suite("The threat model")
struct SecurityDocumentTests {
    /// What stands in backquotes in the last column of the tables that have one for tests.
    private static func namedTests() throws -> [String] {
        let document = RepositoryScript.repository.appendingPathComponent("SECURITY.md")
        var names: [String] = []
        var isOfTests = false
        for line in try String(contentsOf: document, encoding: .utf8).split(separator: "\n") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard line.hasPrefix("|"), let last = cells.last else {
                isOfTests = false
                continue
            }
            if last == "test" { isOfTests = true }
            if isOfTests { names += last.matches(of: /`([^`]+)`/).map { String($0.output.1) } }
        }
        return names.filter { !$0.hasPrefix("make ") }
    }

    private static func sources() throws -> String {
        let folder = RepositoryScript.repository.appendingPathComponent("Tests").path
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder)
        return try files.filter { $0.hasSuffix(".swift") || $0.hasSuffix(".py") }
            .map { try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }.joined()
    }

    @Test("The threat model names tests that exist")
    func names() throws {
        let names = try Self.namedTests()
        #expect(names.count > 20)
        let sources = try Self.sources()
        for name in names {
            let isThere = ["\"\(name)\"", "`\(name)`", "def \(name)("].contains { sources.contains($0) }
            #expect(isThere, "SECURITY.md names a test that is not there: \(name)")
        }
    }
}
