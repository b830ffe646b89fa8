import Administration
import CurlHTTP
import HelpDesk
import JSON
import Testing

@testable import ManagerLookup

@Suite("A mapping file")
struct MappingTests {
    private static let good = """
        name: test
        title: Test CRM
        credentials:
          user: {description: the user}
          token: {description: the token, secret: true, required: false}
        auth: bearer
        manager:
          steps:
            - id: operator
              request:
                method: POST
                path: 'rest/\\(.credentials.user)/get.json'
                json: '{FILTER: {PHONE: .operator.extension}}'
              found: '.steps.operator.body | length > 0'
            - id: department
              when: .steps.operator.body.unit
              request:
                path: units
                query: {id: '\\(.steps.operator.body.unit)'}
                headers: {X-Api: "1"}
                format: json
          answer: |
            # a comment
            {extension: .steps.department.body.head}
        webhook:
          signature: {scheme: token, in: body, at: .auth.token}
          accept: .event == "HELP"
          request: '{operator: .who}'
        examples:
          - operator: "101"
            exchanges:
              - {request: {method: GET, path: x, query: {a: 1}}, response: {status: 200, json: {a: [1, null, "2", yes]}}}
            answer: {extension: "200"}
        """

    private func error(in yaml: String) async -> String {
        do {
            try await Mapping(yaml: yaml, file: "test.yaml").prepare(by: Fixtures.jq)
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    /// The good mapping with one line replaced.
    private func error(replacing line: String, with other: String) async throws -> String {
        try #require(Self.good.contains(line))
        return await error(in: Self.good.replacing(line, with: other))
    }

    @Test("A mapping file is read whole")
    func readsAll() async throws {
        let mapping = try Mapping(yaml: Self.good, file: "test.yaml")
        try await mapping.prepare(by: Fixtures.jq)
        #expect(mapping.name == "test" && mapping.title == "Test CRM")
        #expect(mapping.credentials["user"]?.isRequired == true && mapping.credentials["user"]?.isSecret == false)
        #expect(mapping.credentials["token"]?.isRequired == false && mapping.credentials["token"]?.isSecret == true)
        #expect(mapping.steps.map(\.id) == ["operator", "department"])
        #expect(mapping.steps.map(\.request.method) == [.post, .get])
        #expect(mapping.webhook?.signature == .token(.body) && mapping.webhook?.token != nil)
        let example = try #require(mapping.examples.first)
        #expect(example.caller.extension == "101" && example.result == .found)
        #expect(example.exchanges[0].request.query == ["a": "1"])
        #expect(
            example.exchanges[0].response.json
                == .object(["a": .array([.number(1), .null, .text("2"), .boolean(true)])]))
    }

    @Test("A mapping file with an unknown key is refused with the line and the keys that are known")
    func unknownKeys() async throws {
        #expect(
            try await error(replacing: "        path: units", with: "        pth: units")
                == "test.yaml:18: manager.steps[1].request.pth: unknown key; expected body, form, format, headers, "
                + "idempotent, json, method, names, path or query")
        #expect(
            try await error(replacing: "title: Test CRM", with: "title: T\nclimb: 1")
                .hasPrefix("test.yaml:3: climb: unknown key"))
        #expect(
            try await error(replacing: "{description: the user}", with: "{descr: x}")
                .hasPrefix("test.yaml:4: credentials.user.descr: unknown key"))
    }

    @Test(
        "A key of a request that stands beside it is refused with where it belongs",
        arguments: ["format", "path", "json"])
    func misplacedKeys(key: String) async throws {
        #expect(
            try await error(replacing: "    - id: department", with: "    - \(key): xml\n      id: department")
                == "test.yaml:15: manager.steps[1].\(key): write it under request")
    }

    @Test("A mapping file with a key missing is refused with the place")
    func missingKeys() async throws {
        #expect(try await error(replacing: "name: test\n", with: "") == "test.yaml:1: name: is missing")
        #expect(
            try await error(replacing: "        path: units\n", with: "")
                == "test.yaml:17: manager.steps[1].request.path: is missing")
        #expect(await error(in: "name: x\ntitle: y\nmanager: {}") == "test.yaml:3: manager.answer: is missing")
        #expect(await error(in: "") == "test.yaml: the file is empty")
        #expect(await error(in: "- a") == "test.yaml:1: expected keys with values, found a list")
    }

    @Test(
        "A mapping file with a wrong value is refused with line and field",
        arguments: [
            ("title: Test CRM", "title: [a]", "test.yaml:2: title: expected text"),
            ("secret: true", "secret: maybe", "test.yaml:5: credentials.token.secret: expected true or false"),
            ("  steps:\n", "  steps: 5\n  x:\n", "test.yaml:9: manager.x: unknown key"),
            ("method: POST", "method: FETCH", "test.yaml:11: manager.steps[0].request.method: FETCH is not a method"),
            ("method: POST", "method: GET", "test.yaml:11: manager.steps[0].request.method: a GET carries no json"),
            ("format: json", "format: html", "test.yaml:21: manager.steps[1].request.format: expected "),
            ("- id: department", "- id: operator", "test.yaml:15: manager.steps[1]: the id operator is used twice"),
            ("- id: department", "- id: a-b", "test.yaml:15: manager.steps[1].id: an id is letters, digits"),
            ("name: test", "name: Te st", "test.yaml:1: name: a name is lower-case"),
            ("path: units", "path: /units", "test.yaml:18: manager.steps[1].request.path: it must not begin"),
            ("X-Api:", "Host:", "test.yaml:20: manager.steps[1].request.headers.Host: this header field is set"),
            ("X-Api:", "\"X Api\":", "test.yaml:20: manager.steps[1].request.headers.X Api: not the name"),
            ("auth: bearer", "auth: magic", "test.yaml:6: auth: expected none, basic"),
            ("auth: bearer", "auth: header", "test.yaml:6: auth: write it as {scheme: header"),
            ("auth: bearer", "auth: basic", "test.yaml:6: auth: the credential username is not declared"),
            ("auth: bearer", "auth: {scheme: none, token: x}", "test.yaml:6: auth.token: the scheme none has no key"),
            ("auth: bearer", "auth: kerberos", "test.yaml:6: auth: expected none"),
            ("in: body, ", "", "test.yaml:26: webhook.signature: the scheme token needs the key in"),
            ("status: 200", "status: 99", "test.yaml:32: examples[0].exchanges[0].response.status: expected a whole"),
            ("{extension: \"200\"}", "{a: *b}", "test.yaml:33: is not YAML: "),
            (
                "title: Test CRM", "title: Test CRM\ntitle: x",
                "test.yaml:2: the key \"title\" stands twice in one mapping"
            ),
            (
                "user: {description: the user}", "1: {description: x}\n  \"1\": {description: y}",
                "test.yaml:4: the key \"1\" stands twice in one mapping"
            ),
            ("title: Test CRM", "title: \"Test", "test.yaml:"),
        ])
    func wrongValues(line: String, other: String, expected: String) async throws {
        let message = try await error(replacing: line, with: other)
        #expect(message.hasPrefix(expected), "\(message)")
        #expect(!message.contains("\n"))
    }

    @Test("A mapping file with a program that does not compile is refused with the program's own line")
    func programs() async throws {
        #expect(
            try await error(replacing: "{extension: .steps.department.body.head}", with: "{extension: .a\n      |}")
                .hasPrefix("test.yaml:25: manager.answer: jq: syntax error"))
        #expect(
            try await error(replacing: "found: '.steps", with: "found: '$ENV.X | .steps")
                .hasPrefix("test.yaml:14: manager.steps[0].found: jq: $ENV is not available in a mapping"))
        #expect(
            try await error(replacing: "id: '\\(.steps.operator.body.unit)'", with: "id: '\\(.a | nosuch)'")
                .hasPrefix("test.yaml:19: manager.steps[1].request.query.id: jq: nosuch/0 is not defined"))
        #expect(
            try await error(replacing: "'{operator: .who}'", with: "'{operator: }'")
                .hasPrefix("test.yaml:28: webhook.request: jq: syntax error"))
        #expect(
            try await error(replacing: "'rest/\\(.credentials.user)", with: "'rest/\\(.credentials.user")
                .hasPrefix("test.yaml:12: manager.steps[0].request.path: \\( is never closed"))
    }
}
