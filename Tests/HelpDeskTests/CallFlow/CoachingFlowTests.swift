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

    @Test("Coaching rings nobody but the helper, and tells the operator in a whisper")
    func announces() {
        var flow = flow(.barge)
        #expect(
            flow.handle(.liveCall(LiveCall(live)), at: now) == [.snoop(live, as: listener(flow, ordinal: 1), .whisper)])
        let actions = flow.handle(.answered(listener(flow, ordinal: 1)), at: now)
        #expect(actions.first == .play(FlowFixture.audio, .of(flow.id, ordinal: 1), on: listener(flow, ordinal: 1)))
        #expect(actions.count == 2)
        #expect(actions.contains { if case .originate(let ring) = $0 { ring.extension == "200" } else { false } })
    }

    @Test("Coaching takes a listener in the mode that was asked for only when the helper is there")
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

    @Test("A coach who presses a wrong mode and corrects it at once is never joined in the wrong one")
    func correctsMode() {
        var flow = connected(.whisper)
        for key in "*2*3" { _ = flow.handle(.pressed(helper(flow), key), at: now) }
        #expect(flow.request.mode == .listen)
        #expect(
            flow.handle(.answered(listener(flow, ordinal: 2)), at: now) == [
                .hangUp(listener(flow, ordinal: 2)), .snoop(live, as: listener(flow, ordinal: 3), .listen),
            ])
        #expect(flow.handle(.ended(listener(flow, ordinal: 2), .normal), at: now).isEmpty)
        #expect(
            flow.handle(.answered(listener(flow, ordinal: 3)), at: now) == [
                .join([listener(flow, ordinal: 3), helper(flow)], .of(flow.id)), .hangUp(listener(flow, ordinal: 1)),
            ])
        #expect(flow.request.state == .connected)
    }

    @Test("Where the listener of a mode that was corrected fails, the one of the right mode is made all the same")
    func correctsFailingMode() {
        var flow = connected(.whisper)
        for key in "*2*3" { _ = flow.handle(.pressed(helper(flow), key), at: now) }
        #expect(
            flow.handle(.ended(listener(flow, ordinal: 2), .failed), at: now) == [
                .snoop(live, as: listener(flow, ordinal: 3), .listen)
            ])
        #expect(flow.request.mode == .listen)
        // That one is not wanted otherwise: the former mode stays.
        #expect(flow.handle(.ended(listener(flow, ordinal: 3), .failed), at: now).isEmpty)
        #expect(flow.request.mode == .whisper)
    }

    @Test("A coach changes the mode on their keypad: the new listener is in before the old one is out")
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

    @Test("Coaching stays as it is when the new listener cannot be made")
    func modeRefused() {
        var flow = connected(.whisper)
        _ = flow.handle(.pressed(helper(flow), "*"), at: now)
        _ = flow.handle(.pressed(helper(flow), "3"), at: now)
        _ = flow.handle(.refused(listener(flow, ordinal: 2), .failed), at: now)
        #expect(flow.request.mode == .whisper)
        #expect(flow.request.state == .connected)
    }

    @Test("Coaching goes on with a new listener that is there although the reply to its order is lost")
    func lostReply() {
        var flow = connected(.whisper)
        _ = flow.handle(.pressed(helper(flow), "*"), at: now)
        _ = flow.handle(.pressed(helper(flow), "2"), at: now)
        _ = flow.handle(.answered(listener(flow, ordinal: 2)), at: now)
        #expect(flow.handle(.refused(listener(flow, ordinal: 2), .failed), at: now).isEmpty)
        #expect(!flow.isClosing && flow.request.mode == .barge)
    }

    @Test("Coaching gives up no listener while events are missed, until the request expires")
    func listenerUnseen() {
        var flow = flow(.barge)
        let (first, second) = (listener(flow, ordinal: 1), listener(flow, ordinal: 2))
        _ = flow.handle(.liveCall(LiveCall(live)), at: now)
        _ = flow.handle(.disconnected, at: now)
        var expiring = flow
        #expect(expiring.deadline == now.addingTimeInterval(120))
        _ = expiring.handle(.tick, at: now.addingTimeInterval(120))
        _ = expiring.handle(.ended(first, .normal), at: now)
        #expect(expiring.request.outcome == .expired)

        #expect(flow.handle(.tick, at: now.addingTimeInterval(60)).isEmpty)
        _ = flow.handle(.reconciled(PBXSnapshot(channels: [first: .answered])), at: now)
        _ = flow.handle(.playbackFinished(.of(flow.id, ordinal: 1)), at: now)
        #expect(flow.handle(.answered(helper(flow)), at: now) == [.snoop(live, as: second, .barge)])
        _ = flow.handle(.disconnected, at: now)
        #expect(flow.handle(.tick, at: now.addingTimeInterval(60)).isEmpty)
        let all = PBXSnapshot(channels: [first: .answered, second: .answered, helper(flow): .answered])
        #expect(flow.handle(.reconciled(all), at: now).contains(.join([second, helper(flow)], .of(flow.id))))
    }

    @Test("Nothing is said that the customer would hear, once a listener of the mode that was asked for is there")
    func keepsQuiet() {
        var route = FlowFixture.route
        route.mode = .barge
        route.options.waitSeconds = 60
        var flow = FlowFixture.flow(route: route)
        let (first, second) = (listener(flow, ordinal: 1), listener(flow, ordinal: 2))
        _ = flow.handle(.started, at: now)
        _ = flow.handle(.resolved(FlowFixture.ladder(["200", "201"])), at: now)
        _ = flow.handle(.liveCall(LiveCall(live)), at: now)
        _ = flow.handle(.answered(first), at: now)
        _ = flow.handle(.answered(helper(flow)), at: now)
        // They hang up before they are joined.
        _ = flow.handle(.ended(helper(flow), .normal), at: now)
        _ = flow.handle(.answered(second), at: now)
        #expect(flow.operatorLeg.channel == second)
        #expect(flow.handle(.promptReady(.requestSent, FlowFixture.audio), at: now).isEmpty)
        let waiting = flow.handle(.ended(.ofHelper(flow.id, ordinal: 2), .busy), at: now)
        #expect(waiting == [.lookForHelper(["201"])])
        #expect(flow.handle(.waitingPosition(1), at: now).isEmpty)
        #expect(!flow.isClosing)
    }

    /// The helper is there, and a listener of the mode that was asked for is ordered.
    private func barging() -> CallFlow {
        var flow = flow(.barge)
        _ = flow.handle(.liveCall(LiveCall(live)), at: now)
        _ = flow.handle(.answered(listener(flow, ordinal: 1)), at: now)
        _ = flow.handle(.playbackFinished(.of(flow.id, ordinal: 1)), at: now)
        _ = flow.handle(.answered(helper(flow)), at: now)
        return flow
    }

    @Test("A customer who hangs up as the helper picks up has ended the call; a listener that fails is the PBX's fault")
    func callEndsAsHelperComes() {
        var flow = barging()
        var failing = flow
        let (first, second) = (listener(flow, ordinal: 1), listener(flow, ordinal: 2))
        let actions = flow.handle(.ended(second, .normal), at: now)
        #expect(actions.contains(.hangUp(helper(flow))) && !actions.contains(.hangUp(second)))
        for channel in [first, helper(flow)] { _ = flow.handle(.ended(channel, .normal), at: now) }
        #expect(flow.request.state == .cancelled && flow.request.outcome == .callEnded)
        _ = failing.handle(.refused(second, .failed), at: now)
        for channel in [first, second, helper(failing)] { _ = failing.handle(.ended(channel, .normal), at: now) }
        #expect(failing.request.state == .failed && failing.request.outcome == .pbxError)
    }

    @Test("A listener that the PBX could not be asked for is ordered again once events are back")
    func listenerKeptBack() {
        func order(_ flow: CallFlow) -> CallFlow.Action { .snoop(live, as: listener(flow, ordinal: 2), .barge) }
        func withoutIt(_ flow: CallFlow) -> PBXSnapshot {
            PBXSnapshot(channels: [listener(flow, ordinal: 1): .answered, helper(flow): .answered])
        }
        var flow = barging()
        #expect(flow.handle(.deferred(listener(flow, ordinal: 2)), at: now).isEmpty)
        #expect(flow.handle(.tick, at: now.addingTimeInterval(60)).isEmpty)
        #expect(flow.handle(.reconciled(withoutIt(flow)), at: now) == [order(flow)])
        // The answer comes late.
        var late = barging()
        #expect(late.handle(.reconciled(withoutIt(late)), at: now).isEmpty)
        #expect(late.handle(.deferred(listener(late, ordinal: 2)), at: now) == [order(late)])
        // The process that gave the order is gone.
        var restarted = barging()
        _ = restarted.handle(.resumed, at: now)
        #expect(restarted.handle(.reconciled(withoutIt(restarted)), at: now) == [order(restarted)])
        #expect(!flow.isClosing && !late.isClosing && !restarted.isClosing)
    }

    @Test("A new listener that could not be joined is joined once more five seconds later")
    func joinsAgain() {
        var flow = connected(.whisper)
        _ = flow.handle(.pressed(helper(flow), "*"), at: now)
        _ = flow.handle(.pressed(helper(flow), "2"), at: now)
        let second = listener(flow, ordinal: 2)
        _ = flow.handle(.answered(second), at: now)
        _ = flow.handle(.ended(listener(flow, ordinal: 1), .normal), at: now)
        #expect(flow.handle(.joinFailed([second, helper(flow)]), at: now).isEmpty)
        let later = now.addingTimeInterval(5)
        #expect(flow.deadline == later)
        #expect(flow.handle(.tick, at: later) == [.join([second, helper(flow)], .of(flow.id))])
        #expect(flow.deadline == later.addingTimeInterval(5))
        _ = flow.handle(.joined(second), at: later)
        #expect(flow.deadline == nil)
    }

    @Test("Coaching ends with the customer's call, and hangs up on the helper only")
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

    @Test("A listener that was given up and comes after all is hung up on, and followed to its end")
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

    @Test("A coached request says that the call was over before anybody came")
    func callEndsEarly() {
        var flow = flow(.whisper)
        _ = flow.handle(.liveCall(LiveCall(live)), at: now)
        _ = flow.handle(.answered(listener(flow, ordinal: 1)), at: now)
        _ = flow.handle(.ended(listener(flow, ordinal: 1), .normal), at: now)
        _ = flow.handle(.ended(helper(flow), .normal), at: now)
        #expect(flow.request.outcome == .callEnded)
        #expect(flow.request.state == .cancelled)
    }

    @Test("Coaching becomes a call of its own without a live call, and says so")
    func noLiveCall() {
        var flow = flow(.whisper)
        let actions = flow.handle(.liveCall(nil), at: now)
        #expect(actions.contains { if case .originate(let ring) = $0 { ring.extension == "101" } else { false } })
        #expect(flow.request.mode == .consult)
        #expect(flow.request.fallback == .noLiveCall)
    }

    @Test(
        "Coaching is a call of its own while the customer is on hold, or a whisper if the phone takes no second call",
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
        _ = flow.handle(.liveCall(held), at: now)
        #expect(flow.request.mode == .whisper && flow.request.fallback == .operatorBusy)
    }

    @Test(
        "Coaching beside a silent customer becomes a call of its own, or a whisper if the phone takes no second call"
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

    @Test("Coaching is tried on the live call of an operator whose phone is busy")
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

    @Test("An operator who rejects the call that rings at their phone is not whispered to")
    func rejectingOperator() {
        var flow = flow(.consult)
        _ = flow.handle(.ringing(.ofOperator(flow.id)), at: now)
        let actions = flow.handle(.ended(.ofOperator(flow.id), .busy), at: now)
        #expect(!actions.contains(.findLiveCall("101", apartFrom: [])))
        #expect(flow.request.state == .failed && flow.request.outcome == .operatorBusy)
        #expect(flow.request.fallback == nil)
    }

    @Test("Coaching is tried once more where no live call was found, and the phone is busy all the same")
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

    @Test("A coached operator who has dialled hears the announcement on that call, and it alone is hung up")
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
