import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@Suite("A network that fails, and an Asterisk that is restarted, in the middle of it", .tags(.live), .serialized)
struct OutageTests {
    /// Each operator has a department of their own, so that each of the flows has helpers of its own.
    private static let settings = """
        departments:
          - {id: d1, name: First, helpers: [{extension: "201"}]}
          - {id: d2, name: Second, helpers: [{extension: "202"}, {extension: "200"}]}
          - {id: d3, name: Third, helpers: [{extension: "203"}]}
          - {id: d4, name: Fourth, helpers: [{extension: "204"}]}
          - {id: d5, name: Fifth, helpers: [{extension: "205"}]}
        operators:
        \((1...5).map { "  - {extension: \"10\($0)\", name: Operator \($0), department: d\($0)}" }.joined(separator: "\n"))
        routes:
          - \(LiveCallCenter.route(
            detection: "department", ringing: "timeoutSeconds: 60, totalSeconds: 90, operatorSeconds: 60"))
        """

    private static let phones: [String: SIPPhoneBehaviour] = [
        "101": .ring, "102": .answer(afterMilliseconds: 100), "103": .answer(afterMilliseconds: 100),
        "104": .answer(afterMilliseconds: 100), "105": .answer(afterMilliseconds: 100),
        "200": .answer(afterMilliseconds: 100), "201": .answer(afterMilliseconds: 100), "202": .ring,
        "203": .answer(afterMilliseconds: 100), "204": .answer(afterMilliseconds: 100),
        "205": .answer(afterMilliseconds: 100),
    ]

    /// How long the network is away.
    private static let outage: Duration = .seconds(30)

    /// One request in each state, from an operator's ringing to a call of two.
    private struct Flows {
        /// The operator's phone rings.
        let reachingOperator: HelpRequestID
        /// A helper's phone rings.
        let findingHelper: HelpRequestID
        /// Two calls of two.
        let connected: [HelpRequestID]

        var all: [HelpRequestID] { [reachingOperator, findingHelper] + connected }

        static func begin(_ bridge: BridgeProcess) async throws -> Flows {
            var ids: [HelpRequestID] = []
            for number in ["101", "102", "103", "104"] {
                ids.append(try await bridge.request(operator: number, route: "*5003").id)
            }
            let states: [RequestState] = [.ringingOperator, .ringingManager, .connected, .connected]
            for (id, state) in zip(ids, states) { try await bridge.wait(for: id) { $0.state == state } }
            return Flows(reachingOperator: ids[0], findingHelper: ids[1], connected: Array(ids[2...]))
        }
    }

    @Test(
        "After 30 s without the PBX, calls have gone on, what happened is made up for, and nobody is rung twice",
        arguments: AsteriskVersion.tried)
    func cut(version: AsteriskVersion) async throws {
        let fault: TCPRelay.Fault = version == .sixteen ? .broken : .silent
        try await LiveCallCenter.run(on: version, phones: Self.phones, settings: Self.settings, isRelayed: true) {
            center, bridge in
            let events = try await Self.follow(center)
            let relay = try #require(center.relay)
            let flows = try await Flows.begin(bridge)
            relay.cut(fault)
            // How long the network is away is what is tested; the rest of it happens meanwhile.
            async let network: Void = Task.sleep(for: Self.outage)
            if fault == .broken {
                // As long as it has not noticed, it keeps whoever picks up.
                try await bridge.wait(for: "Asterisk to notice that nobody follows") {
                    try center.lab.log.contains("Deactivating Stasis app")
                }
            }

            // Who is in a call talks on, or hangs up. Who picks up meanwhile is dropped by an Asterisk that knows that
            // nobody follows it, and waits in one that does not.
            try await center.phone("101").answer()
            try await center.phone("202").answer()
            try await center.phone("204").hangUp()
            try await bridge.waitUntilReady(false)
            let meanwhile = try await bridge.request(operator: "105", route: "*5003").id
            try await network
            #expect(try await bridge.request(meanwhile).state == .accepted)
            try await Self.talk(center, "103", "203")
            relay.mend()

            let late = try await bridge.wait(for: meanwhile, timeout: .seconds(120)) { $0.state == .connected }
            #expect(late.attempts.map(\.result) == [.answered])
            let reached = try await bridge.wait(for: flows.reachingOperator, timeout: .seconds(120)) {
                $0.state.isEnd || $0.state == .connected
            }
            #expect(fault == .broken ? reached.outcome == .operatorNoAnswer : reached.state == .connected, "\(reached)")
            let found = try await bridge.wait(for: flows.findingHelper, timeout: .seconds(120)) {
                $0.state == .connected
            }
            #expect(found.attempts.map(\.extension) == (fault == .broken ? ["202", "200"] : ["202"]))
            #expect(found.attempts.map(\.result) == (fault == .broken ? [.noAnswer, .answered] : [.answered]))
            let left = try await bridge.wait(for: flows.connected[1], timeout: .seconds(120)) { $0.state.isEnd }
            #expect(left.outcome == .helped)
            try await center.phone("104").waitUntilEnded()
            #expect(try await bridge.request(flows.connected[0]).state == .connected)
            try await Self.talk(center, "103", "203")

            for number in ["102", "103", "105"] { try await center.phone(number).hangUp() }
            if reached.state == .connected { try await center.phone("101").hangUp() }
            for id in [meanwhile] + flows.all { try await bridge.wait(for: id) { $0.state.isEnd } }
            try await center.waitUntilQuiet()
            try await Self.check([events], center, bridge, [meanwhile] + flows.all)
        }
    }

    @Test(
        "When Asterisk is stopped and started again, every request ends, nobody is rung twice, and it serves again",
        arguments: AsteriskVersion.tried)
    func restarted(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(on: version, phones: Self.phones, settings: Self.settings) { center, bridge in
            let before = try await Self.follow(center)
            let flows = try await Flows.begin(bridge)
            try await center.lab.stop()
            let lab = try await PBXLab.start(version, in: center.directory, phones: Self.phones.keys)
            #expect(lab.ari == center.lab.ari)
            let after = try await Self.follow(center)
            for id in flows.all {
                let ended = try await bridge.wait(for: id, timeout: .seconds(120)) { $0.state.isEnd }
                #expect(ended.outcome != nil)
            }
            for id in flows.connected { #expect(try await bridge.request(id).outcome == .helped) }
            // Asterisk has told the phones nothing, or everything; the fifth has no call from before.
            let late = try await bridge.request(operator: "105", route: "*5003").id
            try await bridge.wait(for: late) { $0.state == .connected }
            try await Self.talk(center, "105", "205")
            try await center.phone("105").hangUp()
            try await bridge.wait(for: late) { $0.state.isEnd }
            try await center.waitUntilQuiet()
            try await Self.check([before, after], center, bridge, flows.all + [late])
        }
    }

    private static func follow(_ center: LiveCallCenter) async throws -> AsteriskEvents {
        try await AsteriskEvents.follow(
            port: center.lab.amiPort, username: center.lab.username, password: center.lab.password)
    }

    /// Waits until the two hear each other.
    private static func talk(_ center: LiveCallCenter, _ one: String, _ other: String) async throws {
        let (one, other) = (try center.phone(one), try center.phone(other))
        try await one.waitUntilHearing(tone: other.tone)
        try await other.waitUntilHearing(tone: one.tone)
    }

    /// Asterisk's own record: each channel of ours was made once and has gone, and no phone was rung more often than a
    /// request says.
    private static func check(
        _ events: [AsteriskEvents], _ center: LiveCallCenter, _ bridge: BridgeProcess, _ requests: [HelpRequestID]
    ) async throws {
        let made = events.flatMap { $0.channels("Newchannel") }.filter { $0.hasPrefix("hb-") }
        #expect(!made.isEmpty, "\(events[0].beginning)")
        #expect(made.count == Set(made).count)
        let live = events.last.map { Set($0.channels("Newchannel")).subtracting($0.channels("Hangup")) } ?? []
        #expect(live.filter { $0.hasPrefix("hb-") }.isEmpty)
        var attempts: [String] = []
        for id in requests { attempts += try await bridge.request(id).attempts.map(\.extension) }
        for (number, phone) in center.phones where number.hasPrefix("20") {
            #expect(await phone.rings <= attempts.count { $0 == number }, "\(number)")
        }
        for stream in events { await stream.stop() }
    }
}
