import Foundation
import Testing

@testable import HelpDesk

@Suite("Supervisors who see to a request themselves")
struct SupervisorFlowTests {
    private let now = FlowFixture.start
    private let sara = Candidate(extension: "300", name: "Sara", source: .department("support"))

    /// A flow whose operator is on the line and has heard the announcement, ringing the first of these.
    private func ringing(
        _ extensions: [String], urgency: Urgency = .normal, _ adjust: (inout Route) -> Void = { _ in }
    ) -> CallFlow {
        var route = FlowFixture.route
        adjust(&route)
        var flow = FlowFixture.flow(route: route, urgency: urgency)
        _ = flow.handle(.started, at: now)
        _ = flow.handle(.resolved(FlowFixture.ladder(extensions)), at: now)
        _ = flow.handle(.promptFailed(.requestSent), at: now)
        _ = flow.handle(.answered(flow.operatorLeg.channel), at: now)
        return flow
    }

    private func helper(_ flow: CallFlow, ordinal: Int) -> ChannelID { .ofHelper(flow.id, ordinal: ordinal) }

    private func connected() -> CallFlow {
        var flow = ringing(["200"])
        _ = flow.handle(.answered(helper(flow, ordinal: 1)), at: now)
        _ = flow.handle(.joined(flow.operatorLeg.channel), at: now)
        _ = flow.handle(.joined(helper(flow, ordinal: 1)), at: now)
        return flow
    }

    private func rung(_ actions: [CallFlow.Action]) -> [String] {
        actions.compactMap { if case .originate(let ring) = $0 { ring.extension } else { nil } }
    }

    @Test("A supervisor who takes a request is rung at once, alone, and once, however often they say so")
    func takes() {
        var flow = ringing(["200", "201"]) { $0.ringing.strategy = .simultaneous }
        let actions = flow.handle(.taken(by: sara), at: now)
        #expect(actions.prefix(2) == [.hangUp(helper(flow, ordinal: 1)), .hangUp(helper(flow, ordinal: 2))])
        #expect(rung(actions) == ["300"])
        #expect(flow.handle(.taken(by: sara), at: now).isEmpty)
        #expect(flow.request.attempts.map(\.extension) == ["200", "201", "300"])
        #expect(flow.request.attempts.map(\.result) == [.cancelled, .cancelled, nil])
        #expect(flow.request.manager == sara)
    }

    @Test("If a supervisor who has taken a request does not pick up, those whom they have interrupted are rung again")
    func takerFails() {
        var flow = ringing(["200"])
        _ = flow.handle(.taken(by: sara), at: now)
        let actions = flow.handle(.ended(helper(flow, ordinal: 2), .noAnswer), at: now)
        #expect(rung(actions) == ["200"])
        // The overflow is for others than them.
        let closing = flow.handle(.ended(helper(flow, ordinal: 3), .noAnswer), at: now)
        #expect(rung(closing).isEmpty)
        #expect(flow.isClosing)
    }

    @Test(
        "Of two supervisors who take a request the later one is rung, then the other one, and those of the ladder last",
        arguments: [true, false])
    func takenTwice(isEarly: Bool) {
        let mina = Candidate(extension: "301", name: "Mina", source: .department("support"))
        var flow = FlowFixture.flow()
        _ = flow.handle(.started, at: now)
        var events: [CallFlow.Event] = [
            .resolved(FlowFixture.ladder(["200"])), .promptFailed(.requestSent), .answered(.ofOperator(flow.id)),
        ]
        events.insert(contentsOf: [.taken(by: sara), .taken(by: mina)], at: isEarly ? 0 : events.count)
        for event in events { _ = flow.handle(event, at: now) }
        var ordinal = flow.request.attempts.count
        #expect(flow.request.attempts.last?.extension == "301")
        for number in ["300", "200"] {
            #expect(rung(flow.handle(.ended(helper(flow, ordinal: ordinal), .declined), at: now)) == [number])
            ordinal += 1
        }
        // They are rung as those who took it, whatever their presence and the time are.
        #expect(flow.hunt.attempts.filter(\.isTaker).suffix(2).map(\.extension) == ["301", "300"])
    }

    @Test(
        "A supervisor who takes a request before the operator picks up, or the ladder is found, is rung first"
    )
    func takesEarly() {
        var flow = FlowFixture.flow()
        _ = flow.handle(.started, at: now)
        _ = flow.handle(.taken(by: sara), at: now)
        #expect(flow.request.manager == sara)
        _ = flow.handle(.resolved(FlowFixture.ladder([])), at: now)
        #expect(rung(flow.handle(.answered(flow.operatorLeg.channel), at: now)) == ["300"])
        #expect(!flow.isClosing)
    }

    @Test("Nobody is rung any more when a supervisor who has taken a request leaves it after the time over all helpers")
    func takerLeavesLate() {
        var flow = ringing(["200", "201"])
        #expect(rung(flow.handle(.taken(by: sara), at: now.addingTimeInterval(85))) == ["300"])
        let late = now.addingTimeInterval(105)
        #expect(rung(flow.handle(.ended(helper(flow, ordinal: 2), .noAnswer), at: late)).isEmpty)
        #expect(flow.isClosing)
        #expect(flow.request.attempts.map(\.result) == [.cancelled, .noAnswer])
        // Whoever else has taken it is rung all the same.
        var other = ringing(["200"])
        let mina = Candidate(extension: "301", name: "Mina", source: .department("support"))
        for taker in [sara, mina] { _ = other.handle(.taken(by: taker), at: now.addingTimeInterval(85)) }
        #expect(rung(other.handle(.ended(helper(other, ordinal: 3), .noAnswer), at: late)) == ["300"])
    }

    @Test("A helper on the ladder who takes a request keeps their place in it, and is not rung twice in its round")
    func takerOfTheLadder() {
        var flow = ringing(["200", "201"])
        let second = Candidate(extension: "201", name: nil, source: .department("support"))
        #expect(rung(flow.handle(.taken(by: second), at: now)) == ["201"])
        #expect(rung(flow.handle(.ended(helper(flow, ordinal: 2), .declined), at: now)) == ["200"])
        _ = flow.handle(.ended(helper(flow, ordinal: 3), .noAnswer), at: now)
        #expect(flow.isClosing)
    }

    @Test("Nobody can take a request that is answered, connected or over, nor operators their own")
    func refusesTaking() {
        let event = CallFlow.Event.taken(by: sara)
        var flow = ringing(["200"])
        let own = Candidate(extension: "101", name: nil, source: .department("support"))
        #expect(flow.refusal(of: event) == nil)
        #expect(flow.refusal(of: .taken(by: own)) == .takesPart)
        _ = flow.handle(.answered(helper(flow, ordinal: 1)), at: now)
        #expect(flow.refusal(of: event) == .alreadyAnswered)
        #expect(flow.handle(event, at: now).isEmpty)
        #expect(connected().refusal(of: event) == .alreadyAnswered)
        _ = flow.handle(.cancel, at: now)
        #expect(flow.refusal(of: event) == .over)
    }

    @Test("A supervisor who comes to a call of two gets a listener on the operator's leg, in a bridge of their own")
    func visits() {
        var flow = connected()
        let phone = ChannelID.ofSupervisor(flow.id, ordinal: 1)
        let listener = ChannelID.ofSnoop(flow.id, ordinal: 1)
        #expect(rung(flow.handle(.visited(by: sara, .whisper), at: now)) == ["300"])
        #expect(rung(flow.handle(.visited(by: sara, .whisper), at: now)).isEmpty)
        #expect(flow.request.supervisors.map(\.state) == [.ringing])
        #expect(
            flow.handle(.answered(phone), at: now) == [.snoop(flow.operatorLeg.channel, as: listener, .whisper)])
        #expect(
            flow.handle(.answered(listener), at: now) == [
                .join([listener, phone], .ofSupervisor(flow.id, ordinal: 1))
            ])
        _ = flow.handle(.joined(listener), at: now)
        _ = flow.handle(.joined(phone), at: now)
        #expect(flow.request.supervisors.map(\.state) == [.joined])
        #expect(flow.request.state == .connected)

        // Their keypad, and the same call again, change how they are there.
        let barging = ChannelID.ofSnoop(flow.id, ordinal: 2)
        _ = flow.handle(.pressed(phone, "*"), at: now)
        #expect(
            flow.handle(.pressed(phone, "2"), at: now) == [.snoop(flow.operatorLeg.channel, as: barging, .barge)])
        #expect(
            flow.handle(.answered(barging), at: now) == [
                .join([barging, phone], .ofSupervisor(flow.id, ordinal: 1)), .hangUp(listener),
            ])
        #expect(flow.request.supervisors.map(\.mode) == [.barge])
        #expect(flow.request.mode == .consult)

        // Their leaving is their own affair.
        #expect(
            flow.handle(.ended(phone, .normal), at: now) == [
                .hangUp(barging), .destroy(.ofSupervisor(flow.id, ordinal: 1)),
            ])
        #expect(flow.request.supervisors.map(\.state) == [.left])
        #expect(flow.request.state == .connected)
    }

    @Test("A supervisor who has to leave is hung up on every five seconds until the PBX confirms it; the call goes on")
    func hangsUpAgain() {
        var flow = connected()
        let phone = ChannelID.ofSupervisor(flow.id, ordinal: 1)
        _ = flow.handle(.visited(by: sara, .listen), at: now)
        _ = flow.handle(.answered(phone), at: now)
        let left = now.addingTimeInterval(60)
        #expect(flow.handle(.ended(.ofSnoop(flow.id, ordinal: 1), .normal), at: left) == [.hangUp(phone)])
        let later = left.addingTimeInterval(5)
        #expect(flow.deadline == later)
        #expect(flow.handle(.tick, at: later) == [.hangUp(phone)])
        #expect(flow.deadline == later.addingTimeInterval(5))
        _ = flow.handle(.ended(phone, .normal), at: later)
        #expect(flow.deadline == nil && flow.request.state == .connected)
    }

    @Test("The end of the call is the end of a visit, whether the supervisor is there or still rung")
    func callEnds() {
        var flow = connected()
        let phone = ChannelID.ofSupervisor(flow.id, ordinal: 1)
        _ = flow.handle(.visited(by: sara, .listen), at: now)
        let actions = flow.handle(.ended(flow.operatorLeg.channel, .normal), at: now)
        #expect(actions.contains(.hangUp(phone)) && actions.contains(.hangUp(helper(flow, ordinal: 1))))
        #expect(flow.request.supervisors.map(\.state) == [.cancelled])
        _ = flow.handle(.ended(helper(flow, ordinal: 1), .normal), at: now)
        #expect(!flow.isEnded)
        _ = flow.handle(.ended(phone, .normal), at: now)
        _ = flow.handle(.destroyed(.of(flow.id)), at: now)
        #expect(flow.request.outcome == .helped)
    }

    @Test("A supervisor cannot visit a call that is not connected, nor can one of the two")
    func refusesVisits() {
        #expect(ringing(["200"]).refusal(of: .visited(by: sara, .listen)) == .notConnected)
        let flow = connected()
        for number in ["101", "200"] {
            let one = Candidate(extension: number, name: nil, source: .department("support"))
            #expect(flow.refusal(of: .visited(by: one, .listen)) == .takesPart)
        }
    }

    @Test("A helper who is not online any more is rung no more, and their phone stops ringing")
    func absent() {
        var flow = ringing(["200", "201", "202"])
        let actions = flow.handle(.absent(["200": .busy, "201": .onBreak]), at: now)
        #expect(actions.first == .hangUp(helper(flow, ordinal: 1)))
        #expect(rung(actions) == ["202"])
        #expect(flow.request.attempts.map(\.result) == [.declined, nil])
        // What they have taken themselves is no disturbance.
        let second = Candidate(extension: "201", name: nil, source: .department("support"))
        #expect(rung(flow.handle(.taken(by: second), at: now)) == ["201"])
        #expect(flow.handle(.absent(["200": .busy, "201": .onBreak, "202": .offline]), at: now).isEmpty)
    }

    @Test("An emergency rings helpers who are not online all the same")
    func emergency() {
        var flow = ringing(["200", "201"], urgency: .emergency)
        #expect(flow.handle(.absent(["200": .busy, "201": .onBreak]), at: now).isEmpty)
        #expect(rung(flow.handle(.ended(helper(flow, ordinal: 1), .noAnswer), at: now)) == ["201"])
    }

    @Test("When nobody is online any more in the middle of a request, the operator hears that nobody is available")
    func nobodyOnline() {
        var route = FlowFixture.route
        route.options.waitSeconds = 20
        var flow = FlowFixture.flow(route: route)
        _ = flow.handle(.started, at: now)
        _ = flow.handle(.absent(["200": .busy]), at: now)
        _ = flow.handle(.resolved(FlowFixture.ladder(["200"])), at: now)
        #expect(rung(flow.handle(.answered(flow.operatorLeg.channel), at: now)).isEmpty)
        #expect(flow.isClosing)
        _ = flow.handle(.ended(flow.operatorLeg.channel, .normal), at: now)
        #expect(flow.request.outcome == .paused)
        #expect(flow.request.passedOver.map(\.reason) == [.isBusy])
    }

    @Test(
        "A supervisor who only listens does not change the request in operators' eyes; one who may speak does")
    func listener() {
        for (mode, isSeen) in [(CallMode.listen, false), (.whisper, true)] {
            var flow = connected()
            let before = flow.request
            let later = now.addingTimeInterval(60)
            _ = flow.handle(.visited(by: sara, mode), at: later)
            #expect(flow.request.supervisors.map(\.mode) == [mode])
            #expect(flow.request.updatedAt == (isSeen ? later : before.updatedAt))
            #expect((flow.request.asOperatorsSeeIt(in: CallCenter()) == before) == !isSeen)
        }
    }
}
