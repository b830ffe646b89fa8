import Foundation
import HelpDesk
import Testing

@testable import ManagerLookup

@Suite("A directory of mappings")
struct MappingCatalogueTests {
    private func inDirectory(_ files: [String: String], _ body: (String) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("mappings-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        for (name, text) in files {
            try Data(text.utf8).write(to: directory.appendingPathComponent(name))
        }
        try body(directory.path)
    }

    @Test("ships with mappings whose programs all compile")
    func shipped() throws {
        let catalogue = try MappingCatalogue(directory: Fixtures.mappings)
        #expect(catalogue.names.contains("generic"))
        try catalogue.prepare(catalogue.names)
    }

    @Test("that is missing stops with its name")
    func missing() {
        #expect(throws: ManagerLookupError.directory(path: "/no/such", problem: "the directory cannot be read")) {
            try MappingCatalogue(directory: "/no/such")
        }
    }

    @Test("is read whole, other files left alone")
    func reads() throws {
        let files = ["test.yaml": Fixtures.mapping(), "notes.txt": "{", ".hidden.yaml": "{"]
        try inDirectory(files) { directory in
            let catalogue = try MappingCatalogue(directory: directory)
            #expect(catalogue.names == ["test"])
            #expect(throws: ManagerLookupError.unknownMapping("other", directory: directory)) {
                try catalogue.mapping(named: "other")
            }
            #expect(throws: ManagerLookupError.unknownMapping("other", directory: directory)) {
                try catalogue.prepare(["test", "other"])
            }
        }
    }

    @Test("with a broken file stops with file and line")
    func broken() throws {
        try inDirectory(["test.yaml": Fixtures.mapping(request: "{pth: x}")]) { directory in
            let error = try #require(throws: ManagerLookupError.self) { try MappingCatalogue(directory: directory) }
            #expect("\(error)".hasPrefix("\(directory)/test.yaml:8: manager.steps[0].request.pth: unknown key"))
        }
        try inDirectory(["other.yaml": Fixtures.mapping()]) { directory in
            let error = try #require(throws: ManagerLookupError.self) { try MappingCatalogue(directory: directory) }
            #expect("\(error)" == "\(directory)/other.yaml: name: a mapping named test belongs in test.yaml")
        }
    }

    @Test("compiles a broken program of a mapping only when that mapping is used")
    func lazy() throws {
        let files = ["test.yaml": Fixtures.mapping(answer: ".a | nosuch")]
        try inDirectory(files) { directory in
            let catalogue = try MappingCatalogue(directory: directory)
            try catalogue.prepare([])
            let error = try #require(throws: ManagerLookupError.self) { try catalogue.prepare(["test"]) }
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
