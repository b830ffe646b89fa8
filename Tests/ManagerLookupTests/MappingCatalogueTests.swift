import Administration
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

    @Test("The programs of all shipped mappings compile")
    func shipped() async throws {
        let catalogue = try MappingCatalogue(directory: Fixtures.mappings, jq: Fixtures.jq)
        #expect(catalogue.names.contains("generic"))
        try await catalogue.prepare(Dictionary(uniqueKeysWithValues: catalogue.names.map { ($0, MappingPart.all) }))
    }

    @Test("A mapping's credentials are offered as its file has them: the user before the password")
    func credentialOrder() throws {
        let mappings = try MappingCatalogue(directory: Fixtures.mappings, jq: Fixtures.jq).mappings()
        func names(_ mapping: String) -> [String]? {
            mappings.first { $0.name == mapping }?.credentials.map(\.name)
        }
        #expect(names("payamgostar") == ["username", "password"])
        #expect(names("alovoip_opencrm")?.prefix(3) == ["telephonySystem", "username", "password"])
    }

    @Test("A directory of mappings that is missing is refused by its name")
    func missing() {
        #expect(throws: ManagerLookupError.directory(path: "/no/such", problem: "the directory cannot be read")) {
            try MappingCatalogue(directory: "/no/such", jq: Fixtures.jq)
        }
    }

    @Test("A directory of mappings is read whole, other files left alone")
    func reads() async throws {
        let files = ["test.yaml": Fixtures.mapping(), "notes.txt": "{", ".hidden.yaml": "{"]
        try await inDirectory(files) { directory in
            let catalogue = try MappingCatalogue(directory: directory, jq: Fixtures.jq)
            #expect(catalogue.names == ["test"])
            #expect(throws: ManagerLookupError.unknownMapping("other", directory: directory)) {
                try catalogue.mapping(named: "other")
            }
            #expect(
                try await catalogue.prepare(["test": [.manager], "other": [.manager]]) == [
                    .unknownMapping("other", directory: directory)
                ])
        }
    }

    @Test("Of a mapping file that has come since the start it is said what makes it count")
    func latecomer() async throws {
        try await inDirectory(["test.yaml": Fixtures.mapping()]) { directory in
            let catalogue = try MappingCatalogue(directory: directory, jq: Fixtures.jq)
            try Data(Fixtures.mapping().utf8).write(to: URL(fileURLWithPath: "\(directory)/late.yaml"))
            #expect(
                catalogue.fault(ofMapping: "late")
                    == "\(directory)/late.yaml: it was not there when HelpBridge started; restart it")
        }
    }

    @Test("A broken mapping file hurts only those who use it, and tells them file and line")
    func broken() async throws {
        let files = [
            "test.yaml": Fixtures.mapping(), "bad.yaml": Fixtures.mapping(request: "{pth: x}"),
            "other.yaml": Fixtures.mapping(), "tab.yaml": "name: tab\n\ttitle: Tab\n",
        ]
        try await inDirectory(files) { directory in
            let catalogue = try MappingCatalogue(directory: directory, jq: Fixtures.jq)
            #expect(catalogue.names == ["bad", "other", "tab", "test"])
            #expect(catalogue.mappings().map(\.name) == ["test"])
            func fault(_ name: String) -> String { catalogue.fault(ofMapping: name) ?? "" }
            #expect(fault("bad").hasPrefix("\(directory)/bad.yaml:8: manager.steps[0].request.pth: unknown key"))
            #expect(fault("other") == "\(directory)/other.yaml: name: a mapping named test belongs in test.yaml")
            #expect(fault("tab").hasPrefix("\(directory)/tab.yaml:2: is not YAML: a tab begins the line"))
            #expect(catalogue.fault(ofMapping: "test") == nil)
            #expect(catalogue.faults.map(\.description) == ["bad", "other", "tab"].map(fault))

            // A request that asks the broken one and then a good one is served.
            let client = ScriptedClient(json: #"{"extension":"200"}"#)
            let sources = [
                Fixtures.source("first", mapping: "bad"), Fixtures.source("second", mapping: "test"),
            ]
            let answer = try await Fixtures.chain(client, catalogue: catalogue)
                .managers(for: Fixtures.question(sources[0], sources[1]))
            #expect(answer.candidates.map(\.extension) == ["200"])
            #expect(answer.reports.map(\.result) == [.error, .found])
            #expect(answer.reports[0].detail == fault("bad"))

            // What is set already stays set; nobody sets it anew.
            let stored = CallCenter(sources: sources)
            try catalogue.check(stored, besides: stored)
            #expect(throws: ManagerLookupError.self) { try catalogue.check(stored) }
        }
    }

    @Test("A mapping stays as its file was at the start, whenever it is used first")
    func changedFile() async throws {
        try await inDirectory(["test.yaml": Fixtures.mapping()]) { directory in
            let catalogue = try MappingCatalogue(directory: directory, jq: Fixtures.jq)
            try Data("name: test\nbroken: yes\n".utf8).write(to: URL(fileURLWithPath: "\(directory)/test.yaml"))
            #expect(catalogue.fault(ofMapping: "test") == nil)
            #expect(try catalogue.mapping(named: "test").name == "test")
        }
    }

    @Test("A broken program of a mapping is compiled only when that mapping is used")
    func lazy() async throws {
        let files = ["test.yaml": Fixtures.mapping(answer: ".a | nosuch")]
        try await inDirectory(files) { directory in
            let catalogue = try MappingCatalogue(directory: directory, jq: Fixtures.jq)
            #expect(try await catalogue.prepare([:]) == [])
            #expect(catalogue.fault(ofMapping: "test") == nil)
            let faults = try await catalogue.prepare(["test": [.manager]]).map(\.description)
            #expect(faults.count == 1)
            #expect(faults[0].hasPrefix("\(directory)/test.yaml:10: manager.answer: jq: nosuch/0 is not defined"))
            // Readiness and pages hear of it, too.
            #expect(catalogue.fault(ofMapping: "test") == faults[0])
        }
    }

    @Test("A lookup source is told what it lacks for its mapping")
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
