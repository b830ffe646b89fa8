import CurlHTTP
import Foundation
import GRDB
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@testable import HelpBridge

@Suite("helpbridge db, beside the running program", .timeLimit(.minutes(15)))
struct DatabaseProgramTests {
    private struct Check: Decodable {
        struct Row: Decodable {
            var table: String
            var id: String
        }

        var isGood: Bool
        var faults: [String]
        var damaged: [Row]
    }

    private struct Count: Decodable {
        var places: Int
        var tables: [String: Int]
    }

    private static let number = "+989121234567"

    private func json<Value: Decodable>(_ type: Value.Type, _ result: ProgramRunner.Result) throws -> Value {
        try JSONDecoder().decode(type, from: Data(result.output.utf8))
    }

    @Test("helpbridge db checks, backs up, prunes and forgets while calls are served, and the audit log has all of it")
    func commands() async throws {
        let program = try ProgramRunner()
        try await program.serve(ProgramRunner.smallCallCenter) { bridge in
            func db(_ arguments: String...) async throws -> ProgramRunner.Result {
                try await program.run(["db"] + arguments + ["--config", bridge.configuration])
            }
            try await BridgeAPI.with(bridge.url) { api in
                let made = try await api.send(
                    .post, "/v1/help-requests",
                    ["operator": "101", "route": "*5003", "customer": Self.number, "reason": "۰۹۱۲ ۱۲۳ ۴۵۶۷"])
                #expect(made.status == 202)
                let id = try RequestPrinter.decode(Data(made.body)).id

                let check = try await db("check", "--json")
                #expect(check.code == 0, "\(check.errors)")
                #expect(try json(Check.self, check).isGood)

                let file = program.directory.appendingPathComponent("copy.sqlite").path
                #expect(try await db("backup", file).code == 0)
                let again = try await db("backup", file)
                #expect(again.code == 1 && again.errors.count == 1)
                #expect(again.errors.first?.contains("there is a file of that name") == true)
                let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
                #expect(mode == 0o600)

                // Twice in the request: as its customer and, in other digits, in its reason.
                let forgotten = try json(Count.self, try await db("forget", "0912 123 4567", "--json"))
                #expect(forgotten.places == 2 && forgotten.tables == ["help_requests": 2])
                let request = try await api.request(id)
                #expect(request.customer == nil && request.reason == "***")
                _ = try await api.send(.post, "/v1/help-requests/\(id)/cancel")
                let ended = try await api.wait(for: id) { $0.state.isEnd }
                // Nothing happens, and nothing is noted.
                _ = try await api.send(.post, "/v1/help-requests/\(id)/cancel")
                #expect(ended.customer == nil)
                #expect(try await db("forget", "101").code == 64)

                let pruned = try await db("prune")
                #expect(pruned.output.hasPrefix("Removed 0 help requests"), "\(pruned.errors)")
                let log = try await AuditLogPage.newest(api)
                #expect(
                    log.prefix(4).map(\.action) == ["pruned", "cancelled", "forgot", "backed_up"])
                #expect(log[1].address == "127.0.0.1" && log[1].item == id.text)
                #expect(!log.contains { $0.item.contains("4567") })
            }
        }
    }

    @Test("helpbridge db check says which row is damaged; the API leaves it out, and has a problem of its own for it")
    func damage() async throws {
        let program = try ProgramRunner()
        try await program.serve(ProgramRunner.smallCallCenter) { bridge in
            try await BridgeAPI.with(bridge.url) { api in
                let first = try await api.request(operator: "101", route: "*5003")
                _ = try await api.send(.post, "/v1/help-requests/\(first.id)/cancel")
                _ = try await api.wait(for: first.id) { $0.state.isEnd }
                let database = program.directory.appendingPathComponent("var/helpbridge.sqlite").path
                // The bridge writes beside us.
                var settings = Configuration()
                settings.busyMode = .timeout(60)
                let pool = try DatabasePool(path: database, configuration: settings)
                try await pool.write { db in
                    try db.execute(
                        sql: "UPDATE help_requests SET flow = '{}' WHERE id = ?", arguments: [first.id.text])
                }
                try pool.close()

                let checked = try await program.run(["db", "check", "--json", "--config", bridge.configuration])
                #expect(checked.code == 1)
                let check = try json(Check.self, checked)
                #expect(check.damaged.map(\.id) == [first.id.text] && check.damaged.map(\.table) == ["help_requests"])

                let one = try await api.send(.get, "/v1/help-requests/\(first.id)")
                #expect(one.status == 500)
                #expect(String(decoding: one.body, as: UTF8.self).contains("\"code\":\"damaged_request\""))
                let list = try await api.send(.get, "/v1/help-requests")
                #expect(list.status == 200 && !String(decoding: list.body, as: UTF8.self).contains(first.id.text))
                #expect(try await api.send(.get, "/v1/statistics").status == 200)
                #expect(try await api.send(.get, "/v1/help-requests.csv").status == 200)
                let metrics = String(decoding: try await api.send(.get, "/metrics").body, as: UTF8.self)
                #expect(metrics.contains("helpbridge_damaged_rows_total{table=\"help_requests\"} 1"))
            }
        }
    }
}
