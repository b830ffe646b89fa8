import HelpDesk
import JSON
import Testing

@testable import ManagerLookup

@Suite("The report part of a mapping")
struct ReportMappingTests {
    private static func mapping(_ report: String) throws -> Mapping {
        try Mapping(yaml: Fixtures.mapping() + "\n" + report, file: "test.yaml")
    }

    @Test("A mapping's report needs steps, and says what is wrong with it, with its line")
    func faults() {
        for (report, problem) in [
            ("report: {when: true}", "test.yaml:11: report.steps: is missing"),
            ("report: {steps: []}", "test.yaml:11: report.steps: a report has at least one step"),
            (
                "report: {steps: [{id: a, request: {path: a}}], answer: x}",
                "test.yaml:11: report.answer: unknown key; expected examples, steps or when"
            ),
            (
                "report: {steps: [{id: a, request: {path: a}}], examples: [{request: {caller: x}, exchanges: []}]}",
                "report.examples[0].request.caller: unknown key"
            ),
        ] {
            do {
                _ = try Self.mapping(report)
                Issue.record("\(report) is taken")
            } catch {
                #expect("\(error)".contains(problem), "\(error)")
            }
        }
    }

    @Test("Mapping check looks through a report: what its programs see, and the answers of its own steps only")
    func check() async throws {
        let good = try Self.mapping(
            """
            report:
              when: .request.missed
              steps:
                - {id: a, request: {path: 'a/\\(.request.id)'}}
                - {id: b, when: .steps.a.body.x, request: {path: b, json: '[help_title, help_text]'}}
            """)
        #expect(await good.problems(by: Fixtures.jq) == [])
        for (step, problem) in [
            ("{id: a, request: {path: 'a/\\(.request.missd)'}}", "did you mean .missed?"),
            ("{id: a, when: .steps.m.body, request: {path: a}}", "there is no step m"),
            ("{id: a, request: {path: a/.request.id}}", "looks like a program"),
        ] {
            let problems = try await Self.mapping("report: {steps: [\(step)]}").problems(by: Fixtures.jq)
            #expect(problems.count == 1 && "\(problems)".contains(problem), "\(problems)")
        }
        // A lookup has no finished request.
        let lookup = try Mapping(yaml: Fixtures.mapping(answer: ".request.id"), file: "test.yaml")
        #expect("\(await lookup.problems(by: Fixtures.jq))".contains("the context has no request"))
    }

    @Test("An example of a mapping's report fails with what differs")
    func examples() async throws {
        let mapping = try Self.mapping(
            """
            report:
              steps: [{id: a, request: {path: a, json: .request.outcome}}]
              examples:
                - name: odd
                  request: {outcome: busy}
                  exchanges: [{request: {method: POST, path: a, json: helped}, response: {status: 500}}]
            """)
        let outcomes = try await MappingExampleTests.play(mapping)
        try #require(outcomes.count == 1 && outcomes[0].example == "report: odd")
        #expect(outcomes[0].differences.count == 2)
        #expect(outcomes[0].differences.first == #"request 1: json: expected "helped", sent "busy""#)
        #expect(outcomes[0].differences.last?.hasPrefix("result: expected written, got failed") == true)
    }

    @Test("A mapping can tell people of a finished request in a line and in some lines")
    func texts() async throws {
        func context(_ name: String, _ request: HelpRequest) -> JSONTree {
            .object([
                "operator": .object(["extension": "101", "name": .text(name)]),
                "route": .object(["code": "*5003", "name": "Support help"]), "request": request.report,
            ])
        }
        let title = try Fixtures.program("help_title")
        let lines = try Fixtures.program("help_text")
        let (helped, missed) = (try FinishedRequest.helped(), try FinishedRequest.missed())
        #expect(try await title.first(over: Fixtures.scope(context("Ali", helped))) == "Help for Ali (101)")
        // Whoever has no name is called by their extension.
        #expect(try await title.first(over: Fixtures.scope(context("101", missed))) == "Nobody came to help 101")
        #expect(
            try await lines.first(over: Fixtures.scope(context("Ali", helped)))
                == .text(
                    """
                    Operator: 101 Ali
                    Route: *5003 Support help
                    Customer: +982112345678
                    Reason: complaint
                    Helper: Sara 200
                    Outcome: helped
                    Asked: 2026-11-28T10:00:00Z
                    Waited: 12 s
                    Talked: 125 s
                    Rung: 200 answered
                    Request: 0193f0aa-0000-7000-8000-000000000001
                    """))
        #expect(
            try await lines.first(over: Fixtures.scope(context("101", missed)))
                == .text(
                    """
                    Operator: 101
                    Route: *5003 Support help
                    Customer: +982112345678
                    Outcome: no_answer
                    Asked: 2026-11-28T10:00:00Z
                    Waited: 55 s
                    Rung: 200 no_answer
                    Request: 0193f0aa-0000-7000-8000-000000000001
                    """))
    }
}
