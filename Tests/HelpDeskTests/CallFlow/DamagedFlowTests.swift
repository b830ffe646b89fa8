import Foundation
import TestSupport
import Testing

@testable import HelpDesk

@Suite("Stored requests that are damaged")
struct DamagedFlowTests {
    private static let seeds = Seeds.random(10_000)

    @Test("A stored request that is damaged is refused when it is read, or can be followed whatever happens")
    func damaged() async throws {
        let trees = try StoredFlows.files.map { try JSONSerialization.jsonObject(with: Data(contentsOf: $0)) }
        var refused = 0
        for seed in Self.seeds {
            // Other tests wait for their turn.
            await Task.yield()
            var damage = Damage(generator: SeededGenerator(seed: seed))
            guard let tree = trees.randomElement(using: &damage.generator) else { break }
            let data = try JSONSerialization.data(withJSONObject: damage.damaged(tree))
            guard let flow = try? JSONDecoder().decode(CallFlow.self, from: data) else {
                refused += 1
                continue
            }
            let fault = Self.follow(flow, &damage.generator)
            if let fault { Issue.record("\(fault); seed \(seed)\n\(String(decoding: data, as: UTF8.self))") }
        }
        // Damage that is never noticed, or always, would prove nothing.
        let runs = Self.seeds.count
        if runs > 1 { #expect((runs / 10..<runs - runs / 20).contains(refused), "\(refused) of \(runs) refused") }
    }

    private static func follow(_ stored: CallFlow, _ generator: inout SeededGenerator) -> String? {
        var flow = stored
        var now = FlowFixture.start.addingTimeInterval(60)
        let channels = flow.legs.map(\.channel) + flow.cleanup.formerChannels + [.ofHelper(flow.id, ordinal: 99)]
        for step in 0..<25 {
            let event = event(step, flow, channels, &generator)
            if generator.chance(40), let deadline = flow.deadline { now = max(now, deadline) }
            let actions = flow.handle(event, at: now)
            _ = actions.filter(flow.stillMeans)
            _ = (flow.awaitedHelpers, flow.deadline, flow.ringingHelpers, flow.promptValues, flow.foreignChannels)
            for case .prepare(let kind, _) in actions {
                _ = flow.handle(.promptReady(kind, FlowFixture.audio), at: now)
            }
        }
        do {
            _ = try JSONDecoder().decode(CallFlow.self, from: JSONEncoder().encode(flow))
            return nil
        } catch {
            return "what has been followed cannot be stored: \(error)"
        }
    }

    private static func event(
        _ step: Int, _ flow: CallFlow, _ channels: [ChannelID], _ generator: inout SeededGenerator
    ) -> CallFlow.Event {
        let channel = channels.randomElement(using: &generator) ?? .ofOperator(flow.id)
        let somebody = Candidate(extension: "201", name: nil, source: .department("support"))
        if step == 0 { return generator.chance(20) ? .started : .resumed }
        if step == 1 { return .reconciled(snapshot(flow, channels, &generator)) }
        let events: [CallFlow.Event] = [
            .tick, .tick, .tick, .answered(channel), .answered(channel), .ended(channel, .normal), .ringing(channel),
            .originated(channel, isPhone: true), .joined(channel), .joinFailed([channel]), .refused(channel, .failed),
            .deferred(channel), .withheld(channel), .admitted(channel), .storable, .liveCall(LiveCall(channel)),
            .liveCall(nil),
            .resolved(FlowFixture.ladder(["200", "201"])), .promptFailed(.managerIntro),
            .playbackFinished(.of(flow.id, ordinal: flow.player.playbacks)),
            .notPlayed(.of(flow.id, ordinal: flow.player.playbacks), FlowFixture.audio), .helperFree("200"),
            .waitingPosition(1),
            .pressed(channel, "1"), .pressed(channel, "*"), .pressed(channel, "9"), .disconnected, .cancel, .withdrawn,
            .replaced(channel, by: ChannelID("1.\(step)")), .taken(by: somebody), .visited(by: somebody, .barge),
            .absent(["200": .busy]), .absent([:]), .reconciled(snapshot(flow, channels, &generator)),
        ]
        return events.randomElement(using: &generator) ?? .tick
    }

    private static func snapshot(
        _ flow: CallFlow, _ channels: [ChannelID], _ generator: inout SeededGenerator
    ) -> PBXSnapshot {
        var snapshot = PBXSnapshot()
        for channel in channels where generator.chance(60) {
            snapshot.channels[channel] = generator.chance(70) ? .answered : .ringing
        }
        if generator.chance(50) { snapshot.bridges[.of(flow.id)] = Set(channels.prefix(2)) }
        return snapshot
    }
}
