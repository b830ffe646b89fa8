import CurlHTTP
import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@Suite("A dry run of the program", .timeLimit(.minutes(15)))
struct ExplainProgramTests {
    @Test("A dry run takes the address or the token from the command line where only one of them is given there")
    func halfGiven() async throws {
        let program = try ProgramRunner()
        try await program.serve(ProgramRunner.smallCallCenter, settings: "prompts: {warm: false}") { bridge in
            let port = try #require(URLComponents(string: bridge.url)?.port)
            func explain(port: Int, token: String, _ more: String...) async throws -> Int32 {
                let configuration = try program.write(
                    "other.yaml", "http: {port: \(port)}\npbx: {driver: simulated}\nauth: {tokens: [\(token)]}\n")
                let command = ["explain", "--operator", "101", "--route", "*5003", "--config", configuration]
                return try await program.run(command + more).code
            }
            #expect(try await explain(port: port, token: "program-test") == 0)
            // Nobody listens there, or knows that token.
            #expect(try await explain(port: 9, token: "program-test") == 1)
            #expect(try await explain(port: port, token: "wrong") == 1)
            #expect(try await explain(port: 9, token: "program-test", "--url", bridge.url) == 0)
            #expect(try await explain(port: port, token: "wrong", "--token", "program-test") == 0)
        }
    }

    @Test("A dry run says who would be rung and why, from the CRM and from the tables, ringing nobody")
    func explain() async throws {
        try await FaultServer.with { request in
            request.target.contains("extension=101")
                ? .answer(text: #"{"manager":{"extension":"300","name":"Sara"}}"#) : .answer(status: 500)
        } run: { crm in
            let callCenter = """
                departments:
                  - {id: sales, name: Sales, helpers: [{extension: "210", name: Omid}, {extension: "300"}]}
                  - {id: support, name: Support, parent: sales, helpers: [{extension: "101"}, {extension: "200"}]}
                operators:
                  - {extension: "101", name: Ali, department: support}
                  - {extension: "102", name: Reza, department: support}
                sources:
                  - {id: crm, mapping: generic, baseURL: "\(crm.url(""))", timeoutMilliseconds: 30000}
                routes:
                  - {code: "*5003", name: Help, detection: crm, sources: [crm], voice: en}
                """
            let program = try ProgramRunner()
            try await program.serve(callCenter, settings: "crm: {answerBudgetMilliseconds: 30000}") { bridge in
                let arguments = ["--route", "*5003", "--url", bridge.url, "--token", "program-test"]
                let json = try await program.run(["explain", "--operator", "101", "--json"] + arguments)
                #expect(json.code == 0, "\(json.errors)")
                let explanation = try JSONDecoder().decode(Explanation.self, from: Data(json.output.utf8))
                #expect(explanation.lookup.map(\.result) == [.found])
                #expect(explanation.ladder.map(\.extension) == ["300", "200", "210"])
                #expect(
                    explanation.ladder.map(\.source) == [.crm("crm"), .department("support"), .department("sales")])
                #expect(explanation.passedOver.map(\.extension) == ["101", "300"])

                let text = try await program.run(["explain", "--operator", "102"] + arguments).output
                #expect(text.contains("asked crm:crm: error in"))
                #expect(text.contains("HTTP 500"))
                #expect(text.contains("1. 101, department:support: a helper of the request's department"))

                let unknown = try await program.run(["explain", "--operator", "9"] + arguments)
                #expect(unknown.code == 1)
                // The simulated PBX has rung nobody.
                try await BridgeAPI.with(bridge.url) { api in
                    let listing = try await api.send(.get, "/v1/help-requests")
                    #expect(String(decoding: listing.body, as: UTF8.self).contains(#""items":[]"#))
                    let metrics = try await api.send(.get, "/metrics")
                    let text = String(decoding: metrics.body, as: UTF8.self)
                    // What has not happened is 0: monitoring sees no increase from *not there* to 1.
                    for line in [
                        #"helpbridge_lookups_total{result="found",source="crm"} 1"#,
                        #"helpbridge_lookups_total{result="timeout",source="crm"} 0"#,
                        #"helpbridge_help_requests_total{route="*5003"} 0"#,
                        #"helpbridge_help_requests_ended_total{outcome="no_answer",route="*5003"} 0"#,
                        #"helpbridge_http_request_seconds_count{method="POST",status="503"} 0"#,
                    ] {
                        #expect(text.contains(line))
                    }
                }

                let ask = try await program.run(
                    ["mapping", "ask", "--source", "crm", "--operator", "101", "--config", bridge.configuration])
                #expect(ask.output.contains("found") && ask.output.contains("300") && ask.errors.isEmpty)
                let failed = try await program.run(
                    ["mapping", "ask", "--source", "crm", "--operator", "102", "--config", bridge.configuration])
                #expect(failed.code == 1 && failed.errors.count == 1, "\(failed)")
                #expect(failed.errors.first?.contains("crm could not say who the manager is (error)") == true)
            }
        }
    }
}
