import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@Suite("A bridge that is killed at any instant, on a real Asterisk", .tags(.live), .serialized)
struct KilledBridgeTests {
    /// How many instants at the most; `HELPBRIDGE_KILLS` says how many there are to be, however long they take.
    private static let wanted = ProcessInfo.processInfo.environment["HELPBRIDGE_KILLS"].flatMap(Int.init)
    private static let usual = 10
    private static let seed =
        ProcessInfo.processInfo.environment["HELPBRIDGE_SEED"].flatMap(UInt64.init)
        ?? UInt64.random(in: 0...UInt64(UInt32.max))

    private static let phones: [String: SIPPhoneBehaviour] = [
        "101": .answer(afterMilliseconds: 150), "200": .answer(afterMilliseconds: 300),
        "201": .answer(afterMilliseconds: 300), "202": .ring, "900": .answer(afterMilliseconds: 0),
    ]

    /// How the operator asks for help in one round.
    private enum Way: CaseIterable {
        case button, code, coaching
    }

    @Test(
        "Whenever a bridge is killed, requests end or have a live call, nobody is rung twice, and no channel is left",
        arguments: AsteriskVersion.tried)
    func killed(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(
            on: version, phones: Self.phones,
            route: LiveCallCenter.route(ringing: "timeoutSeconds: 3, totalSeconds: 12")
        ) { center, first in
            let events = try await AsteriskEvents.follow(
                port: center.lab.amiPort, username: center.lab.username, password: center.lab.password)
            var random = SeededGenerator(seed: Self.seed)
            var bridge = first
            for round in 0..<(Self.wanted ?? Self.usual) {
                let comment: Comment = "round \(round) of seed \(Self.seed)"
                bridge = try await self.round(center, bridge, &random, comment)
            }
            bridge.stop()
            try await center.waitUntilQuiet()
            check(events, "seed \(Self.seed)")
            await events.stop()
        }
    }

    /// One request, one kill, one restart, and the end of everybody's call.
    private func round(
        _ center: LiveCallCenter, _ bridge: BridgeProcess, _ random: inout SeededGenerator, _ comment: Comment
    ) async throws -> BridgeProcess {
        let caller = try center.phone("101")
        let helpers = try ["200", "201", "202"].map(center.phone)
        let before = await rings(helpers)
        let way = Way.allCases.randomElement(using: &random) ?? .button
        let first: SIPPhoneBehaviour =
            [.answer(afterMilliseconds: 300), .ring, .decline].randomElement(using: &random) ?? .ring
        await helpers[0].setBehaviour(first)
        let instant = Duration.milliseconds(Int.random(in: 0...2500, using: &random))
        if way == .coaching { try await caller.call("900") }
        let liveCall = await caller.currentCallID

        let acknowledged = try await withThrowingTaskGroup(of: HelpRequestID?.self) { group in
            group.addTask {
                switch way {
                case .code:
                    _ = try? await caller.dial("*5003", timeout: .seconds(5))
                    return nil
                case .button: return try? await bridge.request(operator: "101", route: "*5003").id
                case .coaching:
                    return try? await bridge.request(operator: "101", route: "*5003", ["mode": "whisper"]).id
                }
            }
            // The instant is what is tested: there is no event to wait for.
            group.addTask {
                try await Task.sleep(for: instant)
                bridge.kill()
                return nil
            }
            return try await group.reduce(HelpRequestID?.none) { $0 ?? $1 }
        }

        let restarted = try await center.serve()
        // What was acknowledged is there; anything else may have been lost.
        let request =
            if let acknowledged { try await restarted.request(acknowledged) } else { try await restarted.anyRequest() }
        if let request {
            let settled = try await restarted.wait(for: request.id, timeout: .seconds(120)) {
                $0.state.isEnd || $0.state == .connected
            }
            if settled.state == .connected {
                for helper in helpers where await helper.isTalking { try await helper.hangUp() }
                try await restarted.wait(for: request.id) { $0.state.isEnd }
            }
            // An attempt is one ringing, or none.
            let after = await rings(helpers)
            let attempts = try await restarted.request(request.id).attempts.map(\.extension)
            for (helper, count) in zip(helpers, zip(before, after).map { $1 - $0 }) {
                #expect(count <= attempts.count { $0 == helper.number }, comment)
            }
        }
        if way == .coaching {
            // Whatever became of the coaching, the operator's call with the customer stands.
            try await caller.waitUntilHearing(tone: center.phone("900").tone, liveCall)
            try await center.phone("900").hangUp()
        }
        try await center.waitUntilQuiet()
        return restarted
    }

    private func rings(_ phones: [SIPPhone]) async -> [Int] {
        var rings: [Int] = []
        for phone in phones { rings.append(await phone.rings) }
        return rings
    }

    /// What Asterisk itself has seen: each channel has gone, and was made once. Only the operator's may be made anew,
    /// by a bridge that finds it neither there nor confirmed: who asked is called rather than forgotten. That is their
    /// phone's, or a listener on their call, which rings nobody.
    private func check(_ events: AsteriskEvents, _ comment: Comment) {
        let made = events.channels("Newchannel").filter { $0.hasPrefix("hb-") }
        let gone = Set(events.channels("Hangup"))
        #expect(!made.isEmpty, "\(events.beginning)")
        let again = Dictionary(grouping: made, by: \.self).filter { $0.value.count > 1 }
        #expect(
            again.allSatisfy { ($0.key.contains("-op") || $0.key.contains("-s")) && $0.value.count == 2 },
            "seed \(Self.seed): \(again)")
        #expect(Set(made).subtracting(gone).isEmpty, comment)
    }
}
