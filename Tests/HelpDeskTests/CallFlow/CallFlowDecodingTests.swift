import Foundation
import JSON
import TestSupport
import Testing

@testable import HelpDesk

@Suite("Requests that an earlier version has stored")
struct CallFlowDecodingTests {
    /// When those of the first version happened.
    private let now = Date(timeIntervalSince1970: 1_795_000_000)

    private func read(_ text: String) throws -> CallFlow {
        var flow = try JSONDecoder().decode(CallFlow.self, from: Data(text.utf8))
        _ = flow.handle(.resumed, at: now)
        return flow
    }

    @Test("A helper whom an earlier version was ringing goes on ringing, and is joined when they pick up")
    func ringing() throws {
        var flow = try read(FirstVersion.ringing)
        let helper = ChannelID.ofHelper(flow.id, ordinal: 2)
        #expect(flow.hunt.attempts.map(\.candidate) == [0, 1])
        let reconciled = flow.handle(
            .reconciled(PBXSnapshot(channels: [flow.operatorLeg.channel: .answered, helper: .ringing])), at: now)
        #expect(reconciled.isEmpty)
        _ = flow.handle(.playbackFinished(.of(flow.id, ordinal: 1)), at: now)
        let actions = flow.handle(.answered(helper), at: now)
        #expect(actions.last == .join([flow.operatorLeg.channel, helper], .of(flow.id)))
        #expect(flow.request.manager?.extension == "201")
    }

    @Test("Phones that an earlier version has rung have no cause, and those that are rung now get one")
    func causes() throws {
        var flow = try read(FirstVersion.ringing)
        #expect(flow.request.attempts.map(\.cause) == [nil, nil])
        let cause = HangupCause(q850: 34, sip: 503)
        _ = flow.handle(.ended(.ofHelper(flow.id, ordinal: 2), .failed, cause), at: now)
        #expect(flow.request.attempts.map(\.cause) == [nil, cause])
        let stored = try JSONDecoder().decode(CallFlow.self, from: JSONEncoder().encode(flow))
        #expect(stored.request.attempts.last?.cause == cause)
    }

    @Test("Nobody is rung again whom an earlier version has rung")
    func nobodyTwice() throws {
        var flow = try read(FirstVersion.ringing)
        let actions = flow.handle(.ended(.ofHelper(flow.id, ordinal: 2), .noAnswer), at: now)
        #expect(!actions.contains { if case .originate = $0 { true } else { false } })
        #expect(flow.isClosing)
    }

    @Test("A call of two that an earlier version has stored goes on, and ends when one of them hangs up")
    func connected() throws {
        var flow = try read(FirstVersion.connected)
        let (caller, helper) = (flow.operatorLeg.channel, ChannelID.ofHelper(flow.id, ordinal: 2))
        let snapshot = PBXSnapshot(
            channels: [caller: .answered, helper: .answered], bridges: [.of(flow.id): [caller, helper]])
        #expect(flow.handle(.reconciled(snapshot), at: now).isEmpty)
        #expect(flow.request.state == .connected)
        _ = flow.handle(.ended(helper, .normal), at: now)
        _ = flow.handle(.ended(caller, .normal), at: now)
        _ = flow.handle(.destroyed(.of(flow.id)), at: now)
        #expect(flow.request.outcome == .helped)
    }

    @Test("An operator who was to hear from an earlier version that nobody is available hears it")
    func apologizing() throws {
        var flow = try read(FirstVersion.apologizing)
        _ = flow.handle(.reconciled(PBXSnapshot(channels: [flow.operatorLeg.channel: .answered])), at: now)
        let actions = flow.handle(.promptReady(.unavailable, FlowFixture.audio), at: now)
        #expect(actions == [.play(FlowFixture.audio, .of(flow.id, ordinal: 2), on: flow.operatorLeg.channel)])
        _ = flow.handle(.playbackFinished(.of(flow.id, ordinal: 2)), at: now)
        _ = flow.handle(.ended(flow.operatorLeg.channel, .normal), at: now)
        #expect(flow.request.state == .unavailable)
        #expect(flow.request.outcome == .noAnswer)
    }

    @Test("A stored flow's terms and progress decode to the same flow")
    func roundTrip() throws {
        var generator = SeededGenerator(seed: 1)
        var world = FlowWorld(seed: generator.next())
        let encoder = JSONTextEncoder()
        for _ in 0..<200 {
            let flow = world.flow
            let (terms, progress) = try (encoder.text(flow.terms), encoder.text(flow.progress))
            #expect(try keys(terms).isDisjoint(with: keys(progress)))
            let whole = terms.dropLast() + "," + progress.dropFirst()
            #expect(try JSONDecoder().decode(CallFlow.self, from: Data(whole.utf8)) == flow)
            #expect(try JSONDecoder().decode(CallFlow.self, from: JSONEncoder().encode(flow)) == flow)
            world.step()
        }
    }

    private func keys(_ text: String) throws -> Set<String> {
        Set(try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]).keys)
    }
}
