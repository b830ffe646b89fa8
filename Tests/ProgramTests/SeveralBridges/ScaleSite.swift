import ConcurrencyPrimitives
import CurlHTTP
import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport

@testable import HelpBridge

/// Three bridges behind HAProxy, on a PostgreSQL with a replica that has each commit, and a scripted Asterisk.
final class ScaleSite: Sendable {
    private struct State: Sendable {
        var children: [ChildProcess?]
        /// The place of the server that takes writes.
        var primary = 0
    }

    private static let callCenter =
        "departments:\n"
        + "  - {id: support, name: Support, helpers: [{extension: \"200\", name: Sara}, {extension: \"201\", name: Reza}]}\n"
        + "operators:\n"
        + ScaleTraffic.operators.map { "  - {extension: \"\($0)\", name: \"\($0)\", department: support}\n" }.joined()
        + "routes:\n"
        + "  - {code: \"*5003\", name: Help, detection: department, voice: en, mode: consult}\n"

    let ids = ["bridge-a", "bridge-b", "bridge-c"]
    let ari: FakeARI
    private let servers: [PostgreSQLServer]
    private let program: ProgramRunner
    private let configurations: [String]
    private let client: CurlClient
    private let url: String
    private let state: Locked<State>

    private init(
        ari: FakeARI, servers: [PostgreSQLServer], program: ProgramRunner, configurations: [String], client: CurlClient,
        url: String, children: [ChildProcess]
    ) {
        self.ari = ari
        self.servers = servers
        self.program = program
        self.configurations = configurations
        self.client = client
        self.url = url
        state = Locked(State(children: children))
    }

    static func run(_ body: (ScaleSite) async throws -> Void) async throws {
        let primary = try await PostgreSQLServer.start()
        defer { primary.end() }
        let replica = try await PostgreSQLServer.replica(of: primary)
        defer { replica.end() }
        let ids = ["bridge-a", "bridge-b", "bridge-c"]
        var fake = FakeARISettings()
        fake.otherPhones = .answers()
        fake.talking = .milliseconds(100)
        fake.otherUsernames = ids
        let program = try ProgramRunner()
        try await FakeARI.run(fake) { ari in
            let ports = try ids.map { _ in try FreePort.find(host: "127.0.0.1") }
            let hosts = [primary, replica].map { PostgreSQLServer.host($0.folder.path) }.joined(separator: ",")
            let configurations = try zip(ids, ports).map { id, port in
                try program.write(
                    "\(id).yaml",
                    """
                    http: {port: \(port), limits: {connectionsPerAddress: 10000}}
                    bridge: {id: \(id)}
                    database:
                      path: "\(program.directory.path)/helpbridge.sqlite"
                      url: "postgresql://helpbridge@\(hosts)/postgres?target_session_attrs=read-write"
                    prompts: {cache: prompts-\(id), warm: false}
                    pbx: {driver: ari, ari: {url: "\(ari.url)", application: helpbridge, username: \(id), password: secret}}
                    auth: {tokens: [program-test]}
                    """)
            }
            let file = try program.write("callcenter.yaml", callCenter)
            let applied = try await program.run(["apply", file, "--config", configurations[0]])
            guard applied.code == 0 else { throw ProgramRunner.Failure(description: "apply: \(applied.errors)") }
            let port = try FreePort.find(host: "127.0.0.1")
            let proxy = try program.write("haproxy.cfg", Self.proxy(port: port, ports))
            let balancer = try ChildProcess(["haproxy", "-db", "-f", proxy])
            defer { balancer.end() }
            let client = try CurlClient()
            var children: [ChildProcess] = []
            for configuration in configurations { children.append(try await program.launch(configuration).child) }
            let site = ScaleSite(
                ari: ari, servers: [primary, replica], program: program, configurations: configurations, client: client,
                url: "http://127.0.0.1:\(port)", children: children)
            do {
                try await body(site)
            } catch {
                site.endBridges()
                await client.shutdown()
                throw error
            }
            site.endBridges()
            await client.shutdown()
        }
    }

    /// As in the guide: whoever is not ready gets nothing, and what one does not take goes to the next.
    private static func proxy(port: Int, _ ports: [Int]) -> String {
        let servers = ports.enumerated().map { index, port in
            "    server s\(index) 127.0.0.1:\(port) check inter 200ms fall 1 rise 1\n"
        }
        return """
            defaults
                mode http
                timeout connect 500ms
                timeout client 60s
                timeout server 3s
                option redispatch 1
                retries 2
            frontend helpbridge
                bind 127.0.0.1:\(port)
                default_backend bridges
            backend bridges
                balance roundrobin
                option httpchk GET /readyz

            """ + servers.joined()
    }

    private func endBridges() {
        for child in state.withLock({ $0.children }) { child?.end() }
    }

    /// What the bridges have written last.
    var log: String { String(program.log.suffix(3_000)) }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: [String: String]?, headers: [HTTPHeader] = []
    ) async throws -> HTTPResponse {
        try await client.send(
            HTTPRequest(
                method: method, url: url + path,
                headers: headers + [
                    HTTPHeader("Authorization", "Bearer program-test"), HTTPHeader("Content-Type", "application/json"),
                ], body: body.map { Array(try JSONEncoder().encode($0)) } ?? [], connectTimeout: .seconds(2),
                totalTimeout: .seconds(10)))
    }

    /// The bridge that has given the last order.
    func owner() async -> String? {
        await ari.requests.last { $0.method != "GET" }?.account
    }

    /// How long after a moment another bridge has given an order.
    func firstOrder(after moment: ContinuousClock.Instant, notBy owner: String?) async -> Duration? {
        await ari.requests.first { $0.receivedAt > moment && $0.method != "GET" && $0.account != owner }
            .map { moment.duration(to: $0.receivedAt) }
    }
}

/// What goes wrong, and what becomes right again.
extension ScaleSite {
    func strike(_ fault: ScaleFault, _ victim: Int) async throws {
        guard let child = state.withLock({ $0.children[victim] }) else { return }
        switch fault {
        case .killed: child.end()
        case .stopped: child.terminate()
        case .frozen: kill(child.identifier, SIGSTOP)
        case .cutOffFromPBX:
            await ari.cutOff([ids[victim]])
            await ari.dropEventStreams()
        case .cutOffFromDatabase:
            // All connections of all bridges: whichever are the victim's, the server does not know.
            try await primary.query(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
                """)
        case .primaryLost:
            let replica = servers[1 - state.withLock { $0.primary }]
            try await replica.waitUntilStreaming(from: primary)
            primary.crash()
            try await replica.promote()
            state.withLock { $0.primary = 1 - $0.primary }
        }
    }

    func heal(_ fault: ScaleFault, _ victim: Int) async throws {
        switch fault {
        case .killed, .stopped:
            let child = try await program.launch(configurations[victim]).child
            state.withLock { $0.children[victim] = child }
        case .frozen:
            if let child = state.withLock({ $0.children[victim] }) { kill(child.identifier, SIGCONT) }
        case .cutOffFromPBX: await ari.cutOff([])
        case .cutOffFromDatabase: break
        case .primaryLost:
            try await servers[1 - state.withLock { $0.primary }].rebuild(asReplicaOf: primary)
        }
    }

    private var primary: PostgreSQLServer { servers[state.withLock { $0.primary }] }
}
