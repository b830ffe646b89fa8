import CurlHTTP
import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

/// The program with everything in a PostgreSQL database of a server of the test's own.
@Suite("The program on PostgreSQL", .timeLimit(.minutes(15)))
struct PostgreSQLProgramTests {
    private func withServer(_ body: (PostgreSQLServer) async throws -> Void) async throws {
        let server = try await PostgreSQLServer.start()
        defer { server.end() }
        try await body(server)
    }

    @Test("A killed bridge has lost nothing: the next one has the settings, and takes the call up; nobody rings twice")
    func killed() async throws {
        try await withServer { server in
            try await FaultyCallCenter.run(server: server.url()) { center in
                let id = try await center.ringHelper()
                let helper = try await center.channel(.ofHelper(id, ordinal: 1))
                let before = try await center.api.request(id)
                try await center.restart { api in
                    let after = try await api.request(id)
                    #expect(after.timeline == before.timeline && after.attempts == before.attempts)
                    await center.ari.answer(helper)
                    let connected = try await api.wait(for: id) { $0.state == .connected || $0.state.isEnd }
                    #expect(connected.state == .connected)
                    let departments = try await api.send(.get, "/v1/departments", expecting: 200)
                    #expect(String(decoding: departments, as: UTF8.self).contains("Support"))
                }
                #expect(await center.ari.ringCounts == ["101": 1, "200": 1])
                #expect(!FileManager.default.fileExists(atPath: center.database))
            }
        }
    }

    @Test(
        "While the database is away a request is refused with 503 and a time, nobody is rung, and it recovers by itself"
    )
    func databaseAway() async throws {
        try await withServer { server in
            try await FaultyCallCenter.run(server: server.url()) { center in
                server.stop()
                let refused = try await center.api.send(
                    .post, "/v1/help-requests", ["operator": "101", "route": "*5003"])
                #expect(refused.status == 503 && refused.header("Retry-After") != nil)
                try await center.wait(for: "the fault to be said") { response, text in
                    response.status == 503 && text.contains("database")
                }
                #expect(try await center.api.send(.get, "/livez").status == 200)
                #expect(await center.consequences.isEmpty)
                try await server.resume()
                try await center.waitUntilReady()
                let id = try await center.api.request(operator: "101", route: "*5003").id
                _ = try await center.channel(.ofOperator(id))
                #expect(await center.ari.ringCounts == ["101": 1])
            }
        }
    }

    @Test("A call that is under way when the database goes away is made up for when it is back")
    func databaseAwayDuringCall() async throws {
        try await withServer { server in
            try await FaultyCallCenter.run(server: server.url()) { center in
                let id = try await center.ringHelper()
                server.stop()
                let helper = try await center.channel(.ofHelper(id, ordinal: 1))
                let before = await center.consequences
                await center.ari.answer(helper)
                try await center.wait(for: "the fault to be said") { response, _ in response.status == 503 }
                #expect(await center.consequences == before)
                try await server.resume()
                let connected = try await center.api.wait(for: id) { $0.state == .connected || $0.state.isEnd }
                #expect(connected.state == .connected)
                #expect(await center.ari.ringCounts == ["101": 1, "200": 1])
            }
        }
    }

    @Test("The metrics of a bridge on PostgreSQL tell of no disk: that of the database is the server's")
    func noDisk() async throws {
        try await withServer { server in
            try await FaultyCallCenter.run(server: server.url()) { center in
                let answer = try await center.api.send(.get, "/metrics", expecting: 200)
                let metrics = String(decoding: answer, as: UTF8.self)
                #expect(metrics.contains("helpbridge_requests_not_stored"))
                #expect(!metrics.contains("helpbridge_disk_"))
            }
        }
    }

    @Test(
        "A second bridge on one PostgreSQL ends, names the first, and touches nothing; commands work beside the first")
    func second() async throws {
        try await withServer { server in
            try await FaultyCallCenter.run(server: server.url()) { center in
                let before = await center.ari.observation
                let result = try await center.program.run(["serve", "--config", center.bridge.configuration])
                #expect(result.code == 1 && result.errors.last?.contains("process \(center.bridge.process)") == true)
                #expect(await center.ari.observation.openings == before.openings)
                let exported = try await center.program.run(["export", "--config", center.bridge.configuration])
                #expect(exported.code == 0 && exported.output.contains("Support"))
            }
        }
    }

    @Test("db check, backup, prune and forget work on PostgreSQL, and a backup says so where pg_dump is missing")
    func commands() async throws {
        try await withServer { server in
            let program = try ProgramRunner()
            let settings = "database: {url: \"\(server.url())\"}"
            try await program.serve(ProgramRunner.smallCallCenter, settings: settings) { bridge in
                func db(_ arguments: String...) async throws -> ProgramRunner.Result {
                    try await program.run(["db"] + arguments + ["--config", bridge.configuration])
                }
                try await BridgeAPI.with(bridge.url) { api in
                    let id = try await api.request(
                        operator: "101", route: "*5003", ["customer": "+989121234567"]
                    ).id
                    let check = try await db("check")
                    #expect(check.code == 0 && check.output.hasSuffix("is good.\n"), "\(check.output) \(check.errors)")

                    let file = program.directory.appendingPathComponent("copy.dump").path
                    let backup = try await db("backup", file)
                    #expect(backup.code == 0, "\(backup.errors)")
                    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
                    #expect(mode == 0o600)
                    #expect(try Data(contentsOf: URL(fileURLWithPath: file)).starts(with: Data("PGDMP".utf8)))
                    #expect(try await db("backup", file).errors.last?.contains("there is a file of that name") == true)
                    let child = try program.start(
                        ["db", "backup", file + "2", "--config", bridge.configuration],
                        environment: ["PATH=/nonexistent"], errors: "missing")
                    _ = await child.read()
                    #expect(child.waitForExit().exitCode == 1)
                    let said = try String(
                        contentsOf: program.directory.appendingPathComponent("missing"), encoding: .utf8)
                    #expect(said.contains("pg_dump, which backs up PostgreSQL, was not found"), "\(said)")

                    let forgotten = try await db("forget", "0912 123 4567")
                    #expect(forgotten.code == 0 && forgotten.output.contains("help_requests 1"), "\(forgotten.errors)")
                    #expect(try await api.request(id).customer == nil)
                    #expect(try await db("prune").output.hasPrefix("Removed 0 help requests"))
                    let log = try await AuditLogPage.newest(api)
                    #expect(log.prefix(3).map(\.action) == ["pruned", "forgot", "backed_up"])
                }
            }
        }
    }

    @Test("db migrate moves a database to PostgreSQL while no bridge serves, and the bridge goes on with its secrets")
    func migrate() async throws {
        try await withServer { server in
            let program = try ProgramRunner()
            let sources =
                "sources: [{id: main, mapping: generic, baseURL: \"http://127.0.0.1:9\", credentials: {token: s3cret}}]\n"
            let moved = try await program.serve(ProgramRunner.smallCallCenter + "\n" + sources) { bridge in
                let early = try await program.run(
                    ["db", "migrate", "--to", server.url(), "--config", bridge.configuration])
                #expect(early.code == 1 && early.errors.last?.contains("process \(bridge.process)") == true)
                return try await BridgeAPI.with(bridge.url) { api in
                    let id = try await api.request(operator: "101", route: "*5003").id
                    _ = try await api.send(.post, "/v1/help-requests/\(id)/cancel")
                    return try await api.wait(for: id) { $0.state.isEnd }
                }
            }
            let configuration = program.directory.appendingPathComponent("helpbridge.yaml").path
            func migrate() async throws -> ProgramRunner.Result {
                try await program.run(["db", "migrate", "--to", server.url(), "--config", configuration])
            }
            let first = try await migrate()
            #expect(first.code == 0 && first.output.contains("help_requests 1"), "\(first.errors)")
            let again = try await migrate()
            #expect(again.code == 1 && again.errors.last?.contains("is not empty") == true)

            let text = try String(contentsOfFile: configuration, encoding: .utf8)
            let next = try program.write("next.yaml", text + "\ndatabase: {url: \"\(server.url())\"}\n")
            let (bridge, child) = try await program.launch(next)
            defer { child.terminate() }
            try await BridgeAPI.with(bridge.url) { api in
                #expect(try await api.request(moved.id) == moved)
                let exported = try await program.run(["export", "--with-secrets", "--config", next])
                #expect(exported.output.contains("s3cret"), "\(exported.errors)")
                _ = try await api.request(operator: "101", route: "*5003")
            }
        }
    }
}
