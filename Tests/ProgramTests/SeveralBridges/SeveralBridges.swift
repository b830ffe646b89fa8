import CurlHTTP
import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport

@testable import HelpBridge

/// Bridges on one PostgreSQL and one scripted Asterisk, which knows each of them by an account of its own.
struct SeveralBridges: Sendable {
    struct Member: Sendable {
        let id: String
        let process: pid_t
        let child: ChildProcess
        let configuration: String
        let api: BridgeAPI
    }

    /// For how long an owner keeps its PBX on a machine that has anything else to do: nothing is judged by time.
    static let longLease = 60_000

    let server: PostgreSQLServer
    let program: ProgramRunner
    let ari: FakeARI
    let members: [Member]

    /// The first one, which owns the PBX at the beginning.
    var owner: Member { members[0] }
    var other: Member { members[1] }

    /// Starts the database, Asterisk and the bridges, lets a scenario play, and ends all of them.
    ///
    /// - Parameters:
    ///   - ids: of the bridges; the first one owns the PBX at the beginning.
    ///   - lease: in milliseconds; `nil` for what it is by default.
    ///   - warm: whether each renders ahead what does not depend on a request.
    static func run(
        _ ids: [String] = ["bridge-a", "bridge-b"], lease: Int? = longLease, warm: Bool = true,
        callCenter: String = FaultyCallCenter.callCenter,
        phones: [String: FakePhone] = ["101": .manual, "102": .manual, "200": .manual, "201": .manual],
        _ scenario: (SeveralBridges) async throws -> Void
    ) async throws {
        let server = try await PostgreSQLServer.start()
        defer { server.end() }
        var fake = FakeARISettings()
        fake.phones = phones
        fake.playing = .manual
        fake.otherUsernames = ids
        let program = try ProgramRunner()
        try await FakeARI.run(fake) { ari in
            let configurations = try ids.map { id in
                try program.write(
                    "\(id).yaml",
                    """
                    http: {port: 0}
                    bridge: {id: \(id)\(lease.map { ", leaseMilliseconds: \($0)" } ?? "")}
                    database: {path: "\(program.directory.path)/helpbridge.sqlite", url: "\(server.url())"}
                    prompts: {cache: prompts-\(id), warm: \(warm)}
                    pbx: {driver: ari, ari: {url: "\(ari.url)", application: helpbridge, username: \(id), password: secret}}
                    auth: {tokens: [program-test]}
                    log: {level: debug}
                    """)
            }
            let applied = try await program.run(
                ["apply", try program.write("callcenter.yaml", callCenter), "--config", configurations[0]])
            guard applied.code == 0 else { throw ProgramRunner.Failure(description: "apply: \(applied.errors)") }
            let client = try CurlClient()
            var members: [Member] = []
            defer { for member in members { member.child.end() } }
            for (id, configuration) in zip(ids, configurations) {
                let (bridge, child) = try await program.launch(configuration)
                members.append(
                    Member(
                        id: id, process: bridge.process, child: child, configuration: configuration,
                        api: BridgeAPI(url: bridge.url, client: client)))
                try await members[members.count - 1].waitFor(owner: ids[0])
            }
            do {
                try await scenario(
                    SeveralBridges(server: server, program: program, ari: ari, members: members))
            } catch {
                await client.shutdown()
                throw error
            }
            await client.shutdown()
        }
    }

    /// The orders that a bridge has given: everything but what it has looked at.
    func orders(of id: String) async -> [String] {
        await ari.requests.filter { $0.account == id && $0.method != "GET" }.map(\.line)
    }

    /// The name on the PBX of a channel that was ordered, or will be, and by whom.
    func channel(_ id: ChannelID) async throws -> (name: String, by: String?) {
        let prefix = "POST channels/\(id)-"
        let order = try await ari.request {
            $0.line.hasPrefix(prefix) && !$0.line.dropFirst(prefix.count).contains("/")
        }
        return (String(order.path.dropFirst("channels/".count)), order.account)
    }

    /// Lets an operator whose phone rings, or will, answer, hear the first prompt, and the first helper's phone ring.
    ///
    /// - Returns: the helper's channel.
    func ringHelper(of id: HelpRequestID, position: Int = 1) async throws -> String {
        let operatorLeg = try await channel(.ofOperator(id)).name
        await ari.ring(operatorLeg)
        await ari.answer(operatorLeg)
        let prefix = "POST channels/\(operatorLeg)/play/"
        let prompt = try await ari.request { $0.line.hasPrefix(prefix) }
        await ari.finish(playback: String(prompt.line.dropFirst(prefix.count)))
        let helper = try await channel(.ofHelper(id, ordinal: position)).name
        await ari.ring(helper)
        return helper
    }
}

extension SeveralBridges.Member {
    /// Waits until the PBX has an owner, who follows it, as this bridge sees it.
    func waitFor(owner id: String) async throws {
        struct Body: Decodable {
            struct PBX: Decodable {
                var status: String
                var owner: String?
            }
            var status: String
            var pbxs: [PBX]
        }
        let deadline = ContinuousClock.now + .seconds(180)
        while true {
            let response = try await api.send(.get, "/readyz")
            let body = try? JSONDecoder().decode(Body.self, from: Data(response.body))
            if let body, body.status == "ready", body.pbxs.first?.owner == id, body.pbxs.first?.status == "up" {
                return
            }
            guard ContinuousClock.now < deadline else {
                let text = String(decoding: response.body, as: UTF8.self)
                throw BridgeFailure(description: "\(self.id) waited in vain for \(id) to own the PBX: \(text)")
            }
            // Nothing tells when it changes; the answer has to be asked for.
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Follows the stream of all requests until an event is as wanted.
    ///
    /// - Parameter last: the id of the last event that is known.
    /// - Returns: the events, the wanted one last.
    func events(
        after last: String? = nil, until isWanted: (String) -> Bool
    ) async throws -> [(id: String?, data: String)] {
        var headers = [HTTPHeader("Authorization", "Bearer \(api.token)"), HTTPHeader("Accept", "text/event-stream")]
        if let last { headers.append(HTTPHeader("Last-Event-ID", last)) }
        let request = HTTPRequest(
            method: .get, url: api.url + "/v1/events", headers: headers, connectTimeout: .seconds(60),
            totalTimeout: .seconds(300))
        let (pieces, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        return try await withThrowingTaskGroup(of: HTTPResponse.self) { group in
            group.addTask {
                defer { continuation.finish() }
                return try await api.client.stream(request) { continuation.yield($0) }
            }
            var reader = EventStreamReader()
            var events: [(id: String?, data: String)] = []
            for await piece in pieces {
                for event in reader.parse(piece) {
                    events.append((event.id, event.data))
                    guard isWanted(event.data) else { continue }
                    group.cancelAll()
                    return events
                }
            }
            throw BridgeFailure(description: "the stream of \(id) ended after \(events.count) events")
        }
    }
}
