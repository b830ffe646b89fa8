import CurlHTTP
import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport

/// The program with a scripted Asterisk, to let something go wrong at a chosen moment of a request.
///
/// Operator 101 is helped by 200, then by 201, whose phones do what the test says.
struct FaultyCallCenter: Sendable {
    static let callCenter = """
        departments:
          - {id: support, name: Support, helpers: [{extension: "200", name: Sara}, {extension: "201", name: Reza}]}
        operators:
          - {extension: "101", name: Ali, department: support}
        routes:
          - {code: "*5003", name: Help, detection: department, voice: en, mode: consult, 
             ringing: {strategy: sequential, timeoutSeconds: 20, totalSeconds: 120}}
        """

    let program: ProgramRunner
    let ari: FakeARI
    let bridge: ProgramRunner.Bridge
    let api: BridgeAPI
    /// The database's path.
    let database: String

    /// Starts Asterisk and the program, lets a scenario play, and ends both.
    ///
    /// - Parameters:
    ///   - folder: where the database lies; by default beside the configuration.
    ///   - server: the address of a PostgreSQL database that is used in its place.
    ///   - callCenter: a call-centre file.
    ///   - settings: further lines of the configuration.
    ///   - environment: variables for the program.
    ///   - phones: what the phones do by themselves; by default nothing.
    static func run(
        databaseIn folder: String? = nil, server: String? = nil, callCenter: String = callCenter,
        settings: String = "", environment: [String] = [],
        phones: [String: FakePhone] = ["101": .manual, "200": .manual, "201": .manual],
        _ scenario: (FaultyCallCenter) async throws -> Void
    ) async throws {
        let program = try ProgramRunner()
        var fake = FakeARISettings()
        fake.phones = phones
        fake.playing = .manual
        try await FakeARI.run(fake) { ari in
            let database = "\(folder ?? program.directory.path)/helpbridge.sqlite"
            let configuration = try program.write(
                "helpbridge.yaml",
                """
                http: {port: 0}
                database: {path: "\(database)"\(server.map { ", url: \"\($0)\"" } ?? "")}
                pbx: {driver: ari, ari: {url: "\(ari.url)", application: helpbridge, username: helpbridge, password: secret}}
                auth: {tokens: [program-test]}
                log: {level: debug}
                \(settings)
                """)
            let file = try program.write("callcenter.yaml", callCenter)
            let applied = try await program.run(["apply", file, "--config", configuration])
            guard applied.code == 0 else { throw ProgramRunner.Failure(description: "apply: \(applied.errors)") }
            let (bridge, child) = try await program.launch(configuration, environment: environment)
            defer { child.terminate() }
            try await BridgeAPI.with(bridge.url) { api in
                let center = FaultyCallCenter(
                    program: program, ari: ari, bridge: bridge, api: api, database: database)
                try await center.waitUntilReady()
                try await scenario(center)
            }
        }
    }

    /// Kills the program and starts it anew, for the length of a closure.
    func restart(_ body: (BridgeAPI) async throws -> Void) async throws {
        kill(bridge.process, SIGKILL)
        // Its status is left for whoever has started it.
        var ended = siginfo_t()
        waitid(P_PID, id_t(bridge.process), &ended, WEXITED | WNOWAIT)
        let (bridge, child) = try await program.launch(bridge.configuration)
        defer { child.terminate() }
        try await BridgeAPI.with(bridge.url, body)
    }

    /// Waits until it serves with everything that it needs.
    func waitUntilReady() async throws {
        try await wait(for: "readiness") { $0.status == 200 && !$1.contains("degraded") }
    }

    /// Asks `/readyz` until the answer is as wanted.
    func wait(for what: String, until isSo: (HTTPResponse, String) -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(120)
        while true {
            let response = try await api.send(.get, "/readyz")
            let text = String(decoding: response.body, as: UTF8.self)
            if isSo(response, text) { return }
            guard ContinuousClock.now < deadline else {
                throw BridgeFailure(description: "waited in vain for \(what): \(response.status) \(text)")
            }
            // Nothing tells when it changes; the answer has to be asked for.
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// The name on the PBX of a channel that was ordered, or will be.
    func channel(_ id: ChannelID) async throws -> String {
        let prefix = "POST channels/\(id)-"
        let order = try await ari.request {
            $0.line.hasPrefix(prefix) && !$0.line.dropFirst(prefix.count).contains("/")
        }
        return String(order.path.dropFirst("channels/".count))
    }

    /// The name of the first prompt that is played on a channel, or will be.
    func prompt(on channel: String) async throws -> String {
        let prefix = "POST channels/\(channel)/play/"
        let order = try await ari.request { $0.line.hasPrefix(prefix) }
        return String(order.line.dropFirst(prefix.count))
    }

    /// Brings a request to where its first helper rings.
    func ringHelper() async throws -> HelpRequestID {
        let id = try await api.request(operator: "101", route: "*5003").id
        let caller = try await channel(.ofOperator(id))
        await ari.ring(caller)
        await ari.answer(caller)
        await ari.finish(playback: try await prompt(on: caller))
        await ari.ring(try await channel(.ofHelper(id, ordinal: 1)))
        _ = try await api.wait(for: id) { $0.state == .ringingManager || $0.state.isEnd }
        return id
    }

    /// The orders so far that ring a phone, and those that join people.
    var consequences: [String] {
        get async {
            await ari.requests.map(\.line).filter { line in
                let parts = line.split(separator: "/")
                return line.hasPrefix("POST channels/") && parts.count == 2 || line.hasPrefix("POST bridges/")
            }
        }
    }
}
