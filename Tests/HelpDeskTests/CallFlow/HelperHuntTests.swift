import Foundation
import Testing

@testable import HelpDesk

@Suite("The hunt for a helper")
struct HelperHuntTests {
    private let now = FlowFixture.start
    private let caller = ChannelID("17.1")
    private let request = FlowFixture.flow().request

    /// A hunt among these, and the terms of its request.
    private func hunt(
        _ numbers: [String], _ adjust: (inout Route) -> Void = { _ in }
    ) -> (hunt: HelperHunt, terms: RequestTerms) {
        var route = FlowFixture.route
        adjust(&route)
        var hunt = HelperHunt()
        hunt.resolved(FlowFixture.ladder(numbers))
        let flow = CallFlow(
            request: request, caller: FlowFixture.caller, route: route, departmentName: "Support",
            expireAfterSeconds: 120)
        return (hunt, flow.terms)
    }

    private func channel(ordinal: Int) -> ChannelID {
        .ofHelper(request.id, ordinal: ordinal)
    }

    private func rung(_ next: HelperHunt.Next) -> [String]? {
        guard case .rings(let actions) = next else { return nil }
        return actions.compactMap { if case .originate(let ring) = $0 { ring.extension } else { nil } }
    }

    private func pickUp(_ hunt: inout HelperHunt, attempt index: Int) {
        let answer = hunt.attempts.update(channel(ordinal: index + 1)) { $0.answered() }
        #expect(answer == .expected)
    }

    /// Rings the first, whose phone is registered and idle, and takes its time.
    private func silent(
        _ numbers: [String], _ adjust: (inout Route) -> Void = { _ in }
    ) -> (hunt: HelperHunt, terms: RequestTerms) {
        var (hunt, terms) = hunt(numbers, adjust)
        _ = hunt.ringNext(terms, for: caller, at: now)
        _ = hunt.attempts.update(channel(ordinal: 1)) { $0.originated(isPhone: true, at: now) }
        return (hunt, terms)
    }

    @Test(
        "A phone's first ring is waited for briefly if somebody else is left, else ten seconds, or as the route says",
        arguments: [
            (["200", "201"], nil, 2), (["200"], nil, 10), (["200", "201"], 7, 7), (["200"], 4, 10),
        ] as [([String], Int?, TimeInterval)])
    func firstRing(numbers: [String], given: Int?, seconds: TimeInterval) {
        let (hunt, terms) = silent(numbers) { $0.ringing.firstRingSeconds = given }
        #expect(hunt.deadline(hunt.attempts[0], terms.route.ringing) == now + seconds)
    }

    @Test("The next helper is rung while a phone stays silent, which is given up after ten seconds")
    func late() {
        var (hunt, terms) = silent(["200", "201", "202"])
        #expect(hunt.becomesLate(0) == true)
        #expect(rung(hunt.ringNext(terms, for: caller, at: now)) == ["201"])
        #expect(hunt.manager?.extension == "201")
        #expect(hunt.attempts[0].isActive)
        #expect(hunt.deadline(hunt.attempts[0], terms.route.ringing) == now + 10)
        // The second one holds up the third.
        #expect(rung(hunt.ringNext(terms, for: caller, at: now)) == [])
        // It wakes up: now both ring, and each has its time.
        _ = hunt.attempts.update(channel(ordinal: 1)) { $0.rang() }
        #expect(!hunt.attempts[0].isLate)
        #expect(hunt.deadline(hunt.attempts[0], terms.route.ringing) == now + 25)
        pickUp(&hunt, attempt: 0)
        #expect(hunt.consents(0, at: now) == [.hangUp(channel(ordinal: 2))])
        #expect(hunt.attempts.map(\.report.result) == [nil, .cancelled])
    }

    @Test("A phone that never rang is offline, and one that did has not answered")
    func neverRang() {
        var (hunt, terms) = silent(["200", "201"])
        #expect(hunt.becomesLate(0) == true)
        _ = hunt.ringNext(terms, for: caller, at: now)
        pickUp(&hunt, attempt: 1)
        #expect(hunt.consents(1, at: now) == [.hangUp(channel(ordinal: 1))])
        #expect(hunt.attempts[0].report.result == .offline)
        for hasRung in [true, false] {
            var (hunt, terms) = silent(["200"])
            if hasRung { _ = hunt.attempts.update(channel(ordinal: 1)) { $0.rang() } }
            guard let before = hunt.attempts.ended(0) else {
                Issue.record("it has ended before")
                return
            }
            hunt.attempts.settle(0, .noAnswer, after: before, terms.route, at: now)
            #expect(hunt.attempts[0].report.result == (hasRung ? .noAnswer : .offline))
        }
    }

    @Test("Ringing begins no further round, nor ends, while a silent phone may still wake up")
    func lateAndAlone() {
        var (hunt, terms) = silent(["200", "201"]) { $0.ringing.rounds = 2 }
        #expect(hunt.becomesLate(0) == true)
        _ = hunt.ringNext(terms, for: caller, at: now)
        guard let before = hunt.attempts.ended(1) else {
            Issue.record("it has ended before")
            return
        }
        hunt.attempts.settle(1, .busy, after: before, terms.route, at: now)
        #expect(hunt.ringNext(terms, for: caller, at: now) == .rings([]))
        #expect(hunt.becomesLate(0) == false)
        _ = hunt.attempts.release(0, .offline, at: now)
        #expect(rung(hunt.ringNext(terms, for: caller, at: now)) == ["200"])
    }

    @Test("Nobody is rung beside a supervisor who has taken the request, however long their phone stays silent")
    func lateTaker() {
        var (hunt, terms) = silent(["200", "201"])
        let taking = hunt.taken(by: Candidate(extension: "200", name: nil, source: .other("x")), at: now)
        #expect(taking.isRinging)
        #expect(hunt.becomesLate(0) == false)
        #expect(hunt.deadline(hunt.attempts[0], terms.route.ringing) == now + 10)
    }

    @Test("Helpers are not rung before the lookup is over, then one after the other, until nobody is left")
    func oneAfterTheOther() {
        var (hunt, terms) = hunt(["200", "201"])
        var unresolved = HelperHunt()
        #expect(unresolved.ringNext(terms, for: caller, at: now) == .rings([]))
        #expect(rung(hunt.ringNext(terms, for: caller, at: now)) == ["200"])
        #expect(rung(hunt.ringNext(terms, for: caller, at: now)) == [])
        #expect(hunt.manager?.extension == "200")
        for (position, reason) in [HangupReason.busy, .noAnswer].enumerated() {
            guard let before = hunt.attempts.ended(position) else {
                Issue.record("attempt \(position) has ended before")
                return
            }
            hunt.attempts.settle(position, reason, after: before, terms.route, at: now)
            if position == 0 { #expect(rung(hunt.ringNext(terms, for: caller, at: now)) == ["201"]) }
        }
        #expect(hunt.attempts.ended(0) == nil)
        #expect(hunt.attempts.map(\.report.result) == [.busy, .noAnswer])
        #expect(hunt.ringNext(terms, for: caller, at: now) == .exhausted(.noAnswer))
    }

    @Test("An empty ladder means that there is no manager, and absent helpers that nobody is online")
    func nobody() {
        var (hunt, terms) = hunt([])
        #expect(hunt.ringNext(terms, for: caller, at: now) == .exhausted(.noManager))
        var absent = self.hunt(["200"]).hunt
        absent.areAbsent(["200": .offline])
        #expect(absent.ringNext(terms, for: caller, at: now) == .exhausted(.paused))
    }

    @Test("When one of several helpers consents, all others are let go of, and the request names the one who helps")
    func consents() {
        var (hunt, terms) = hunt(["200", "201", "202"]) { $0.ringing.strategy = .simultaneous }
        #expect(rung(hunt.ringNext(terms, for: caller, at: now)) == ["200", "201", "202"])
        pickUp(&hunt, attempt: 1)
        #expect(hunt.attempts.willing == nil)
        #expect(hunt.answered(1, terms, at: now.addingTimeInterval(3)).isEmpty)
        #expect(hunt.consents(1, at: now) == [.hangUp(channel(ordinal: 1)), .hangUp(channel(ordinal: 3))])
        #expect(hunt.attempts.willing == 1 && hunt.manager?.extension == "201")
        #expect(hunt.attempts.map(\.report.result) == [.cancelled, .answered, .cancelled])
        #expect(hunt.attempts[1].report.milliseconds == 3000)
    }

    @Test(
        "A key counts from a helper who is asked for it, and from nobody else",
        arguments: [
            (Character("1"), RingAttempt.Result.answered), ("9", .declined), ("3", .noAnswer), ("7", .answered),
        ])
    func keys(key: Character, result: RingAttempt.Result) {
        var (hunt, terms) = hunt(["200"]) { $0.options.acceptKey = "1" }
        _ = hunt.ringNext(terms, for: caller, at: now)
        #expect(hunt.pressed(key, on: channel(ordinal: 1), terms.route, at: now) == .nothing)
        pickUp(&hunt, attempt: 0)
        _ = hunt.answered(0, terms, at: now)
        #expect(hunt.pressed(key, on: channel(ordinal: 1), terms.route, at: now) == .nothing)
        let playback = PlaybackID.of(terms.id, ordinal: 1)
        hunt.attempts.ask(0, .hearing(playback, until: now))
        let answer = hunt.pressed(key, on: channel(ordinal: 1), terms.route, at: now)
        switch key {
        case "1": #expect(answer == .accepts([.stopPlaying(playback)]))
        case "7": #expect(answer == .nothing)
        default: #expect(answer == .leaves([.hangUp(channel(ordinal: 1))]))
        }
        #expect(hunt.attempts[0].report.result == result)
        #expect((hunt.attempts.willing == 0) == (key == "1"))
    }

    @Test("A helper who is on the phone is waited for, looked at once a second, and rung when they are free")
    func waits() {
        var (hunt, terms) = hunt(["200"]) { $0.options.waitSeconds = 20 }
        _ = hunt.ringNext(terms, for: caller, at: now)
        if let before = hunt.attempts.ended(0) { hunt.attempts.settle(0, .busy, after: before, terms.route, at: now) }
        #expect(hunt.ringNext(terms, for: caller, at: now) == .rings([.lookForHelper(["200"])]))
        #expect(hunt.awaitedHelpers(terms.route.ringing) == ["200"])
        #expect(hunt.lookDeadline(terms.route.ringing) == now.addingTimeInterval(1))
        #expect(hunt.ringNext(terms, for: caller, at: now) == .rings([]))
        let isOther = hunt.helperIsFree("201", terms.route.ringing)
        let isFree = hunt.helperIsFree("200", terms.route.ringing)
        #expect(!isOther && isFree)
        #expect(rung(hunt.ringNext(terms, for: caller, at: now)) == ["200"])
        #expect(hunt.lookDeadline(terms.route.ringing) == nil)
        if let before = hunt.attempts.ended(1) { hunt.attempts.settle(1, .busy, after: before, terms.route, at: now) }
        #expect(hunt.ringNext(terms, for: caller, at: now.addingTimeInterval(20)) == .exhausted(.busy))
    }

    @Test(
        "A helper of whom the PBX tells nothing may be rung again a quarter of the waiting time later, at least 10 s",
        arguments: [(20, 10), (120, 30)] as [(Int, TimeInterval)])
    func waitsUntold(waitSeconds: Int, interval: TimeInterval) {
        var (hunt, terms) = hunt(["200"]) { $0.options.waitSeconds = waitSeconds }
        _ = hunt.ringNext(terms, for: caller, at: now)
        if let before = hunt.attempts.ended(0) { hunt.attempts.settle(0, .busy, after: before, terms.route, at: now) }
        let early = hunt.ringNext(terms, for: caller, at: now.addingTimeInterval(interval - 1))
        #expect(early == .rings([.lookForHelper(["200"])]))
        let due = hunt.ringNext(terms, for: caller, at: now.addingTimeInterval(interval))
        #expect(due == .rings([.lookForHelper(["200"], untold: ["200"])]))
    }

    @Test("A request waits for nobody while somebody has picked up or taken it, nor once its overflow is rung")
    func waitsNoMore() {
        var (hunt, terms) = hunt([]) { $0.options.waitSeconds = 20 }
        var ladder = FlowFixture.ladder(["200", "201"])
        ladder.overflow = [Candidate(extension: "900", name: nil, source: .overflow)]
        hunt.resolved(ladder)
        let ringing = terms.route.ringing
        for index in 0..<2 {
            _ = hunt.ringNext(terms, for: caller, at: now)
            guard let before = hunt.attempts.ended(index) else { continue }
            hunt.attempts.settle(index, .busy, after: before, terms.route, at: now)
        }
        #expect(hunt.ringNext(terms, for: caller, at: now) == .rings([.lookForHelper(["200", "201"])]))
        let isFree = hunt.helperIsFree("200", ringing)
        #expect(isFree)
        #expect(rung(hunt.ringNext(terms, for: caller, at: now)) == ["200"])
        #expect(hunt.awaitedHelpers(ringing) == ["201"])
        pickUp(&hunt, attempt: 2)
        #expect(hunt.awaitedHelpers(ringing).isEmpty)
        _ = hunt.attempts.release(2, .declined, at: now)
        #expect(hunt.awaitedHelpers(ringing) == ["201"])
        _ = hunt.taken(by: Candidate(extension: "300", name: nil, source: .department("support")), at: now)
        #expect(rung(hunt.ringNext(terms, for: caller, at: now)) == ["300"])
        #expect(hunt.awaitedHelpers(ringing).isEmpty)
        _ = hunt.attempts.release(3, .noAnswer, at: now)
        #expect(hunt.awaitedHelpers(ringing) == ["201"])
        #expect(rung(hunt.ringNext(terms, for: caller, at: now + 20)) == ["900"])
        #expect(hunt.awaitedHelpers(ringing).isEmpty)
    }

    @Test("Whoever takes a request is rung alone, and those who were interrupted are rung again afterwards")
    func taken() {
        var (hunt, terms) = hunt(["200", "201"]) { $0.ringing.strategy = .simultaneous }
        let sara = Candidate(extension: "300", name: "Sara", source: .department("support"))
        _ = hunt.ringNext(terms, for: caller, at: now)
        let taking = hunt.taken(by: sara, at: now)
        #expect(taking.stopping == [.hangUp(channel(ordinal: 1)), .hangUp(channel(ordinal: 2))] && !taking.isRinging)
        #expect(rung(hunt.ringNext(terms, for: caller, at: now)) == ["300"])
        let again = hunt.taken(by: sara, at: now)
        #expect(again.stopping.isEmpty && again.isRinging)
        _ = hunt.attempts.ended(2)
        #expect(rung(hunt.ringNext(terms, for: caller, at: now)) == ["200", "201"])
    }

    @Test("Phones that are there and stay silent are given up, unless their ringing may have been missed")
    func deadlines() {
        var (hunt, terms) = hunt(["200"])
        let ringing = terms.route.ringing
        _ = hunt.ringNext(terms, for: caller, at: now)
        #expect(hunt.deadline(hunt.attempts[0], ringing) == now.addingTimeInterval(25))
        _ = hunt.attempts.update(channel(ordinal: 1)) { $0.originated(isPhone: true, at: now) }
        #expect(hunt.deadline(hunt.attempts[0], ringing) == now.addingTimeInterval(10))
        hunt.attempts.disconnected()
        #expect(hunt.deadline(hunt.attempts[0], ringing) == now.addingTimeInterval(25))
        hunt.attempts.reconnected()
        #expect(hunt.totalDeadline(since: now, ringing) == now.addingTimeInterval(90))
        pickUp(&hunt, attempt: 0)
        #expect(hunt.totalDeadline(since: now, ringing) == nil)
        hunt.attempts.ask(0, .asked(until: now.addingTimeInterval(10)))
        #expect(hunt.deadline(hunt.attempts[0], ringing) == now.addingTimeInterval(10))
        #expect(hunt.attempts.pressedNothing(0) == [.hangUp(channel(ordinal: 1))])
        #expect(hunt.attempts[0].report.result == .noAnswer)
    }

    @Test("A helper's order that was kept back is given again in the same channel, with all its time")
    func again() {
        var (hunt, terms) = hunt(["200"])
        let first = hunt.ringNext(terms, for: caller, at: now)
        _ = hunt.attempts.update(channel(ordinal: 1)) { $0.keepBack() }
        let later = now.addingTimeInterval(40)
        let actions = hunt.ringAgain(0, terms, for: caller, at: later)
        #expect(first == .rings(actions))
        #expect(hunt.attempts.count == 1 && hunt.attempts[0].orderedAt == later)
        #expect(hunt.attempts[0].state == .ordered)
    }
}
