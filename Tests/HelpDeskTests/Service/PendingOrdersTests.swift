import Foundation
import Testing

@testable import HelpDesk

@Suite("Orders that wait for the disk")
struct PendingOrdersTests {
    private let now = FlowFixture.start

    private func flow(_ events: [CallFlow.Event]) -> (CallFlow, [CallFlow.Action]) {
        var flow = FlowFixture.flow()
        var actions = flow.handle(.started, at: now)
        for event in events { actions = flow.handle(event, at: now) }
        return (flow, actions)
    }

    @Test("Orders that ring wait for the disk; what is heard goes out at once")
    func ringing() {
        let (flow, _) = flow([.resolved(FlowFixture.ladder(["200"]))])
        var answered = flow
        let actions = answered.handle(.answered(flow.operatorLeg.channel), at: now)
        var pending = PendingOrders()
        let atOnce = pending.enter(actions, of: answered)
        #expect(atOnce == [.startRinging(flow.operatorLeg.channel)])
        #expect(!pending.isStored)
        let released = pending.stored(1, of: answered)
        #expect(released == actions.filter { if case .originate = $0 { true } else { false } })
        #expect(!released.isEmpty && pending.isStored)
    }

    @Test("Whoever has dialled is taken, and the ringing that an operator hears ends, when the disk knows")
    func answering() {
        let dialled = ChannelID("17.1")
        var flow = FlowFixture.flow(arrivedOn: dialled)
        let started = flow.handle(.started, at: now)
        var pending = PendingOrders()
        let atOnce = pending.enter(started, of: flow)
        #expect(atOnce == started.filter { $0 != .answer(dialled) } && atOnce.count < started.count)
        let released = pending.stored(1, of: flow)
        #expect(released == [.answer(dialled)])

        var (ringing, actions) = self.flow([.resolved(FlowFixture.ladder(["200"]))])
        _ = ringing.handle(.answered(ringing.operatorLeg.channel), at: now)
        let (operatorChannel, helper) = (ringing.operatorLeg.channel, ringing.hunt.attempts[0].channel)
        _ = ringing.handle(.ringing(helper), at: now)
        actions = ringing.handle(.answered(helper), at: now)
        #expect(actions == [.stopRinging(operatorChannel), .join([operatorChannel, helper], .of(ringing.id))])
        var joining = PendingOrders()
        let early = joining.enter(actions, of: ringing)
        let joined = joining.stored(1, of: ringing)
        #expect(early == [] && joined == actions)
    }

    @Test("Whoever is replaced is hung up when the one who replaces them is joined, which waits for the disk")
    func replaced() {
        var (flow, _) = flow([.resolved(FlowFixture.ladder(["200"]))])
        _ = flow.handle(.answered(flow.operatorLeg.channel), at: now)
        let helper = flow.hunt.attempts[0].channel
        _ = flow.handle(.ringing(helper), at: now)
        _ = flow.handle(.answered(helper), at: now)
        let join = CallFlow.Action.join([flow.operatorLeg.channel, helper], .of(flow.id))
        let former = CallFlow.Action.hangUp(.ofSnoop(flow.id, ordinal: 1))
        var pending = PendingOrders()
        let early = pending.enter([join, former], of: flow)
        let released = pending.stored(1, of: flow)
        #expect(early == [] && released == [join, former])
        // Nobody takes the place of one who is hung up before.
        var other = PendingOrders()
        let atOnce = other.enter([former, join], of: flow)
        #expect(atOnce == [former])
    }

    @Test("Orders that wait for the disk are forgotten when their leg has ended meanwhile, and hang-ups never wait")
    func endedMeanwhile() {
        let helper = FlowFixture.ladder(["200"])
        var (flow, actions) = flow([.resolved(helper)])
        var pending = PendingOrders()
        actions = flow.handle(.answered(flow.operatorLeg.channel), at: now)
        _ = pending.enter(actions, of: flow)
        let channel = flow.hunt.attempts[0].channel
        let atOnce = pending.enter(flow.handle(.cancel, at: now), of: flow)
        #expect(atOnce == [.hangUp(channel), .hangUp(flow.operatorLeg.channel)])
        _ = flow.handle(.ended(channel, .normal), at: now)
        let released = pending.stored(2, of: flow)
        #expect(released.isEmpty)
    }

    @Test("What is ordered again while it waits for the disk is given once")
    func repeated() {
        let (flow, _) = flow([.resolved(FlowFixture.ladder(["200"]))])
        var answered = flow
        let actions = answered.handle(.answered(flow.operatorLeg.channel), at: now)
        var pending = PendingOrders()
        for _ in 0..<3 { _ = pending.enter(actions, of: answered) }
        #expect(pending.stored(2, of: answered).isEmpty)
        #expect(pending.stored(3, of: answered) == actions.filter { if case .originate = $0 { true } else { false } })
    }

    @Test(
        "The disk is tried again after a while that grows to two seconds, and at once when it took another request's state"
    )
    func pauses() {
        let (flow, _) = flow([])
        var pending = PendingOrders()
        _ = pending.enter([], of: flow)
        var now = now
        var pauses: [TimeInterval] = []
        for _ in 0..<7 {
            let isDue = pending.takeAttempt(at: now)
            #expect(isDue)
            #expect(!pending.isStored)
            _ = pending.failed(at: now, of: flow)
            guard let retryAt = pending.retryAt else { break }
            let isEarly = pending.takeAttempt(at: now)
            #expect(!isEarly)
            pauses.append(((retryAt.timeIntervalSince(now)) * 10).rounded() / 10)
            now = retryAt
        }
        #expect(pauses == [0.1, 0.2, 0.4, 0.8, 1.6, 2, 2])
        _ = pending.failed(at: now, of: flow)
        pending.retryAtOnce()
        let isHurried = pending.takeAttempt(at: now)
        #expect(isHurried)
        _ = pending.stored(1, of: flow)
        #expect(!pending.isFailing)
        let isAgain = pending.takeAttempt(at: now)
        #expect(!isAgain)
    }

    @Test(
        "Orders are given up when the disk refuses, so that a phone is ordered anew, with all its time, when it can be")
    func orderedAnew() {
        var (flow, actions) = flow([.resolved(FlowFixture.ladder(["200"]))])
        actions = flow.handle(.answered(flow.operatorLeg.channel), at: now)
        var pending = PendingOrders()
        _ = pending.enter(actions, of: flow)
        let withheld = pending.failed(at: now, of: flow)
        #expect(withheld == [flow.hunt.attempts[0].channel])
        for channel in withheld { _ = flow.handle(.withheld(channel), at: now) }
        // Longer than the phone would have rung.
        let later = now.addingTimeInterval(40)
        _ = flow.handle(.tick, at: later)
        let again = flow.handle(.storable, at: later)
        #expect(again == actions.filter { if case .originate = $0 { true } else { false } })
        #expect(!again.isEmpty && flow.hunt.attempts[0].orderedAt == later)
    }
}
