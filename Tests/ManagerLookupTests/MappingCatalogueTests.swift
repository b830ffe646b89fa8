import Foundation
import HelpDesk
import Testing

@testable import ManagerLookup

@Suite("A directory of mappings")
struct MappingCatalogueTests {
    private func inDirectory(_ files: [String: String], _ body: (String) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("mappings-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        for (name, text) in files {
            try Data(text.utf8).write(to: directory.appendingPathComponent(name))
        }
        try await body(directory.path)
    }

    @Test("ships with mappings whose programs all compile")
    func shipped() async throws {
        let catalogue = try MappingCatalogue(directory: Fixtures.mappings, jq: Fixtures.jq)
        #expect(catalogue.names.contains("generic"))
        try await catalogue.prepare(catalogue.names)
    }

    @Test("that is missing stops with its name")
    func missing() {
        #expect(throws: ManagerLookupError.directory(path: "/no/such", problem: "the directory cannot be read")) {
            try MappingCatalogue(directory: "/no/such", jq: Fixtures.jq)
        }
    }

    @Test("is read whole, other files left alone")
    func reads() async throws {
        let files = ["test.yaml": Fixtures.mapping(), "notes.txt": "{", ".hidden.yaml": "{"]
        try await inDirectory(files) { directory in
            let catalogue = try MappingCatalogue(directory: directory, jq: Fixtures.jq)
            #expect(catalogue.names == ["test"])
            #expect(throws: ManagerLookupError.unknownMapping("other", directory: directory)) {
                try catalogue.mapping(named: "other")
            }
            await #expect(throws: ManagerLookupError.unknownMapping("other", directory: directory)) {
                try await catalogue.prepare(["test", "other"])
            }
        }
    }

    @Test("with a broken file stops with file and line")
    func broken() async throws {
        try await inDirectory(["test.yaml": Fixtures.mapping(request: "{pth: x}")]) { directory in
            let error = try #require(throws: ManagerLookupError.self) {
                try MappingCatalogue(directory: directory, jq: Fixtures.jq)
            }
            #expect("\(error)".hasPrefix("\(directory)/test.yaml:8: manager.steps[0].request.pth: unknown key"))
        }
        try await inDirectory(["other.yaml": Fixtures.mapping()]) { directory in
            let error = try #require(throws: ManagerLookupError.self) {
                try MappingCatalogue(directory: directory, jq: Fixtures.jq)
            }
            #expect("\(error)" == "\(directory)/other.yaml: name: a mapping named test belongs in test.yaml")
        }
    }

    @Test("compiles a broken program of a mapping only when that mapping is used")
    func lazy() async throws {
        let files = ["test.yaml": Fixtures.mapping(answer: ".a | nosuch")]
        try await inDirectory(files) { directory in
            let catalogue = try MappingCatalogue(directory: directory, jq: Fixtures.jq)
            try await catalogue.prepare([])
            let error = try await #require(throws: ManagerLookupError.self) { try await catalogue.prepare(["test"]) }
            #expect("\(error)".hasPrefix("\(directory)/test.yaml:10: manager.answer: jq: nosuch/0 is not defined"))
        }
    }

    @Test("tells what a lookup source lacks")
    func checks() throws {
        let catalogue = try Fixtures.catalogue(Fixtures.mapping(credentials: "{key: {description: the API key}}"))
        func problem(_ source: LookupSource) -> String? {
            do {
                try catalogue.check(source)
                return nil
            } catch { return "\(error)" }
        }
        let key = "env:KEY"
        #expect(problem(Fixtures.source(mapping: "test", credentials: ["key": key])) == nil)
        #expect(
            problem(Fixtures.source(mapping: "test"))
                == "lookup source main: the credential key (the API key) is not set")
        #expect(
            problem(Fixtures.source(mapping: "test", credentials: ["key": key, "tokn": key]))
                == "lookup source main: the mapping test has no credential tokn; it knows key")
        #expect(
            problem(Fixtures.source(mapping: "test", at: "crm.test", credentials: ["key": key]))
                == "lookup source main: baseURL: it must begin with http:// or https://")
        #expect(problem(Fixtures.source(mapping: "other")) == "no mapping other: there is no Mappings/other.yaml")
    }
}
