import CurlHTTP
import Foundation
import ProgramTestSupport
import TestSupport
import Testing

/// A file that is no mapping, beside others that are.
@Suite("A broken mapping file")
struct BrokenMappingTests {
    private static let callCenter = """
        departments:
          - {id: support, name: Support, helpers: [{extension: "200"}]}
        operators:
          - {extension: "101", name: Ali, department: support}
        sources:
          - {id: good, mapping: nobody, baseURL: "http://127.0.0.1:9", timeoutMilliseconds: 30000}
          - {id: bad, mapping: broken, baseURL: "http://127.0.0.1:9"}
        """

    private let program: ProgramRunner
    private let settings: String

    init() throws {
        program = try ProgramRunner()
        let directory = program.directory.appendingPathComponent("Mappings")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        settings = "crm: {mappings: Mappings}"
        _ = try program.write("Mappings/nobody.yaml", "name: nobody\ntitle: Nobody\nmanager: {answer: 'null'}\n")
        _ = try program.write("Mappings/broken.yaml", "name: broken\ntitle: Good so far\nmanager: {answer: 'null'}\n")
    }

    private func breakIt() throws {
        _ = try program.write("Mappings/broken.yaml", "name: broken\n\ttitle: Broken\n")
    }

    @Test("A check of the configuration names the line of a broken mapping file, and refuses nothing for it")
    func checked() async throws {
        try breakIt()
        let configuration = try program.write("helpbridge.yaml", "pbx: {driver: simulated}\n\(settings)\n")
        let checked = try await program.run(["config", "check", "--config", configuration])
        #expect(checked.code == 0 && checked.errors.count == 1, "\(checked)")
        #expect(checked.errors.first?.contains("broken.yaml:2: is not YAML") == true, "\(checked)")
    }

    @Test("A broken mapping file keeps only the sources that use it from serving, and they say what is wrong")
    func hurtsItsSourcesOnly() async throws {
        let configuration = try program.write(
            "helpbridge.yaml",
            "http: {port: 0}\npbx: {driver: simulated}\nauth: {tokens: [program-test]}\n\(settings)\n")
        let file = try program.write("callcenter.yaml", Self.callCenter)
        #expect(try await program.run(["apply", file, "--config", configuration]).code == 0)
        try breakIt()

        // What is set already stays; nobody sets it anew.
        let more = Self.callCenter + "\nroutes:\n  - {code: \"*5003\", name: Help, detection: department, voice: en}\n"
        let applied = try await program.run(
            ["apply", program.write("more.yaml", more), "--config", configuration])
        #expect(applied.code == 0, "\(applied.errors)")
        #expect(
            applied.errors.contains { $0.contains("source bad: ") && $0.contains("broken.yaml:2: is not YAML") },
            "\(applied.errors)")
        let anew = more.replacing("id: bad,", with: "id: new,")
        let refused = try await program.run(["apply", program.write("new.yaml", anew), "--config", configuration])
        #expect(refused.code == 78)
        #expect(refused.errors.first?.contains("broken.yaml:2: is not YAML: a tab begins the line") == true)

        func ask(_ source: String) async throws -> ProgramRunner.Result {
            try await program.run(
                ["mapping", "ask", "--source", source, "--operator", "101", "--config", configuration])
        }
        #expect(try await ask("good").output.hasPrefix("not_found"))
        #expect(try await ask("good").code == 0)
        let bad = try await ask("bad")
        #expect(bad.code != 0 && "\(bad.output)\(bad.errors)".contains("a tab begins the line"))

        let (bridge, child) = try await program.launch(configuration)
        defer { child.terminate() }
        try await BridgeAPI.with(bridge.url) { api in
            let readiness = try await api.send(.get, "/readyz")
            let text = String(decoding: readiness.body, as: UTF8.self)
            #expect(readiness.status == 200, "\(text)")
            #expect(text.contains("\"source:good\":{\"status\":\"up\"}"), "\(text)")
            #expect(text.contains("its mapping broken cannot be used"), "\(text)")
            // Where the file is, and what is in it, is for the log.
            #expect(!text.contains("broken.yaml"))
        }
        #expect(program.log.contains("a tab begins the line"))
    }
}
