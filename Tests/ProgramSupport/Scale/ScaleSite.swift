import ConcurrencyPrimitives
import CurlHTTP
import Foundation
import TestSupport

@testable import HelpBridge

/// Three bridges behind HAProxy, on a PostgreSQL with a replica that has each commit, and the PBXs of a test.
public final class ScaleSite: Sendable {
    private struct State: Sendable {
        var children: [ChildProcess?]
        /// The place of the server that takes writes.
        var primary = 0
    }

    /// Their ids, each of which is its bridge's account at the database, too.
    public static let bridges = ["bridge_a", "bridge_b", "bridge_c"]

    public let pbx: any ScalePBX
    private let servers: [PostgreSQLServer]
    private let program: ProgramRunner
    private let configurations: [String]
    private let client: CurlClient
    private let url: String
    private let state: Locked<State>

    private init(
        pbx: any ScalePBX, servers: [PostgreSQLServer], program: ProgramRunner, configurations: [String],
        client: CurlClient, url: String, children: [ChildProcess]
    ) {
        self.pbx = pbx
        self.servers = servers
        self.program = program
        self.configurations = configurations
        self.client = client
        self.url = url
        state = Locked(State(children: children))
    }

    /// Starts all of it, lets a scenario play, and ends it.
    public static func run<Value>(
        with pbx: any ScalePBX, _ body: (ScaleSite) async throws -> Value
    ) async throws -> Value {
        let primary = try await PostgreSQLServer.start()
        defer { primary.end() }
        for bridge in bridges { try await primary.query("CREATE ROLE \(bridge) SUPERUSER LOGIN") }
        let replica = try await PostgreSQLServer.replica(of: primary)
        defer { replica.end() }
        let program = try ProgramRunner()
        let ports = try bridges.map { _ in try FreePort.find(host: "127.0.0.1") }
        let hosts = [primary, replica].map { PostgreSQLServer.host($0.folder.path) }.joined(separator: ",")
        let configurations = try zip(bridges, ports).map { bridge, port in
            try program.write(
                "\(bridge).yaml",
                """
                http: {port: \(port), limits: {connectionsPerAddress: 10000}}
                bridge: {id: \(bridge)}
                database:
                  path: "\(program.directory.path)/helpbridge.sqlite"
                  url: "postgresql://\(bridge)@\(hosts)/postgres?target_session_attrs=read-write"
                prompts: {cache: prompts-\(bridge), warm: false}
                \(pbx.configuration(of: bridge))
                auth: {tokens: [program-test]}
                """)
        }
        let file = try program.write("callcenter.yaml", pbx.callCenter)
        let applied = try await program.run(["apply", file, "--config", configurations[0]])
        guard applied.code == 0 else { throw ProgramRunner.Failure(description: "apply: \(applied.errors)") }
        let port = try FreePort.find(host: "127.0.0.1")
        let proxy = try program.write("haproxy.cfg", Self.proxy(port: port, ports))
        let balancer = try ChildProcess(["haproxy", "-db", "-f", proxy])
        defer { balancer.end() }
        var children: [ChildProcess] = []
        for configuration in configurations { children.append(try await program.launch(configuration).child) }
        let client = try CurlClient()
        let site = ScaleSite(
            pbx: pbx, servers: [primary, replica], program: program, configurations: configurations, client: client,
            url: "http://127.0.0.1:\(port)", children: children)
        defer { site.endBridges() }
        do {
            let value = try await body(site)
            await client.shutdown()
            return value
        } catch {
            await client.shutdown()
            throw error
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
    public var log: String { String(program.log.suffix(3_000)) }

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

    /// Whose a PBX is, and under which epoch; `nil` while it is nobody's.
    func owner(of pbx: String) async throws -> (bridge: String, epoch: String)? {
        let rows = try await primary.query(
            "SELECT owner, epoch FROM pbx_owners WHERE pbx = '\(pbx)' AND expiresAt > clock_timestamp()")
        guard let columns = rows.first?.split(separator: "|").map(String.init), columns.count == 2 else { return nil }
        return (columns[0], columns[1])
    }

    /// When another bridge has given its first order at a PBX after a moment; waits for it.
    func firstOrder(
        on pbx: String, after moment: ContinuousClock.Instant, notBy bridge: String
    ) async throws -> ContinuousClock.Instant {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            let orders = await self.pbx.orders()
            if let first = orders.first(where: { $0.at > moment && $0.pbx == pbx && $0.bridge != bridge }) {
                return first.at
            }
            guard ContinuousClock.now < deadline else {
                throw BridgeFailure(description: "nobody has taken \(pbx) from \(bridge): \(log)")
            }
            // Nothing tells when it comes; the orders have to be looked at.
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}

/// What goes wrong, and what becomes right again.
extension ScaleSite {
    func strike(_ fault: ScaleFault, _ victim: Int) async throws {
        let bridge = Self.bridges[victim]
        guard let child = state.withLock({ $0.children[victim] }) else { return }
        switch fault {
        case .killed: child.end()
        case .stopped: child.terminate()
        case .frozen: kill(child.identifier, SIGSTOP)
        case .cutOffFromPBX: await pbx.cutOff(bridge)
        case .cutOffFromDatabase:
            // Before its connections break: it comes back at once.
            try await primary.query("ALTER ROLE \(bridge) NOLOGIN")
            try await breakConnections(of: [bridge])
        case .connectionsBroken: try await breakConnections(of: Self.bridges)
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
        case .cutOffFromPBX: await pbx.mend()
        case .cutOffFromDatabase: try await primary.query("ALTER ROLE \(Self.bridges[victim]) LOGIN")
        case .connectionsBroken: break
        case .primaryLost:
            try await servers[1 - state.withLock { $0.primary }].rebuild(asReplicaOf: primary)
        }
    }

    private func breakConnections(of bridges: [String]) async throws {
        try await primary.query(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE usename IN (\(bridges.map { "'\($0)'" }.joined(separator: ", ")))
            """)
    }

    private var primary: PostgreSQLServer { servers[state.withLock { $0.primary }] }
}
