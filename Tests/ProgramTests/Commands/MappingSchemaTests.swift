import Foundation
import TestSupport
import Testing

/// Editors complete and check mappings by `mapping.schema.json`; here the `jsonschema` package of PyPI does.
@Suite("The JSON Schema of mappings, read by another program", .timeLimit(.minutes(15)))
struct MappingSchemaTests {
    private static let mappings = RepositoryScript.repository.appendingPathComponent("Mappings")

    private struct Result {
        var code: Int32
        var lines: [String]
    }

    private func check(_ files: [URL]) async throws -> Result {
        let python: String
        do {
            python = try await RepositoryScript.python(with: "python")
        } catch let unavailable as RepositoryScript.Unavailable {
            try Test.cancel("\(unavailable)")
        }
        let script = RepositoryScript.repository.appendingPathComponent("Tests/Python/check_mappings.py").path
        let schema = Self.mappings.appendingPathComponent("mapping.schema.json").path
        let child = try ChildProcess([python, script, schema] + files.map(\.path))
        let output = await child.read()
        return Result(
            code: child.waitForExit().exitCode, lines: output.split(separator: "\n").map(String.init))
    }

    private func check(_ text: String) async throws -> Result {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("hb-\(UUID().uuidString).yaml")
        try text.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        return try await check([file])
    }

    @Test("The JSON Schema of mappings accepts every shipped mapping")
    func shipped() async throws {
        let files = try FileManager.default.contentsOfDirectory(at: Self.mappings, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "yaml" }
        #expect(files.count >= 14)
        let result = try await check(files)
        #expect(result.lines == ["\(files.count) checked"])
        #expect(result.code == 0)
    }

    private static let good = """
        name: good
        title: Good
        credentials: {token: {description: a token, secret: true}}
        auth: bearer
        manager:
          steps: [{id: one, request: {path: a}, climb: {from: .a, until: .b, next: .c, atMost: 3}}]
          answer: .steps.one.body
        examples:
          - operator: 101
            exchanges: [{request: {method: GET, path: a}, response: {status: 200, json: null}}]
          - operator: 102
            exchanges: [{request: {path: a}, response: {}}]

        """

    @Test(
        "The JSON Schema accepts the mapping that the refused ones are made of, and one whose climb has no from",
        arguments: [good, good.replacing("from: .a, ", with: "")])
    func control(text: String) async throws {
        let result = try await check(text)
        #expect(result.lines == ["1 checked"])
        #expect(result.code == 0)
    }

    /// A text of the good mapping, what takes its place, and where the fault then is.
    private static let breaks = [
        ("name: good", "name: Not Good", "name"),
        ("title: Good\n", "", ""),
        ("description: a token", "describe: a token", "credentials/token"),
        ("auth: bearer", "auth: {scheme: digest}", "auth"),
        ("{path: a}, climb", "{path: a, metod: POST}, climb", "manager/steps/0/request"),
        ("{path: a}, climb", "{path: a, json: .a, form: .b}, climb", "manager/steps/0/request"),
        ("id: one", "id: step one", "manager/steps/0/id"),
        ("atMost: 3", "atMost: 33", "manager/steps/0/climb/atMost"),
        ("  answer: .steps.one.body\n", "", "manager"),
        ("status: 200", "status: two hundred", "examples/0/exchanges/0/response/status"),
        ("manager:", "steps: []\nmanager:", ""),
        ("manager:", "webhook: {request: ., examples: [{name: a}]}\nmanager:", "webhook/examples/0"),
    ]

    // One test, not one a case: a test is reported as skipped only when all of it is.
    @Test("The JSON Schema of mappings refuses a broken mapping, and names the place")
    func broken() async throws {
        for (part, replacement, place) in Self.breaks {
            #expect(Self.good.contains(part))
            let result = try await check(Self.good.replacing(part, with: replacement))
            #expect(result.code == 1, "\(part)")
            #expect(result.lines.contains { $0.contains(".yaml: \(place): ") }, "\(part): \(result.lines)")
        }
    }
}
