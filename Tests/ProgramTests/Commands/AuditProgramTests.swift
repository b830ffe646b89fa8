import CurlHTTP
import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@testable import HelpBridge

@Suite("The audit log of the running program", .timeLimit(.minutes(15)))
struct AuditProgramTests {
    @Test("The audit log tells who has set a presence, taken, cancelled, exported or changed something, and from where")
    func deeds() async throws {
        let program = try ProgramRunner()
        try await program.serve(ProgramRunner.smallCallCenter) { bridge in
            try await BridgeAPI.with(bridge.url) { api in
                let before = try await AuditLogPage.newest(api).count
                #expect(try await api.send(.put, "/v1/helpers/200/pause").status == 200)
                #expect(try await api.send(.delete, "/v1/helpers/200/pause").status == 200)
                let request = try await api.request(operator: "101", route: "*5003")
                let took = try await api.send(
                    .post, "/v1/help-requests/\(request.id)/take", ["extension": "200"])
                #expect(took.status == 200, "\(String(decoding: took.body, as: UTF8.self))")
                #expect(try await api.send(.post, "/v1/help-requests/\(request.id)/cancel").status == 200)
                #expect(try await api.send(.get, "/v1/help-requests.csv").status == 200)
                #expect(
                    try await api.send(.post, "/v1/departments", ["id": "sales", "name": "Sales"]).status == 201)

                let entries = try await AuditLogPage.newest(api).dropLast(before)
                #expect(
                    entries.map { "\($0.action) \($0.kind) \($0.item)" }.reversed() == [
                        "set_presence helper 200 busy", "set_presence helper 200 online",
                        "took help_request \(request.id) 200",
                        "cancelled help_request \(request.id)", "exported history help-requests.csv",
                        "added department sales",
                    ])
                #expect(entries.allSatisfy { $0.address == "127.0.0.1" && $0.author.hasPrefix("config:") })
            }
        }
    }
    @Test("The audit log tells that the secrets were printed, and that their key was changed")
    func secrets() async throws {
        let program = try ProgramRunner()
        try await program.serve(ProgramRunner.smallCallCenter) { bridge in
            for command in [["export"], ["export", "--with-secrets"], ["secrets", "rotate"]] {
                let result = try await program.run(command + ["--config", bridge.configuration])
                #expect(result.code == 0, "\(result.errors)")
            }
            try await BridgeAPI.with(bridge.url) { api in
                let log = try await AuditLogPage.newest(api)
                let entries = log.prefix(2).map { "\($0.author) \($0.action) \($0.kind) \($0.item)" }
                #expect(
                    entries == [
                        "command changed database secrets.key", "command exported database export --with-secrets",
                    ])
            }
        }
    }
}
