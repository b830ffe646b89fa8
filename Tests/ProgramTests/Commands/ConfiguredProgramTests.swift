import CurlHTTP
import Foundation
import GRDB
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

/// What is set reaches the part that it is for.
@Suite("What helpbridge.yaml says", .timeLimit(.minutes(15)))
struct ConfiguredProgramTests {
    private static let late = """
        name: late
        title: Late
        auth: none
        manager: {answer: 'null'}
        webhook:
          signature: {scheme: token, in: header, name: X-Case-Token}
          request: '{operator, deliveryId: .id, at: .occurredAt}'
        """

    /// Applies a call centre and serves it with a whole configuration.
    private func serve<Value>(
        _ callCenter: String, _ program: ProgramRunner, _ configuration: String,
        _ scenario: (BridgeAPI) async throws -> Value
    ) async throws -> Value {
        let file = try program.write(
            "helpbridge.yaml", configuration + "\nauth: {tokens: [program-test]}\nprompts: {warm: false}\n")
        let applied = try await program.run(["apply", program.write("callcenter.yaml", callCenter), "--config", file])
        #expect(applied.code == 0, "\(applied.errors)")
        let (bridge, child) = try await program.launch(file)
        defer { child.terminate() }
        return try await BridgeAPI.with(bridge.url, scenario)
    }

    private func send(
        _ api: BridgeAPI, _ method: HTTPRequest.Method, _ path: String, _ headers: [HTTPHeader], body: String = ""
    ) async throws -> HTTPResponse {
        try await api.client.send(
            HTTPRequest(
                method: method, url: api.url + path,
                headers: [
                    HTTPHeader("Authorization", "Bearer program-test"), HTTPHeader("Content-Type", "application/json"),
                ] + headers, body: Array(body.utf8)))
    }

    @Test("helpbridge.yaml says whose pages may call the API, and which proxy is believed where people come from")
    func http() async throws {
        let configuration = """
            http: {port: 0, trustedProxies: [127.0.0.1], embed: {corsOrigins: ["https://crm.example.com"]}}
            pbx: {driver: simulated}
            """
        try await serve(ProgramRunner.smallCallCenter, try ProgramRunner(), configuration) { api in
            let id = try await api.request(operator: "101", route: "*5003").id
            let answer = try await send(
                api, .post, "/v1/help-requests/\(id)/cancel",
                [HTTPHeader("X-Forwarded-For", "203.0.113.9"), HTTPHeader("Origin", "https://crm.example.com")])
            #expect(answer.header("Access-Control-Allow-Origin") == "https://crm.example.com")
            let entry = try #require(try await AuditLogPage.newest(api).first { $0.action == "cancelled" })
            #expect(entry.address == "203.0.113.9")
        }
    }

    @Test("helpbridge.yaml says how old a call for help may become, late by webhook or waiting for the PBX")
    func expiry() async throws {
        let program = try ProgramRunner()
        try FileManager.default.createDirectory(
            at: program.directory.appendingPathComponent("mappings"), withIntermediateDirectories: true)
        _ = try program.write("mappings/late.yaml", Self.late)
        let callCenter =
            ProgramRunner.smallCallCenter + """

                webhooks:
                  - {id: late, mapping: late, route: "*5003", secret: s3cret}
                """
        let configuration = """
            http: {port: 0}
            pbx: {driver: ari, ari: {url: "http://127.0.0.1:9/ari", username: a, password: b}}
            crm: {mappings: mappings}
            requests: {expireAfterSeconds: 5}
            """
        try await serve(callCenter, program, configuration) { api in
            let asked = Int(Date().timeIntervalSince1970) - 60
            let answer = try await send(
                api, .post, "/v1/webhooks/late", [HTTPHeader("X-Case-Token", "s3cret")],
                body: #"{"operator":"101","id":"1","occurredAt":\#(asked)}"#)
            #expect(answer.status == 204)
            let id = try await api.request(operator: "101", route: "*5003").id
            let ended = try await api.wait(for: id) { $0.state.isEnd }
            #expect(ended.state == .expired)
            let times = ended.timeline.map(\.at)
            #expect(try #require(times.last).timeIntervalSince(try #require(times.first)) < 60)
        }
    }

    @Test("helpbridge.yaml says how long all CRMs together may take, after which the department helps")
    func answerBudget() async throws {
        try await FaultServer.with { _ in
            .hang
        } run: { crm in
            let sources = CallCenterOfSources(
                sources: [.init(name: "main", url: crm.url(""), timeoutMilliseconds: 30_000)])
            try await ProgramRunner().serve(sources.yaml, settings: "crm: {answerBudgetMilliseconds: 300}") { bridge in
                try await BridgeAPI.with(bridge.url) { api in
                    let request = try await api.lookUp(route: CallCenterOfSources.route(ofSource: 0))
                    let report = try #require(request.lookup.first)
                    #expect(report.result == .timeout && report.milliseconds < 15_000, "\(report)")
                    #expect(request.manager?.source == .department("support"))
                }
            }
        }
    }

    @Test("A changed voice is read also where the configuration lets no prompt be rendered ahead")
    func voicesWithoutWarming() async throws {
        let program = try ProgramRunner()
        try FileManager.default.createDirectory(
            at: program.directory.appendingPathComponent("Voices"), withIntermediateDirectories: true)
        let english = try String(
            contentsOf: RepositoryScript.repository.appendingPathComponent("Voices/en.yaml"), encoding: .utf8)
        _ = try program.write("Voices/en.yaml", english)
        let settings = "voices: Voices\nprompts: {warm: false}"
        try await program.serve(ProgramRunner.smallCallCenter, settings: settings) { bridge in
            try await BridgeAPI.with(bridge.url) { api in
                _ = try program.write("Voices/slow.yaml", english.replacing("name: en\n", with: "name: slow\n"))
                var status = 0
                while status != 200 {
                    let asked = ["text": "Hello", "voice": "slow"]
                    status = try await api.send(.post, "/v1/sounds/preview", asked).status
                    #expect(status == 200 || status == 422)
                }
            }
        }
    }

    @Test("helpbridge.yaml says how many phones ring at once: one more rings when the first one has rung in vain")
    func phonesAtOnce() async throws {
        // 260 is never picked up; 200 is after two seconds.
        let callCenter = """
            departments:
              - {id: a, name: A, helpers: [{extension: "260"}]}
              - {id: b, name: B, helpers: [{extension: "200"}]}
            operators:
              - {extension: "101", name: Ali, department: a}
              - {extension: "102", name: Reza, department: b}
            routes:
              - {code: "*5003", name: Help, detection: department, voice: en, ringing: {timeoutSeconds: 10}}
            """
        try await ProgramRunner().serve(callCenter, settings: "requests: {phonesAtOnce: 1}") { bridge in
            try await BridgeAPI.with(bridge.url) { api in
                let first = try await api.request(operator: "101", route: "*5003").id
                try await api.wait(for: first) { $0.state == .ringingManager }
                let second = try await api.request(operator: "102", route: "*5003").id
                let ended = try await api.wait(for: first) { $0.state.isEnd }
                #expect(ended.attempts.map(\.result) == [.noAnswer])
                let helped = try await api.wait(for: second) { $0.state == .connected || $0.state.isEnd }
                #expect(helped.attempts.map(\.result) == [.answered])
                let rang = try [ended, helped].map { request in
                    try #require(request.timeline.first { $0.state == .ringingManager }).at
                }
                #expect(rang[1].timeIntervalSince(rang[0]) > 9, "\(rang)")
            }
        }
    }

    @Test("helpbridge.yaml says for how many days requests are kept, and for how many the audit log is")
    func keepDays() async throws {
        let program = try ProgramRunner()
        try await program.serve(
            ProgramRunner.smallCallCenter, settings: "requests: {keepDays: 1}\naudit: {keepDays: 30}"
        ) { bridge in
            try await BridgeAPI.with(bridge.url) { api in
                for _ in 1...2 {
                    let id = try await api.request(operator: "101", route: "*5003").id
                    _ = try await api.send(.post, "/v1/help-requests/\(id)/cancel")
                    try await api.wait(for: id) { $0.state.isEnd }
                }
            }
        }
        var settings = Configuration()
        settings.busyMode = .timeout(60)
        let pool = try DatabasePool(
            path: program.directory.appendingPathComponent("var/helpbridge.sqlite").path, configuration: settings)
        let day = 86_400_000
        let before = try await pool.write { db in
            // A request's time is in its id, too.
            try db.execute(
                sql: """
                    UPDATE help_requests SET id = '00000000' || substr(id, 9), createdAt = createdAt - \(10 * day)
                    WHERE id = (SELECT min(id) FROM help_requests)
                    """)
            let entries = try Int64.fetchAll(db, sql: "SELECT id FROM audit_log ORDER BY id")
            try db.execute(sql: "UPDATE audit_log SET at = at - \(10 * day)")
            try db.execute(sql: "UPDATE audit_log SET at = at - \(30 * day) WHERE id = ?", arguments: [entries.first])
            return entries
        }
        #expect(before.count > 1)
        let pruned = try await program.run(
            ["db", "prune", "--config", program.directory.appendingPathComponent("helpbridge.yaml").path])
        #expect(pruned.output.hasPrefix("Removed 1 help requests"), "\(pruned.output) \(pruned.errors)")
        let (requests, entries) = try await pool.read { db in
            try (
                Int.fetchOne(db, sql: "SELECT count(*) FROM help_requests"),
                Int64.fetchAll(db, sql: "SELECT id FROM audit_log ORDER BY id")
            )
        }
        try pool.close()
        #expect(requests == 1)
        #expect(Set(before).subtracting(entries) == [before[0]])
    }

    @Test("No proxy but that of helpbridge.yaml is used: the environment's, which curl would take, gets nothing")
    func proxyOfTheEnvironment() async throws {
        try await FaultServer.with { _ in
            .answer(text: #"{"manager":{"extension":"300","name":"Sara"}}"#)
        } run: { crm in
            try await FaultServer.with { _ in
                .answer(status: 502)
            } run: { proxy in
                let program = try ProgramRunner()
                let sources = CallCenterOfSources(
                    sources: [.init(name: "main", url: crm.url(""), timeoutMilliseconds: 30_000)])
                let file = try program.write(
                    "helpbridge.yaml", "pbx: {driver: simulated}\ncrm: {answerBudgetMilliseconds: 30000}\n")
                let applied = try await program.run(
                    ["apply", program.write("callcenter.yaml", sources.yaml), "--config", file])
                #expect(applied.code == 0, "\(applied.errors)")
                let child = try program.start(
                    ["mapping", "ask", "--source", "main", "--operator", "101", "--config", file],
                    environment: ["http_proxy", "ALL_PROXY", "all_proxy"].map { "\($0)=\(proxy.url(""))" })
                let output = await child.read()
                #expect(child.waitForExit().exitCode == 0)
                #expect(output.contains("300"), "\(output)")
                #expect(crm.requests.count == 1 && proxy.requests.isEmpty)
            }
        }
    }
}
