import Foundation
import Testing

@testable import HelpDesk

@Suite("The flow of a helper who comes to a live call")
struct CoachingFlowTests {
    private let now = FlowFixture.start
    private let live = ChannelID("17.50")

    private func flow(
        _ mode: CallMode, arrivedOn: ChannelID? = nil, whenBusy: RouteOptions.WhenOperatorBusy = .whisper
    ) -> CallFlow {
        var route = FlowFixture.route
        route.mode = mode
        route.options.whenOperatorBusy = whenBusy
        var flow = FlowFixture.flow(route: route, arrivedOn: arrivedOn)
        _ = flow.handle(.started, at: now)
        _ = flow.handle(.resolved(FlowFixture.ladder(["200"])), at: now)
        _ = flow.handle(.promptReady(.requestSent, FlowFixture.audio), at: now)
        return flow
    }

    private func listener(_ flow: CallFlow, ordinal: Int) -> ChannelID { .ofSnoop(flow.id, ordinal: ordinal) }
    private func helper(_ flow: CallFlow) -> ChannelID { .ofHelper(flow.id, ordinal: 1) }

    /// The operator, through a listener, and the helper are joined.
    private func connected(_ mode: CallMode) -> CallFlow {
        var flow = flow(mode)
        _ = flow.handle(.liveCall(LiveCall(live)), at: now)
        _ = flow.handle(.answered(listener(flow, ordinal: 1)), at: now)
        _ = flow.handle(.playbackFinished(.of(flow.id, ordinal: 1)), at: now)
        _ = flow.handle(.answered(helper(flow)), at: now)
        if mode != .whisper { _ = flow.handle(.answered(listener(flow, ordinal: 2)), at: now) }
        _ = flow.handle(.joined(flow.operatorLeg.channel), at: now)
        _ = flow.handle(.joined(helper(flow)), at: now)
        return flow
    }

    @Test("rings nobody but the helper, and tells the operator in a whisper")
    func announces() {
        var flow = flow(.barge)
        #expect(
            flow.handle(.liveCall(LiveCall(live)), at: now) == [.snoop(live, as: listener(flow, ordinal: 1), .whisper)])
        let actions = flow.handle(.answered(listener(flow, ordinal: 1)), at: now)
        #expect(actions.first == .play(FlowFixture.audio, .of(flow.id, ordinal: 1), on: listener(flow, ordinal: 1)))
        #expect(actions.count == 2)
        #expect(actions.contains { if case .originate(let ring) = $0 { ring.extension == "200" } else { false } })
    }

    @Test("takes a listener in the mode that was asked for only when the helper is there")
    func joinsInItsMode() {
        var flow = flow(.barge)
        _ = flow.handle(.liveCall(LiveCall(live)), at: now)
        _ = flow.handle(.answered(listener(flow, ordinal: 1)), at: now)
        _ = flow.handle(.playbackFinished(.of(flow.id, ordinal: 1)), at: now)
        let answer = flow.handle(.answered(helper(flow)), at: now)
        #expect(answer == [.snoop(live, as: listener(flow, ordinal: 2), .barge)])
        #expect(
            flow.handle(.answered(listener(flow, ordinal: 2)), at: now) == [
                .hangUp(listener(flow, ordinal: 1)), .join([listener(flow, ordinal: 2), helper(flow)], .of(flow.id)),
            ])
        #expect(connected(.barge).request.state == .connected)
    }

    @Test("changes the mode on the helper's keypad: the new listener is in before the old one is out")
    func changesMode() {
        var flow = connected(.whisper)
        #expect(flow.request.state == .connected)
        #expect(flow.handle(.pressed(helper(flow), "2"), at: now).isEmpty)
        #expect(flow.handle(.pressed(helper(flow), "*"), at: now).isEmpty)
        #expect(
            flow.handle(.pressed(helper(flow), "2"), at: now) == [.snoop(live, as: listener(flow, ordinal: 2), .barge)])
        #expect(
            flow.handle(.answered(listener(flow, ordinal: 2)), at: now) == [
                .join([listener(flow, ordinal: 2), helper(flow)], .of(flow.id)), .hangUp(listener(flow, ordinal: 1)),
            ])
        #expect(flow.request.mode == .barge)
        #expect(flow.handle(.ended(listener(flow, ordinal: 1), .normal), at: now).isEmpty)
        #expect(flow.request.state == .connected)
    }

    @Test("stays as it is when the new listener cannot be made")
    func modeRefused() {
        var flow = connected(.whisper)
        _ = flow.handle(.pressed(helper(flow), "*"), at: now)
        _ = flow.handle(.pressed(helper(flow), "3"), at: now)
        _ = flow.handle(.refused(listener(flow, ordinal: 2), .failed), at: now)
        #expect(flow.request.mode == .whisper)
        #expect(flow.request.state == .connected)
    }

    @Test("ends with the customer's call, and hangs up on the helper only")
    func callEnds() {
        var flow = connected(.whisper)
        #expect(
            flow.handle(.ended(listener(flow, ordinal: 1), .normal), at: now) == [
                .hangUp(helper(flow)), .destroy(.of(flow.id)),
            ])
        _ = flow.handle(.ended(helper(flow), .normal), at: now)
        _ = flow.handle(.destroyed(.of(flow.id)), at: now)
        #expect(flow.request.outcome == .helped)
    }

    @Test("hangs up on a listener that was given up and comes after all, and follows it to its end")
    func lateListener() {
        var flow = connected(.whisper)
        _ = flow.handle(.pressed(helper(flow), "*"), at: now)
        _ = flow.handle(.pressed(helper(flow), "2"), at: now)
        let late = listener(flow, ordinal: 2)
        #expect(flow.handle(.refused(late, .failed), at: now) == [.hangUp(late)])
        // There is nothing to be hung up on yet.
        #expect(flow.handle(.ended(late, .normal), at: now).isEmpty)
        #expect(flow.deadline == nil)
        #expect(flow.handle(.answered(late), at: now) == [.hangUp(late)])
        #expect(flow.handle(.tick, at: now.addingTimeInterval(5)) == [.hangUp(late)])
        #expect(flow.handle(.ended(late, .normal), at: now).isEmpty)
        #expect(flow.deadline == nil)
        #expect(flow.request.state == .connected)
    }

    @Test("says that the call was over before anybody came")
    func callEndsEarly() {
        var flow = flow(.whisper)
        _ = flow.handle(.liveCall(LiveCall(live)), at: now)
        _ = flow.handle(.answered(listener(flow, ordinal: 1)), at: now)
        _ = flow.handle(.ended(listener(flow, ordinal: 1), .normal), at: now)
        _ = flow.handle(.ended(helper(flow), .normal), at: now)
        #expect(flow.request.outcome == .callEnded)
        #expect(flow.request.state == .cancelled)
    }

    @Test("becomes a call of their own without a live call, and says so")
    func noLiveCall() {
        var flow = flow(.whisper)
        let actions = flow.handle(.liveCall(nil), at: now)
        #expect(actions.contains { if case .originate(let ring) = $0 { ring.extension == "101" } else { false } })
        #expect(flow.request.mode == .consult)
        #expect(flow.request.fallback == .noLiveCall)
    }

    @Test(
        "becomes a call of their own while the customer is on hold, and a whisper if that phone takes no second call",
        arguments: RouteOptions.WhenOperatorBusy.allCases)
    func customerOnHold(whenBusy: RouteOptions.WhenOperatorBusy) {
        // What is to happen to a `consult` is no matter.
        var flow = flow(.whisper, whenBusy: whenBusy)
        let held = LiveCall(live, isOnHold: true)
        let actions = flow.handle(.liveCall(held), at: now)
        #expect(actions.contains { if case .originate(let ring) = $0 { ring.extension == "101" } else { false } })
        #expect(flow.request.mode == .consult)
        #expect(flow.request.fallback == .customerOnHold)
        #expect(flow.handle(.ended(.ofOperator(flow.id), .busy), at: now) == [.findLiveCall("101", apartFrom: [])])
        #expect(flow.handle(.liveCall(held), at: now) == [.snoop(live, as: listener(flow, ordinal: 1), .whisper)])
        #expect(flow.request.mode == .whisper)
        // Who has dialled the code has put their customer on hold for that.
        var dialled = self.flow(.whisper, arrivedOn: ChannelID("17.1"))
        #expect(dialled.handle(.liveCall(held), at: now) == [.snoop(live, as: listener(dialled, ordinal: 1), .whisper)])
    }

    @Test(
        "becomes a call of their own where the PBX cannot whisper because the customer sends no sound, and a whisper if that phone takes no second call"
    )
    func silentCustomer() {
        var flow = flow(.whisper)
        let silent = LiveCall(live, isSilent: true)
        let actions = flow.handle(.liveCall(silent), at: now)
        #expect(actions.contains { if case .originate(let ring) = $0 { ring.extension == "101" } else { false } })
        #expect(flow.request.mode == .consult)
        #expect(flow.request.fallback == .customerSilent)
        #expect(flow.handle(.ended(.ofOperator(flow.id), .busy), at: now) == [.findLiveCall("101", apartFrom: [])])
        #expect(flow.handle(.liveCall(silent), at: now) == [.snoop(live, as: listener(flow, ordinal: 1), .whisper)])
        #expect(flow.request.fallback == .operatorBusy)
        // Who has dialled the code has put their customer on hold for that.
        var dialled = self.flow(.whisper, arrivedOn: ChannelID("17.1"))
        #expect(
            dialled.handle(.liveCall(silent), at: now) == [.snoop(live, as: listener(dialled, ordinal: 1), .whisper)])
    }

    @Test("is tried on the live call of an operator whose phone is busy")
    func busyOperator() {
        var flow = flow(.consult)
        let actions = flow.handle(.ended(.ofOperator(flow.id), .busy), at: now)
        #expect(actions == [.findLiveCall("101", apartFrom: [])])
        _ = flow.handle(.liveCall(LiveCall(live)), at: now)
        #expect(flow.request.mode == .whisper)
        #expect(flow.request.fallback == .operatorBusy)
        var other = self.flow(.consult)
        _ = other.handle(.ended(.ofOperator(other.id), .busy), at: now)
        _ = other.handle(.liveCall(nil), at: now)
        #expect(other.request.outcome == .operatorBusy)
        #expect(other.request.fallback == nil)
    }

    @Test("is tried once more where no live call was found, and the phone is busy all the same")
    func callAfterAll() {
        var flow = flow(.whisper)
        _ = flow.handle(.liveCall(nil), at: now)
        #expect(flow.request.mode == .consult && flow.request.fallback == .noLiveCall)
        #expect(flow.handle(.ended(.ofOperator(flow.id), .busy), at: now) == [.findLiveCall("101", apartFrom: [])])
        var refusing = flow
        let order = CallFlow.Action.snoop(live, as: listener(flow, ordinal: 1), .whisper)
        #expect(flow.handle(.liveCall(LiveCall(live)), at: now) == [order])
        #expect(flow.request.mode == .whisper)
        _ = refusing.handle(.liveCall(nil), at: now)
        #expect(refusing.request.outcome == .operatorBusy)
    }

    @Test("lets the operator who has dialled hear the announcement there, and hangs up that call alone")
    func dialled() {
        let dialled = ChannelID("17.1")
        var flow = flow(.whisper, arrivedOn: dialled)
        _ = flow.handle(.liveCall(LiveCall(live)), at: now)
        #expect(
            flow.handle(.reconciled(PBXSnapshot(channels: [dialled: .ringing])), at: now).contains(.answer(dialled)))
        let actions = flow.handle(.answered(listener(flow, ordinal: 1)), at: now)
        #expect(actions.first == .play(FlowFixture.audio, .of(flow.id, ordinal: 1), on: dialled))
        #expect(flow.handle(.playbackFinished(.of(flow.id, ordinal: 1)), at: now) == [.hangUp(dialled)])
        #expect(flow.handle(.ended(dialled, .normal), at: now).isEmpty)
        #expect(!flow.isClosing)
    }
}
