import Foundation
import Testing

@testable import HelpDesk

@Suite("A helper who is told who needs them")
struct ConsentTests {
    private let now = FlowFixture.start

    private func ringing(
        isIntroReady: Bool = true, urgency: Urgency = .normal, _ adjust: (inout Route) -> Void
    ) -> CallFlow {
        var route = FlowFixture.route
        route.options.acceptKey = "1"
        adjust(&route)
        var flow = FlowFixture.flow(route: route, urgency: urgency)
        _ = flow.handle(.started, at: now)
        _ = flow.handle(
            isIntroReady ? .promptReady(.managerIntro, FlowFixture.audio) : .promptFailed(.managerIntro), at: now)
        _ = flow.handle(.resolved(FlowFixture.ladder(["200", "201"])), at: now)
        _ = flow.handle(.promptFailed(.requestSent), at: now)
        _ = flow.handle(.answered(flow.operatorLeg.channel), at: now)
        return flow
    }

    private func helper(_ flow: CallFlow, ordinal: Int) -> ChannelID { .ofHelper(flow.id, ordinal: ordinal) }

    private func isJoin(_ actions: [CallFlow.Action]) -> Bool {
        actions.contains { if case .join = $0 { true } else { false } }
    }

    private func rung(_ actions: [CallFlow.Action]) -> [String] {
        actions.compactMap { if case .originate(let ring) = $0 { ring.extension } else { nil } }
    }

    @Test(
        "A helper is joined when they press the key, be it in the middle of the sentence or after it",
        arguments: [true, false])
    func accepts(early: Bool) {
        var flow = ringing { _ in }
        let playing = flow.handle(.answered(helper(flow, ordinal: 1)), at: now)
        let playback = PlaybackID.of(flow.id, ordinal: 1)
        #expect(playing == [.play(FlowFixture.audio, playback, on: helper(flow, ordinal: 1))])
        if !early { #expect(flow.handle(.playbackFinished(playback), at: now).isEmpty) }
        #expect(flow.handle(.pressed(helper(flow, ordinal: 1), "5"), at: now).isEmpty)
        let actions = flow.handle(.pressed(helper(flow, ordinal: 1), "1"), at: now)
        #expect(actions.contains(.stopPlaying(playback)) == early)
        #expect(isJoin(actions))
        #expect(flow.request.attempts.first?.result == .answered)
    }

    @Test(
        "A helper declines with 9 and passes on with 3: the next one is rung",
        arguments: [(Character("9"), RingAttempt.Result.declined), ("3", .noAnswer)])
    func declines(key: Character, result: RingAttempt.Result) {
        var flow = ringing { _ in }
        _ = flow.handle(.answered(helper(flow, ordinal: 1)), at: now)
        let actions = flow.handle(.pressed(helper(flow, ordinal: 1), key), at: now)
        #expect(actions.first == .hangUp(helper(flow, ordinal: 1)))
        #expect(rung(actions) == ["201"])
        #expect(flow.request.attempts.first?.result == result)
    }

    @Test("A helper who presses nothing, as a voicemail would, is hung up on and counts as not having answered")
    func voicemail() {
        var flow = ringing { _ in }
        _ = flow.handle(.answered(helper(flow, ordinal: 1)), at: now)
        _ = flow.handle(.playbackFinished(.of(flow.id, ordinal: 1)), at: now)
        let deadline = flow.deadline
        #expect(deadline == now.addingTimeInterval(10))
        let actions = flow.handle(.tick, at: now.addingTimeInterval(10))
        #expect(actions.first == .hangUp(helper(flow, ordinal: 1)))
        #expect(rung(actions) == ["201"])
        #expect(flow.request.attempts.first?.result == .noAnswer)
    }

    @Test("Of several helpers who have picked up, the first who presses the key is joined")
    func race() {
        var flow = ringing { $0.ringing.strategy = .simultaneous }
        _ = flow.handle(.answered(helper(flow, ordinal: 1)), at: now)
        _ = flow.handle(.answered(helper(flow, ordinal: 2)), at: now)
        let actions = flow.handle(.pressed(helper(flow, ordinal: 2), "1"), at: now)
        #expect(actions.contains(.hangUp(helper(flow, ordinal: 1))))
        #expect(isJoin(actions))
        #expect(flow.request.attempts.map(\.result) == [.cancelled, .answered])
        #expect(flow.request.manager?.extension == "201")
    }

    @Test("A helper who needs no key is joined when they have heard who needs them")
    func withoutKey() {
        var flow = ringing {
            $0.options.acceptKey = nil
            $0.prompts[.managerIntro] = .text("Help")
        }
        #expect(!isJoin(flow.handle(.answered(helper(flow, ordinal: 1)), at: now)))
        #expect(isJoin(flow.handle(.playbackFinished(.of(flow.id, ordinal: 1)), at: now)))
    }

    @Test(
        "A helper who needs no key hears the route's words for emergencies before they are joined, only in one",
        arguments: [Urgency.normal, .emergency])
    func emergency(urgency: Urgency) {
        var flow = ringing(urgency: urgency) {
            $0.options.acceptKey = nil
            $0.prompts[.emergencyIntro] = .text("Hurry")
        }
        #expect(isJoin(flow.handle(.answered(helper(flow, ordinal: 1)), at: now)) == (urgency == .normal))
    }

    @Test("A helper is asked for the key all the same when the sentence could not be made")
    func noIntro() {
        var flow = ringing(isIntroReady: false) { _ in }
        #expect(!isJoin(flow.handle(.answered(helper(flow, ordinal: 1)), at: now)))
        #expect(isJoin(flow.handle(.pressed(helper(flow, ordinal: 1), "1"), at: now)))
    }

    @Test("A helper's key is waited for from half a second after an introduction whose end may have been missed")
    func missedEnd() {
        var flow = ringing { _ in }
        let (caller, helper) = (flow.operatorLeg.channel, helper(flow, ordinal: 1))
        _ = flow.handle(.answered(helper), at: now)
        for _ in 0..<2 {
            _ = flow.handle(.disconnected, at: now)
            _ = flow.handle(.reconciled(PBXSnapshot(channels: [caller: .answered, helper: .answered])), at: now)
        }
        let end = now.addingTimeInterval(FlowFixture.audio.seconds + 0.5)
        #expect(flow.deadline == end)
        #expect(flow.handle(.tick, at: end).isEmpty)
        #expect(flow.hunt.attempts[0].consentDeadline == end.addingTimeInterval(CallFlow.Timing.consent))
    }
}
