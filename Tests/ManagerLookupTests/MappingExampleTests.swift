import CurlHTTP
import Testing

@testable import ManagerLookup

/// Plays the recorded exchanges of the shipped mappings; `helpbridge mapping test` does it over HTTP.
@Suite("The examples of the shipped mappings")
struct MappingExampleTests {
    private static let names = (try? Fixtures.catalogue().names) ?? []

    @Test("The examples of a shipped mapping come out as recorded, their requests too", arguments: names)
    func play(name: String) async throws {
        let outcomes = try await Self.play(Fixtures.catalogue().mapping(named: name))
        #expect(outcomes.count >= 4, "found, unknown operator, no manager set, token expired")
        for outcome in outcomes { #expect(outcome.differences == [], "\(name), \(outcome.example)") }
    }

    @Test("A shipped mapping passes the inspection", arguments: names)
    func inspect(name: String) async throws {
        #expect(try await Fixtures.catalogue().mapping(named: name).problems(by: Fixtures.jq) == [])
    }

    @Test("The shipped mappings are there")
    func exist() {
        #expect(Self.names.contains("generic"))
    }

    @Test("An example that is recorded otherwise than the mapping asks fails, with what differs")
    func differences() async throws {
        let yaml =
            Fixtures.mapping(request: "{path: managers, query: {extension: '\\(.operator.extension)'}}") + """

                examples:
                  - name: odd
                    operator: "101"
                    exchanges:
                      - request: {method: GET, path: /people, query: {extension: "102"}}
                        response: {status: 200, json: {extension: "200"}}
                      - request: {method: GET, path: more}
                        response: {status: 200}
                    answer: {extension: "201"}
                """
        let outcomes = try await Self.play(Mapping(yaml: yaml, file: "test.yaml"))
        #expect(
            outcomes == [
                .init(
                    example: "odd",
                    differences: [
                        "request 1: path: expected people, sent managers",
                        "request 1: query extension: expected 102, sent 101", "never sent: GET more",
                        "answer: expected 201 , got 200 ",
                    ])
            ])
    }

    @Test("An example needs no method where the step needs none, and no status where all went well")
    func shortExchanges() async throws {
        let yaml = #"""
            name: test
            title: Test
            manager:
              steps:
                - {id: a, request: {path: a}}
                - {id: b, request: {path: b, json: .operator.extension}}
                - {id: c, request: {path: c, form: '{x: "1"}'}}
              answer: .steps.c.body
            examples:
              - operator: "101"
                exchanges:
                  - {request: {path: a}, response: {}}
                  - {request: {path: b, json: "101"}, response: {}}
                  - {request: {path: c, form: {x: "1"}}, response: {json: {extension: "200"}}}
                answer: {extension: "200"}
            """#
        let outcomes = try await Self.play(Mapping(yaml: yaml, file: "test.yaml"))
        #expect(outcomes.map(\.differences) == [[]])
    }

    @Test("A manager's department is compared where the example gives one")
    func departments() async throws {
        let response = #"{status: 200, json: {extension: "200", department: support}}"#
        let exchanges = "[{request: {method: GET, path: managers}, response: \(response)}]"
        let yaml =
            Fixtures.mapping() + """

                examples:
                  - {operator: "101", exchanges: \(exchanges), answer: {extension: "200", department: support}}
                  - {operator: "101", exchanges: \(exchanges), answer: {extension: "200"}}
                  - {operator: "101", exchanges: \(exchanges), answer: {extension: "200", department: sales}}
                """
        let outcomes = try await Self.play(Mapping(yaml: yaml, file: "test.yaml"))
        #expect(outcomes.map(\.differences) == [[], [], ["department of 200: expected sales, got support"]])
    }

    @Test("The operator of an example has their extension as their name where none is given")
    func callerNames() async throws {
        let yaml =
            Fixtures.mapping(request: "{path: 'u/\\(.operator.name)'}") + """

                report:
                  steps: [{id: a, request: {path: 'u/\\(.operator.name)'}}]
                  examples:
                    - request: {operator: "102"}
                      exchanges: [{request: {path: u/102}, response: {}}]
                examples:
                  - operator: "101"
                    exchanges: [{request: {path: u/101}, response: {json: {extension: "200"}}}]
                    answer: {extension: "200"}
                  - operator: {extension: "101"}
                    exchanges: [{request: {path: u/101}, response: {json: {extension: "200"}}}]
                    answer: {extension: "200"}
                  - operator: {extension: "101", name: ali}
                    exchanges: [{request: {path: u/ali}, response: {json: {extension: "200"}}}]
                    answer: {extension: "200"}
                """
        let outcomes = try await Self.play(Mapping(yaml: yaml, file: "test.yaml"))
        #expect(outcomes.map(\.differences) == [[], [], [], []])
    }

    @Test("Examples of webhooks are played too, and fail with what differs")
    func webhooks() async throws {
        let yaml =
            Fixtures.mapping() + """

                webhook:
                  accept: .event == "help"
                  request: '{operator: .who, note: $query.why}'
                  examples:
                    - {name: good, form: event=help&who=101, query: {why: complaint}, request: {operator: 101, reason: complaint}}
                    - {name: other, json: {event: sale}}
                    - {name: wrong, json: {event: help, who: "101"}, request: {operator: "102"}}
                    - {name: unexpected, json: {event: help, who: "101"}}
                    - {name: nobody, json: {event: help}, request: {operator: "101"}}
                """
        let outcomes = try await Self.play(Mapping(yaml: yaml, file: "test.yaml"))
        #expect(outcomes.map(\.example) == ["good", "other", "wrong", "unexpected", "nobody"].map { "webhook: \($0)" })
        #expect(
            outcomes.map(\.differences) == [
                [], [], ["request: expected operator 102, got operator 101"],
                ["request: expected nothing, since it is not accepted, got operator 101"],
                [
                    "it is refused: operator is missing: the delivery names neither an extension nor an email nor a crmId"
                ],
            ])
    }

    static func play(_ mapping: Mapping) async throws -> [ExamplePlayer.Outcome] {
        let script = ExampleScript()
        let origin = "http://crm.test"
        let client = ScriptedClient { request in
            script.answer(
                method: request.method.rawValue, target: String(request.url.dropFirst(origin.count)),
                headers: request.headers, body: request.body)
        }
        return try await ExamplePlayer(script: script, baseURL: origin, client: client, jq: Fixtures.jq)
            .play(mapping)
    }
}
