import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@Suite("A finished help request that the running program writes into a CRM", .timeLimit(.minutes(5)))
struct ReportProgramTests {
    private static func callCenter(_ port: Int) -> String {
        """
        departments:
          - {id: support, name: Support, helpers: [{extension: "200", name: Sara}]}
          - {id: night, name: Night}
        operators:
          - {extension: "101", name: Ali, department: support}
          - {extension: "102", name: Mina, department: night}
        sources:
          - {id: main, mapping: generic, baseURL: "http://127.0.0.1:\(port)", reports: missed}
        routes:
          - {code: "*5003", name: Help, detection: crm, sources: [main], voice: en, mode: consult}
        """
    }

    @Test("A request that is over is written into the CRM where the source wants it, and listed among what goes out")
    func written() async throws {
        try await FaultServer.with { request in
            // It knows no managers, so that the department's table serves; it takes every report.
            request.method == "PUT" ? .answer(status: 204) : .answer(status: 404)
        } run: { crm in
            let program = try ProgramRunner()
            try await program.serve(Self.callCenter(crm.port)) { bridge in
                try await BridgeAPI.with(bridge.url) { api in
                    let helped = try await api.request(operator: "101", route: "*5003")
                    try await api.wait(for: helped.id) { $0.state.isEnd }
                    #expect(try await api.request(helped.id).outcome == .helped)
                    // Nobody helps in this department.
                    let missed = try await api.request(operator: "102", route: "*5003", ["customer": "+982112345678"])
                    try await api.wait(for: missed.id) { $0.state.isEnd }
                    #expect(try await api.request(missed.id).outcome == .noManager)

                    // One lookup for each request, and one report.
                    await crm.wait { $0.requests >= 3 }
                    let reports = crm.requests.filter { $0.method == "PUT" }
                    #expect(reports.map(\.target) == ["/help-requests/\(missed.id)"])
                    #expect(reports.first?.text.contains("\"missed\":true") == true)
                    #expect(reports.first?.text.contains("\"customer\":\"+982112345678\"") == true)
                }
                let listed = try await program.run([
                    "deliveries", "list", "--target", "main", "--url", bridge.url, "--token", "program-test",
                ])
                #expect(listed.code == 0, "\(listed.errors)")
                #expect(listed.output.contains("report main"), "\(listed.output)")
            }
        }
    }
}
