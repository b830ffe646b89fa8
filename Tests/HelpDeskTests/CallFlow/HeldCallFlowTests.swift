import Foundation
import Testing

@testable import HelpDesk

@Suite("The flow of a request whose operator has the customer on hold")
struct HeldCallFlowTests {
    private let now = FlowFixture.start
    private let live = ChannelID("17.50")
    private let dialled = ChannelID("17.1")
    private let customer = ChannelID("17.51")

    private var held: CallFlow.Event { .liveCall(LiveCall(live, isOnHold: true)) }

    private func flow(
        _ mode: CallMode = .whisper, isDialled: Bool = true, helpers: [String] = ["200"]
    ) -> CallFlow {
        var route = FlowFixture.route
        route.mode = mode
        var flow = FlowFixture.flow(route: route, arrivedOn: isDialled ? dialled : nil)
        _ = flow.handle(.started, at: now)
        _ = flow.handle(.resolved(FlowFixture.ladder(helpers)), at: now)
        _ = flow.handle(.promptReady(.requestSent, FlowFixture.audio), at: now)
        return flow
    }

    private func listener(_ flow: CallFlow) -> ChannelID { .ofSnoop(flow.id, ordinal: 1) }
    private func helper(_ flow: CallFlow) -> ChannelID { .ofHelper(flow.id, ordinal: 1) }
    private func snoop(_ flow: CallFlow) -> CallFlow.Action { .snoop(live, as: listener(flow), .whisper) }
    private var look: CallFlow.Action { .lookAtLiveCall(live) }

    private func rings(_ number: String, _ actions: [CallFlow.Action]) -> Bool {
        actions.contains { if case .originate(let ring) = $0 { ring.extension == number } else { false } }
    }

    /// They hear on the call that they dialled that help is on its way, and a helper is being rung.
    private func told() -> CallFlow {
        var flow = flow()
        _ = flow.handle(held, at: now)
        _ = flow.handle(.answered(dialled), at: now)
        return flow
    }

    /// What a customer is given who takes the place of an operator who was being told the sentence: Asterisk would go
    /// on with it.
    private func taken(_ flow: CallFlow) -> [CallFlow.Action] {
        [.stopPlaying(.of(flow.id, ordinal: 1)), .startRinging(customer)]
    }

    @Test("A customer on hold keeps the music: nobody listens until the operator is back with them")
    func waits() {
        var flow = flow()
        #expect(flow.handle(held, at: now).isEmpty)
        let answer = flow.handle(.answered(dialled), at: now)
        #expect(answer.first == .play(FlowFixture.audio, .of(flow.id, ordinal: 1), on: dialled))
        #expect(rings("200", answer))
        #expect(flow.deadline == now.addingTimeInterval(1))
        #expect(flow.handle(.tick, at: now.addingTimeInterval(1)) == [look])
        // The answer is on its way.
        #expect(!flow.handle(.tick, at: now.addingTimeInterval(2)).contains(look))
        #expect(flow.handle(held, at: now.addingTimeInterval(2)).isEmpty)
        #expect(flow.handle(.playbackFinished(.of(flow.id, ordinal: 1)), at: now) == [.hangUp(dialled)])
        #expect(flow.handle(.ended(dialled, .normal), at: now).isEmpty)
        #expect(flow.handle(.tick, at: now.addingTimeInterval(3)) == [look])
        #expect(flow.handle(.liveCall(LiveCall(live)), at: now) == [snoop(flow)])
        _ = flow.handle(.answered(listener(flow)), at: now)
        let both = [listener(flow), helper(flow)]
        #expect(flow.handle(.answered(helper(flow)), at: now) == [.join(both, .of(flow.id))])
    }

    @Test(
        "A held call gets its listener all the same when a helper is there, after the sentence that the operator hears")
    func helperIsThere() {
        var flow = told()
        #expect(flow.handle(.answered(helper(flow)), at: now).isEmpty)
        #expect(
            flow.handle(.playbackFinished(.of(flow.id, ordinal: 1)), at: now) == [.hangUp(dialled), snoop(flow)])
        _ = flow.handle(.ended(dialled, .normal), at: now)
        #expect(
            flow.handle(.answered(listener(flow)), at: now) == [.join([listener(flow), helper(flow)], .of(flow.id))])
        #expect(flow.request.mode == .whisper && flow.request.fallback == nil)
    }

    @Test(
        "An operator whose route has nothing to tell them goes back to their customer, whatever is known first",
        arguments: [true, false], 0...2)
    func nothingToTell(isOnHold: Bool, position: Int) {
        var route = FlowFixture.route
        route.mode = .whisper
        var flow = FlowFixture.flow(route: route, arrivedOn: dialled)
        _ = flow.handle(.started, at: now)
        _ = flow.handle(.resolved(FlowFixture.ladder(["200"])), at: now)
        let found = CallFlow.Event.liveCall(LiveCall(live, isOnHold: isOnHold))
        var events: [CallFlow.Event] = [.promptFailed(.requestSent), .answered(dialled)]
        events.insert(found, at: position)
        var actions: [CallFlow.Action] = []
        for event in events { actions += flow.handle(event, at: now) }
        #expect(actions.contains(.hangUp(dialled)))
        #expect(flow.handle(found, at: now).isEmpty)
        _ = flow.handle(.ended(dialled, .normal), at: now)
        #expect(!flow.isClosing)
    }

    @Test("A request stays with the customer on hold, whatever other call the operator takes meanwhile")
    func otherCall() {
        var flow = told()
        #expect(flow.handle(.liveCall(LiveCall(ChannelID("17.60"))), at: now).isEmpty)
        #expect(flow.handle(.tick, at: now.addingTimeInterval(1)) == [look])
        // The PBX does not answer: it is asked again, and nothing is over.
        #expect(!flow.handle(.tick, at: now.addingTimeInterval(10)).contains(look))
        #expect(flow.handle(.tick, at: now.addingTimeInterval(11)).contains(look))
        #expect(!flow.isClosing)
        #expect(flow.handle(.liveCall(LiveCall(live)), at: now.addingTimeInterval(12)) == [snoop(flow)])
    }

    @Test("A request is cancelled when the call on hold is over, which is looked at twice")
    func callEnds() {
        var flow = told()
        #expect(flow.handle(.liveCall(nil), at: now).isEmpty)
        #expect(flow.handle(.tick, at: now.addingTimeInterval(1)) == [look])
        var found = flow
        _ = found.handle(held, at: now)
        #expect(found.handle(.liveCall(nil), at: now).isEmpty)
        #expect(flow.handle(.liveCall(nil), at: now).contains(.hangUp(helper(flow))))
        for channel in [dialled, helper(flow)] { _ = flow.handle(.ended(channel, .normal), at: now) }
        #expect(flow.request.outcome == .callEnded && flow.request.state == .cancelled)
    }

    @Test("A helper is found while a customer is on hold, and an operator with one line is told when they are back")
    func busy() {
        var flow = flow(.consult, isDialled: false)
        _ = flow.handle(.ended(.ofOperator(flow.id), .busy), at: now)
        let actions = flow.handle(held, at: now)
        #expect(rings("200", actions) && actions.count == 1)
        #expect(flow.request.mode == .whisper && flow.request.fallback == .operatorBusy)
        #expect(
            flow.handle(.tick, at: now.addingTimeInterval(1)).contains(look))
        #expect(flow.handle(.liveCall(LiveCall(live)), at: now) == [snoop(flow)])
        #expect(
            flow.handle(.answered(listener(flow)), at: now)
                == [.play(FlowFixture.audio, .of(flow.id, ordinal: 1), on: listener(flow))])
    }

    @Test("A request goes on when its operator hangs up the call they dialled before it is answered")
    func hangsUpAtOnce() {
        var flow = flow()
        _ = flow.handle(held, at: now)
        #expect(rings("200", flow.handle(.ended(dialled, .normal), at: now)))
        #expect(!flow.isClosing)
    }

    @Test("A held call is looked at again after a restart, and nothing that was known of it is lost")
    func restarted() throws {
        let before = told()
        var flow = try JSONDecoder().decode(CallFlow.self, from: JSONEncoder().encode(before))
        #expect(flow == before)
        _ = flow.handle(.resumed, at: now)
        let snapshot = PBXSnapshot(channels: [dialled: .answered, helper(flow): .ringing])
        #expect(flow.handle(.reconciled(snapshot), at: now).contains(look))
    }

    @Test(
        "A customer on hold who is transferred to the dialled call is given to the helper, as in a consultation")
    func transferred() {
        var flow = told()
        #expect(flow.handle(.replaced(dialled, by: customer), at: now) == taken(flow))
        #expect(flow.handle(.ended(dialled, .normal), at: now).isEmpty)
        // The operator has no call any more.
        #expect(flow.handle(.liveCall(nil), at: now).isEmpty)
        #expect(flow.request.mode == .consult && flow.request.fallback == .noLiveCall)
        let joining = flow.handle(.answered(helper(flow)), at: now)
        #expect(joining == [.stopRinging(customer), .join([customer, helper(flow)], .of(flow.id))])
        for channel in [customer, helper(flow)] { _ = flow.handle(.joined(channel), at: now) }
        #expect(flow.request.state == .connected)
        #expect(flow.handle(.ended(helper(flow), .normal), at: now).contains(.hangUp(customer)))
    }

    @Test("A transferred customer is taken though a listener is there already, or the dialled call is being hung up")
    func transferredLate() {
        var listened = told()
        _ = listened.handle(.liveCall(LiveCall(live)), at: now)
        _ = listened.handle(.answered(listener(listened)), at: now)
        #expect(
            listened.handle(.replaced(dialled, by: customer), at: now)
                == [.hangUp(listener(listened))] + taken(listened))
        #expect(listened.handle(.ended(listener(listened), .normal), at: now).isEmpty)
        var dismissed = told()
        _ = dismissed.handle(.playbackFinished(.of(dismissed.id, ordinal: 1)), at: now)
        #expect(dismissed.handle(.replaced(dialled, by: customer), at: now) == [.startRinging(customer)])
        for flow in [listened, dismissed] { #expect(!flow.isClosing && flow.operatorLeg.channel == customer) }
    }

    @Test("A transferred customer is taken though the listener is gone first; without a transfer the call is over")
    func transferredUnseen() {
        var flow = told()
        _ = flow.handle(.liveCall(LiveCall(live)), at: now)
        _ = flow.handle(.answered(listener(flow)), at: now)
        #expect(flow.handle(.ended(listener(flow), .normal), at: now).isEmpty)
        var over = flow
        #expect(over.handle(.tick, at: now.addingTimeInterval(1)) == [look])
        #expect(over.handle(.liveCall(nil), at: now).contains(.hangUp(helper(over))))
        for channel in [dialled, helper(over)] { _ = over.handle(.ended(channel, .normal), at: now) }
        #expect(over.request.outcome == .callEnded)
        #expect(flow.handle(.replaced(dialled, by: customer), at: now) == taken(flow))
        #expect(!flow.isClosing)
    }

    @Test("The call that the operator has dialled is hung up on once, though the listener was lost and made again")
    func listenerTwice() {
        var flow = told()
        for ordinal in 1...2 {
            _ = flow.handle(.liveCall(LiveCall(live)), at: now)
            _ = flow.handle(.answered(.ofSnoop(flow.id, ordinal: ordinal)), at: now)
            if ordinal == 1 { _ = flow.handle(.ended(listener(flow), .normal), at: now) }
        }
        #expect(flow.operatorLeg.channel == .ofSnoop(flow.id, ordinal: 2))
        #expect(flow.handle(.cancel, at: now).count { $0 == .hangUp(dialled) } == 1)
    }

    @Test("A transferred customer is taken though the end of the dialled call is told first")
    func transferredAfterEnd() throws {
        var held = told()
        #expect(held.handle(.playbackFinished(.of(held.id, ordinal: 1)), at: now) == [.hangUp(dialled)])
        _ = held.handle(.ended(dialled, .normal), at: now)
        #expect(held.handle(.liveCall(nil), at: now).isEmpty)
        #expect(held.handle(.replaced(dialled, by: customer), at: now) == [.startRinging(customer)])
        var listened = told()
        _ = listened.handle(.liveCall(LiveCall(live)), at: now)
        _ = listened.handle(.answered(listener(listened)), at: now)
        #expect(listened.handle(.playbackFinished(.of(listened.id, ordinal: 1)), at: now).contains(.hangUp(dialled)))
        var unheard = listened
        _ = listened.handle(.ended(dialled, .normal), at: now)
        #expect(listened.foreignChannels == [dialled])
        listened = try JSONDecoder().decode(CallFlow.self, from: JSONEncoder().encode(listened))
        #expect(
            listened.handle(.replaced(dialled, by: customer), at: now)
                == [.hangUp(listener(listened)), .startRinging(customer)])
        // And so where the listener's end comes before all.
        #expect(unheard.handle(.ended(listener(unheard), .normal), at: now).isEmpty)
        #expect(unheard.handle(.replaced(dialled, by: customer), at: now) == [.startRinging(customer)])
        for flow in [held, listened, unheard] {
            #expect(!flow.isClosing && flow.operatorLeg.channel == customer && flow.request.mode == .consult)
        }
    }

    @Test("A flow that an earlier version has stored knows the call that its operator has dialled")
    func earlierVersion() throws {
        var listened = told()
        _ = listened.handle(.liveCall(LiveCall(live)), at: now)
        for flow in [told(), listened] {
            let stored = try JSONSerialization.jsonObject(with: JSONEncoder().encode(flow))
            var fields = try #require(stored as? [String: Any])
            #expect(fields.removeValue(forKey: "dialledChannel") != nil)
            let earlier = try JSONSerialization.data(withJSONObject: fields)
            #expect(try JSONDecoder().decode(CallFlow.self, from: earlier) == flow)
        }
    }

    @Test("A customer who is transferred as the helper joins their call is joined with the helper", arguments: [0, 2])
    func transferredWhileJoining(joined: Int) {
        var flow = told()
        _ = flow.handle(.liveCall(LiveCall(live)), at: now)
        _ = flow.handle(.playbackFinished(.of(flow.id, ordinal: 1)), at: now)
        _ = flow.handle(.answered(helper(flow)), at: now)
        let both = [listener(flow), helper(flow)]
        #expect(flow.handle(.answered(listener(flow)), at: now) == [.join(both, .of(flow.id))])
        for channel in both.prefix(joined) { _ = flow.handle(.joined(channel), at: now) }
        #expect(
            flow.handle(.replaced(dialled, by: customer), at: now)
                == [.hangUp(listener(flow)), .join([customer, helper(flow)], .of(flow.id))])
        _ = flow.handle(.ended(listener(flow), .normal), at: now)
        // The answer to the first order.
        let again = CallFlow.Action.join([customer, helper(flow)], .of(flow.id))
        #expect(flow.handle(.joinFailed(both), at: now) == (joined == 0 ? [again] : []))
        for channel in [customer, helper(flow)] { _ = flow.handle(.joined(channel), at: now) }
        #expect(flow.request.state == .connected && flow.request.mode == .consult)
    }

    @Test("A customer who is transferred as the helper joins is taken though the listener is gone first")
    func transferredWhileJoiningUnseen() {
        var flow = told()
        _ = flow.handle(.liveCall(LiveCall(live)), at: now)
        _ = flow.handle(.playbackFinished(.of(flow.id, ordinal: 1)), at: now)
        _ = flow.handle(.answered(helper(flow)), at: now)
        let both = [listener(flow), helper(flow)]
        #expect(flow.handle(.answered(listener(flow)), at: now) == [.join(both, .of(flow.id))])
        #expect(flow.handle(.ended(listener(flow), .normal), at: now).isEmpty)
        #expect(flow.handle(.joinFailed(both), at: now).isEmpty)
        // Without a transfer the call is over.
        var over = flow
        #expect(over.handle(.tick, at: now.addingTimeInterval(1)) == [look])
        #expect(over.handle(.liveCall(nil), at: now).contains(.hangUp(helper(over))))
        for channel in [dialled, helper(over)] { _ = over.handle(.ended(channel, .normal), at: now) }
        _ = over.handle(.destroyed(.of(over.id)), at: now)
        #expect(over.request.state == .cancelled && over.request.outcome == .callEnded)
        #expect(
            flow.handle(.replaced(dialled, by: customer), at: now)
                == [.join([customer, helper(flow)], .of(flow.id))])
        for channel in [customer, helper(flow)] { _ = flow.handle(.joined(channel), at: now) }
        #expect(flow.request.state == .connected && flow.request.mode == .consult)
    }

    @Test("A customer who is transferred before their call is found is given to the helper")
    func transferredUnfound() {
        var flow = flow()
        _ = flow.handle(.answered(dialled), at: now)
        #expect(flow.handle(.replaced(dialled, by: customer), at: now) == taken(flow))
        #expect(flow.handle(held, at: now).isEmpty)
        #expect(flow.request.mode == .consult && flow.operatorLeg.channel == customer)
    }

    @Test("A customer who is transferred to a request after its end is hung up on")
    func transferredTooLate() {
        var flow = told()
        _ = flow.handle(.cancel, at: now)
        #expect(flow.handle(.replaced(dialled, by: customer), at: now) == [.hangUp(customer)])
    }

    @Test(
        "A customer who is transferred to a consultation hears the ringing tone, and no more of the sentence"
    )
    func consultation() {
        var flow = flow(.consult, isDialled: false)
        let first = ChannelID.ofOperator(flow.id)
        _ = flow.handle(.answered(first), at: now)
        #expect(flow.handle(.replaced(first, by: customer), at: now) == taken(flow))
        #expect(flow.handle(.playbackFinished(.of(flow.id, ordinal: 1)), at: now).isEmpty)
        #expect(flow.handle(.answered(helper(flow)), at: now).last == .join([customer, helper(flow)], .of(flow.id)))
    }
}
