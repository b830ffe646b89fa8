import Foundation
import Testing

@testable import HelpDesk

@Suite("The operator's side")
struct OperatorCallTests {
    private let now = FlowFixture.start
    private let dialled = ChannelID("17.1")
    private let live = ChannelID("17.50")

    private func made(
        _ mode: CallMode, arrivedOn: ChannelID? = nil, whenBusy: RouteOptions.WhenOperatorBusy = .whisper
    ) -> (call: OperatorCall, terms: RequestTerms) {
        var route = FlowFixture.route
        route.mode = mode
        route.options.whenOperatorBusy = whenBusy
        let flow = FlowFixture.flow(route: route, arrivedOn: arrivedOn)
        return (flow.operatorCall, flow.terms)
    }

    private func isRing(_ actions: [CallFlow.Action]) -> Bool {
        if case .originate(let ring)? = actions.first { ring.party == .operator && actions.count == 1 } else { false }
    }

    @Test("An operator is rung, answered where they have dialled, or looked for where they talk with a customer")
    func starts() {
        let ringing = made(.consult)
        #expect(isRing(ringing.call.start(ringing.terms)))
        #expect(ringing.call.leg.state == .ordered)
        let arrived = made(.consult, arrivedOn: dialled)
        #expect(arrived.call.start(arrived.terms) == [.answer(dialled)])
        #expect(arrived.call.leg.state == .ringing)
        let coached = made(.whisper)
        #expect(coached.call.start(coached.terms) == [.findLiveCall("101", apartFrom: [])])
        #expect(coached.call.leg.state == .ended)
        let both = made(.whisper, arrivedOn: dialled)
        #expect(both.call.start(both.terms) == [.answer(dialled), .findLiveCall("101", apartFrom: [dialled])])
    }

    @Test("The live call of an operator's busy phone is looked for once, unless the route does not want that")
    func busy() {
        var (call, terms) = made(.consult)
        #expect(call.turnToLiveCall(.consult, terms) == [.findLiveCall("101", apartFrom: [])])
        #expect(call.fallback == .operatorBusy && call.seeksLiveCall)
        #expect(call.turnToLiveCall(.consult, terms) == nil)
        guard case .busyAfterAll = call.foundNone(terms, .noLiveCall, at: now) else {
            Issue.record("something else is tried")
            return
        }
        #expect(call.fallback == nil && !call.seeksLiveCall)
        var failing = made(.consult, whenBusy: .fail)
        #expect(failing.call.turnToLiveCall(.consult, failing.terms) == nil)
    }

    @Test(
        "An operator on a live call gets a listener there, and hears on the call they dialled that help is on its way")
    func found() {
        var (call, terms) = made(.whisper, arrivedOn: dialled)
        let listener = Leg(channel: .ofSnoop(terms.id, ordinal: 1), extension: "101", orderedAt: now)
        #expect(call.found(live, listener, terms) == dialled)
        #expect(call.isCoaching && call.originator == nil)
        #expect(call.audibleChannel == live && call.promptChannel == dialled)
        #expect(call.dismissNotice() == [.hangUp(dialled)])
        #expect(call.dismissNotice().isEmpty)
        #expect(call.promptChannel == listener.channel)
        #expect(call.orderAgain(terms, at: now) == [.snoop(live, as: listener.channel, .whisper)])
    }

    @Test("An operator without a live call is rung, is there already, or has gone")
    func foundNone() {
        var ringing = made(.whisper)
        guard case .rings(let actions) = ringing.call.foundNone(ringing.terms, .noLiveCall, at: now) else {
            Issue.record("their phone is not rung")
            return
        }
        #expect(isRing(actions) && ringing.call.fallback == .noLiveCall)
        #expect(ringing.call.originator == .ofOperator(ringing.terms.id))
        var arrived = made(.whisper, arrivedOn: dialled)
        guard case .isThere = arrived.call.foundNone(arrived.terms, .noLiveCall, at: now) else {
            Issue.record("they are not on the line")
            return
        }
        var gone = made(.whisper, arrivedOn: dialled)
        let isNews = gone.call.ended()
        guard case .isGone = gone.call.foundNone(gone.terms, .noLiveCall, at: now) else {
            Issue.record("they are on the line still")
            return
        }
        let isNewsAgain = gone.call.ended()
        #expect(isNews && !isNewsAgain)
    }

    @Test("An operator's call on hold is stored, and is not wanted where it was stored as not looked for")
    func storedOnHold() throws {
        var route = FlowFixture.route
        route.mode = .whisper
        var flow = FlowFixture.flow(route: route, arrivedOn: dialled)
        _ = flow.handle(.started, at: now)
        _ = flow.handle(.liveCall(LiveCall(live, isOnHold: true)), at: now)
        let stored = try JSONEncoder().encode(flow)
        let read = try JSONDecoder().decode(CallFlow.self, from: stored)
        #expect(read.operatorCall.customerCall == .onHold(HeldCall(live, at: now)))
        var tree = try #require(try JSONSerialization.jsonObject(with: stored) as? [String: Any])
        tree["seeksLiveCall"] = false
        let other = try JSONSerialization.data(withJSONObject: tree)
        let notWanted = try JSONDecoder().decode(CallFlow.self, from: other)
        #expect(notWanted.operatorCall.customerCall == .notWanted)
    }

    @Test(
        "An operator is waited for as long as their phone may ring, their call be answered, or their request be of use")
    func deadlines() {
        let ringing = made(.consult)
        #expect(ringing.call.deadline(ringing.terms) == now.addingTimeInterval(35))
        var kept = made(.consult)
        _ = kept.call.update(.ofOperator(kept.terms.id)) { $0.keepBack() }
        #expect(kept.call.deadline(kept.terms) == now.addingTimeInterval(120))
        let arrived = made(.consult, arrivedOn: dialled)
        #expect(arrived.call.deadline(arrived.terms) == now.addingTimeInterval(5))
        let sought = made(.whisper)
        #expect(sought.call.deadline(sought.terms) == now.addingTimeInterval(120))
    }
}
