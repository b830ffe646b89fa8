import Foundation
import Testing

@testable import HelpDesk

@Suite("The consult flow")
struct CallFlowTests {
    private var flow = FlowFixture.flow()
    private let now = FlowFixture.start
    private var operatorChannel: ChannelID { flow.operatorLeg.channel }

    private func helper(ordinal: Int) -> ChannelID {
        .ofHelper(flow.id, ordinal: ordinal)
    }

    @discardableResult
    private mutating func happens(_ event: CallFlow.Event, after seconds: TimeInterval = 0) -> [CallFlow.Action] {
        flow.handle(event, at: now.addingTimeInterval(seconds))
    }

    private mutating func operatorOnTheLine(_ extensions: [String]) {
        happens(.started)
        happens(.resolved(FlowFixture.ladder(extensions)))
        happens(.promptReady(.requestSent, FlowFixture.audio))
        happens(.ringing(operatorChannel))
        happens(.answered(operatorChannel), after: 2)
    }

    @Test("A consult rings the operator and asks for their manager at the same time")
    mutating func startsBoth() {
        let actions = happens(.started)
        #expect(actions.count == 2)
        #expect(actions.last == .lookUp)
        guard case .originate(let ring) = actions.first else {
            Issue.record("no phone is rung: \(actions)")
            return
        }
        #expect(ring.extension == "101")
        #expect(ring.channel == .ofOperator(flow.id))
    }

    @Test("A consult plays the announcement and rings the helper as soon as the operator answers")
    mutating func announces() {
        happens(.started)
        happens(.resolved(FlowFixture.ladder(["200"])))
        happens(.promptReady(.requestSent, FlowFixture.audio))
        let actions = happens(.answered(operatorChannel))
        guard case .play(FlowFixture.audio, _, on: operatorChannel) = actions.first,
            case .originate(let ring) = actions.last
        else {
            Issue.record("unexpected: \(actions)")
            return
        }
        #expect(ring.extension == "200")
        #expect(flow.request.manager?.extension == "200")
    }

    @Test("The operator hears ringing while the lookup is under way")
    mutating func ringsWhileLookingUp() {
        happens(.started)
        #expect(happens(.answered(operatorChannel)) == [.startRinging(operatorChannel)])
        let actions = happens(.resolved(FlowFixture.ladder(["200"])))
        #expect(actions.contains { if case .originate = $0 { true } else { false } })
    }

    @Test("A consult joins the two only when the announcement is over, and is connected only when the PBX says so")
    mutating func joins() {
        operatorOnTheLine(["200"])
        happens(.ringing(helper(ordinal: 1)), after: 3)
        #expect(flow.request.state == .ringingManager)
        #expect(happens(.answered(helper(ordinal: 1)), after: 4).isEmpty)
        let actions = happens(.playbackFinished(.of(flow.id, ordinal: 1)), after: 5)
        #expect(actions == [.join([operatorChannel, helper(ordinal: 1)], .of(flow.id))])
        happens(.joined(operatorChannel), after: 5)
        #expect(flow.request.state == .ringingManager)
        happens(.joined(helper(ordinal: 1)), after: 5)
        #expect(flow.request.state == .connected)
        #expect(flow.request.attempts == [RingAttempt(extension: "200", result: .answered, milliseconds: 2000)])
    }

    @Test(
        "The next helper is rung, whatever became of the one before",
        arguments: [
            (HangupReason.busy, RingAttempt.Result.busy), (.declined, .declined), (.noAnswer, .noAnswer),
            (.offline, .offline), (.failed, .error),
        ])
    mutating func nextHelper(reason: HangupReason, result: RingAttempt.Result) {
        operatorOnTheLine(["200", "201"])
        let actions = happens(.ended(helper(ordinal: 1), reason), after: 3)
        guard case .originate(let ring) = actions.last else {
            Issue.record("nobody is rung: \(actions)")
            return
        }
        #expect(ring.extension == "201")
        #expect(flow.request.attempts.first?.result == result)
    }

    @Test("A helper who rejects a call that rings has declined: nobody waits for them, or rings them again")
    mutating func rejected() {
        var route = FlowFixture.route
        route.ringing.rounds = 2
        route.options.waitSeconds = 30
        flow = FlowFixture.flow(route: route)
        operatorOnTheLine(["200"])
        happens(.originated(helper(ordinal: 1), isPhone: true), after: 2)
        happens(.ringing(helper(ordinal: 1)), after: 3)
        let actions = happens(.ended(helper(ordinal: 1), .busy, HangupCause(q850: 17, sip: 486)), after: 6)
        #expect(!actions.contains { if case .originate = $0 { true } else { false } })
        #expect(!actions.contains(.lookForHelper(["200"])) && flow.isClosing)
        #expect(flow.request.attempts.map(\.result) == [.declined])
    }

    @Test(
        "A request keeps what the network says of each phone, even after the end, but not of our own hang-ups")
    mutating func causes() {
        operatorOnTheLine(["200", "201", "202"])
        let (busy, silent) = (HangupCause(q850: 17, sip: 486), HangupCause(q850: 19, sip: 480))
        happens(.ended(helper(ordinal: 1), .noAnswer, silent), after: 3)
        // Asterisk tells of a busy phone twice.
        happens(.ended(helper(ordinal: 2), .busy), after: 4)
        happens(.ended(helper(ordinal: 2), .busy, busy), after: 4)
        happens(.cancel, after: 5)
        happens(.ended(helper(ordinal: 3), .declined, HangupCause(q850: 21, sip: 603)), after: 5)
        #expect(flow.request.attempts.map(\.cause) == [silent, busy, nil])
    }

    @Test("A request without a helper tells the operator that nobody is available, and ends so")
    mutating func unavailable() {
        operatorOnTheLine(["200"])
        happens(.playbackFinished(.of(flow.id, ordinal: 1)), after: 5)
        let preparing = happens(.ended(helper(ordinal: 1), .busy), after: 6)
        let values = preparing.compactMap { action -> PromptValues? in
            if case .prepare(.unavailable, let values) = action { values } else { nil }
        }
        #expect(values.map(\.manager) == ["Helper 200"] && values.map(\.extension) == ["200"])
        #expect(flow.request.manager == nil, "the one who has not come is named to the operator alone")
        let playing = happens(.promptReady(.unavailable, FlowFixture.audio), after: 6)
        #expect(playing == [.play(FlowFixture.audio, .of(flow.id, ordinal: 2), on: operatorChannel)])
        #expect(happens(.playbackFinished(.of(flow.id, ordinal: 2)), after: 9) == [.hangUp(operatorChannel)])
        happens(.ended(operatorChannel, .normal), after: 9)
        #expect(flow.request.state == .unavailable)
        #expect(flow.request.outcome == .busy)
        #expect(flow.request.manager == nil)
    }

    @Test("Only somebody whose phone was rung is named as not available, also after a restart")
    mutating func namedOnceRung() {
        func named(_ actions: [CallFlow.Action]) -> [String?] {
            actions.compactMap { action in
                if case .prepare(.unavailable, let values) = action { .some(values.manager) } else { nil }
            }
        }
        var unrung = self
        unrung.happens(.started)
        unrung.happens(.resolved(FlowFixture.ladder(["200"])))
        unrung.happens(.absent(["200": .busy]))
        unrung.happens(.promptReady(.requestSent, FlowFixture.audio))
        #expect(named(unrung.happens(.answered(unrung.operatorChannel), after: 2)) == [nil])

        operatorOnTheLine(["200"])
        happens(.playbackFinished(.of(flow.id, ordinal: 1)), after: 5)
        #expect(named(happens(.ended(helper(ordinal: 1), .busy), after: 6)) == ["Helper 200"])
        #expect(named(happens(.resumed, after: 7)) == ["Helper 200"])
    }

    @Test("A ringing helper is hung up on when the operator hangs up")
    mutating func operatorHangsUp() {
        operatorOnTheLine(["200"])
        happens(.ringing(helper(ordinal: 1)), after: 3)
        #expect(happens(.ended(operatorChannel, .normal), after: 4) == [.hangUp(helper(ordinal: 1))])
        #expect(flow.request.state == .ringingManager)
        happens(.ended(helper(ordinal: 1), .normal), after: 4)
        #expect(flow.request.state == .cancelled)
        #expect(flow.request.outcome == .operatorHungUp)
        #expect(flow.request.attempts.first?.result == .cancelled)
    }

    @Test("Helpers are rung no more when the time over all of them is up")
    mutating func totalSeconds() {
        operatorOnTheLine(["200", "201"])
        happens(.playbackFinished(.of(flow.id, ordinal: 1)), after: 5)
        happens(.ended(helper(ordinal: 1), .noAnswer), after: 80)
        #expect(happens(.tick, after: 93).first == .hangUp(helper(ordinal: 2)))
        #expect(flow.request.attempts.map(\.result) == [.noAnswer, .noAnswer])
    }

    @Test("A request expires when the PBX could not be reached in time")
    mutating func expires() {
        happens(.started)
        happens(.deferred(operatorChannel))
        #expect(flow.deadline == now.addingTimeInterval(120))
        happens(.tick, after: 120)
        #expect(flow.request.state == .expired)
        #expect(flow.isEnded)
    }

    @Test(
        "A request does not end with an order to ring whose reply is lost when the operator has picked up all the same")
    mutating func lostReply() {
        operatorOnTheLine(["200"])
        #expect(happens(.refused(operatorChannel, .failed), after: 3).isEmpty)
        #expect(!flow.isClosing)
    }

    @Test(
        "Joining the two is not given up while events are missed, by whatever: the PBX's list tells that they talk",
        arguments: [CallFlow.Event.disconnected, .resumed])
    mutating func joinedUnseen(missing: CallFlow.Event) {
        operatorOnTheLine(["200"])
        happens(.answered(helper(ordinal: 1)), after: 4)
        happens(.playbackFinished(.of(flow.id, ordinal: 1)), after: 5)
        happens(missing, after: 6)
        #expect(flow.deadline == nil)
        #expect(happens(.tick, after: 60).isEmpty)
        let both: [ChannelID] = [operatorChannel, helper(ordinal: 1)]
        #expect(happens(.joinFailed(both), after: 60).isEmpty)
        var lost = flow
        let snapshot = PBXSnapshot(
            channels: [both[0]: .answered, both[1]: .answered], bridges: [.of(flow.id): Set(both)])
        #expect(happens(.reconciled(snapshot), after: 61).isEmpty)
        #expect(flow.request.state == .connected)
        // Who has not been joined is, and has the usual time for it.
        let apart = PBXSnapshot(channels: snapshot.channels)
        let later = now.addingTimeInterval(61)
        #expect(lost.handle(.reconciled(apart), at: later) == [.join(both, .of(lost.id))])
        #expect(lost.deadline == later.addingTimeInterval(5))
    }

    @Test("An operator who has dialled is not given up while events are missed: their call is answered later")
    func dialledUnseen() {
        let dialled = ChannelID("17.1")
        var flow = FlowFixture.flow(arrivedOn: dialled)
        _ = flow.handle(.started, at: now)
        _ = flow.handle(.disconnected, at: now)
        let later = now.addingTimeInterval(60)
        #expect(flow.handle(.tick, at: later).isEmpty)
        #expect(flow.handle(.reconciled(PBXSnapshot(channels: [dialled: .ringing])), at: later) == [.answer(dialled)])
        #expect(flow.deadline == later.addingTimeInterval(5))
    }

    @Test("The operator is rung when the PBX is back in time")
    mutating func waitsForPBX() {
        happens(.started)
        happens(.deferred(operatorChannel))
        let actions = happens(.reconciled(PBXSnapshot()), after: 60)
        guard case .originate(let ring) = actions.first else {
            Issue.record("nobody is rung: \(actions)")
            return
        }
        #expect(ring.channel == operatorChannel)
    }

    @Test("A helper whose ringing a crash has left in doubt is not rung again")
    mutating func crashWhileOrdering() {
        operatorOnTheLine(["200", "201"])
        happens(.resumed, after: 3)
        let snapshot = PBXSnapshot(channels: [operatorChannel: .answered])
        let actions = happens(.reconciled(snapshot), after: 3)
        #expect(actions.first == .hangUp(helper(ordinal: 1)))
        guard case .originate(let ring) = actions.last else {
            Issue.record("nobody is rung: \(actions)")
            return
        }
        #expect(ring.extension == "201")
        #expect(flow.request.attempts.first?.result == .error)
    }

    @Test("A leg is not missed in a list of channels that is older than the leg")
    mutating func oldSnapshot() {
        happens(.started)
        happens(.originated(operatorChannel, isPhone: false), after: 2)
        #expect(happens(.reconciled(PBXSnapshot(takenAt: now.addingTimeInterval(1))), after: 3).isEmpty)
        #expect(flow.request.state == .accepted)
        happens(.reconciled(PBXSnapshot(takenAt: now.addingTimeInterval(4))), after: 5)
        #expect(flow.request.state == .failed)
    }

    @Test(
        "A request goes on half a second after an announcement whose end may be missed, however often the PBX was away")
    mutating func missedEnd() {
        // For three seconds from here on, and two more for the PBX to tell of it.
        operatorOnTheLine(["200"])
        let snapshot = PBXSnapshot(channels: [operatorChannel: .answered, helper(ordinal: 1): .answered])
        happens(.originated(helper(ordinal: 1), isPhone: true), after: 2)
        #expect(happens(.answered(helper(ordinal: 1)), after: 3).isEmpty)
        #expect(flow.deadline == now.addingTimeInterval(7))
        for seconds in [3.5, 4, 4.5] {
            happens(.disconnected, after: seconds)
            #expect(happens(.reconciled(snapshot), after: seconds).isEmpty)
        }
        #expect(flow.deadline == now.addingTimeInterval(5.5))
        #expect(
            happens(.tick, after: 5.5).contains(.join([operatorChannel, helper(ordinal: 1)], .of(flow.id))))
    }

    @Test("The operator hears ringing when the PBX is back, where the order for it was given while the PBX was away")
    mutating func ringsAgain() {
        operatorOnTheLine(["200"])
        happens(.ringing(helper(ordinal: 1)), after: 3)
        happens(.disconnected, after: 4)
        // The announcement is over by now, and nobody has told so.
        #expect(happens(.tick, after: 7) == [.startRinging(operatorChannel)])
        let snapshot = PBXSnapshot(channels: [operatorChannel: .answered, helper(ordinal: 1): .ringing])
        #expect(happens(.reconciled(snapshot), after: 8) == [.startRinging(operatorChannel)])
    }

    @Test("The operator hears that nobody is available when the PBX is back, unless that is after the request's time")
    mutating func unavailableLater() {
        operatorOnTheLine(["200"])
        happens(.playbackFinished(.of(flow.id, ordinal: 1)), after: 5)
        happens(.disconnected, after: 6)
        let preparing = happens(.tick, after: 92)
        #expect(preparing.contains { if case .prepare(.unavailable, _) = $0 { true } else { false } })
        #expect(happens(.promptReady(.unavailable, FlowFixture.audio), after: 93).isEmpty)
        #expect(flow.deadline == now.addingTimeInterval(120))
        var late = flow
        let back = happens(.reconciled(PBXSnapshot(channels: [operatorChannel: .answered])), after: 100)
        #expect(back.contains(.play(FlowFixture.audio, .of(flow.id, ordinal: 2), on: operatorChannel)))
        #expect(late.handle(.tick, at: now.addingTimeInterval(120)).contains(.hangUp(operatorChannel)))
        for channel in [operatorChannel, helper(ordinal: 1)] {
            _ = late.handle(.ended(channel, .normal), at: now.addingTimeInterval(120))
        }
        #expect(late.request.state == .unavailable && late.request.outcome == .noAnswer)
    }

    @Test("The operator hears that nobody is available once the PBX is back that went away at that very moment")
    mutating func notPlayed() {
        operatorOnTheLine(["200"])
        happens(.playbackFinished(.of(flow.id, ordinal: 1)), after: 5)
        happens(.ended(helper(ordinal: 1), .busy), after: 6)
        happens(.promptReady(.unavailable, FlowFixture.audio), after: 6)
        let snapshot = PBXSnapshot(channels: [operatorChannel: .answered])
        let refusal = CallFlow.Event.notPlayed(.of(flow.id, ordinal: 2), FlowFixture.audio)
        let again = CallFlow.Action.play(FlowFixture.audio, .of(flow.id, ordinal: 3), on: operatorChannel)
        var late = flow
        #expect(happens(refusal, after: 6).isEmpty)
        happens(.disconnected, after: 6)
        #expect(happens(.reconciled(snapshot), after: 8) == [again])
        // The answer to the order comes after all that.
        let later = now.addingTimeInterval(8)
        _ = late.handle(.disconnected, at: later)
        #expect(late.handle(.reconciled(snapshot), at: later).isEmpty)
        #expect(late.handle(refusal, at: later) == [again])
    }

    @Test("A request goes on without an announcement that the PBX was not there to play")
    mutating func announcementNotPlayed() {
        operatorOnTheLine(["200"])
        let actions = happens(.notPlayed(.of(flow.id, ordinal: 1), FlowFixture.audio), after: 2)
        #expect(actions == [.startRinging(operatorChannel)])
    }
}
