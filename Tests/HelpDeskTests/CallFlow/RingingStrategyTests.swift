import Foundation
import Testing

@testable import HelpDesk

@Suite("Ringing helpers")
struct RingingStrategyTests {
    private let now = FlowFixture.start

    /// A flow whose operator is on the line and has heard the announcement.
    private func flow(_ extensions: [String], _ adjust: (inout Route) -> Void = { _ in }) -> (
        CallFlow, [CallFlow.Action]
    ) {
        var route = FlowFixture.route
        adjust(&route)
        var flow = FlowFixture.flow(route: route)
        _ = flow.handle(.started, at: now)
        _ = flow.handle(.resolved(FlowFixture.ladder(extensions)), at: now)
        _ = flow.handle(.promptFailed(.requestSent), at: now)
        let actions = flow.handle(.answered(flow.operatorLeg.channel), at: now)
        return (flow, actions)
    }

    private func rung(_ actions: [CallFlow.Action]) -> [String] {
        actions.compactMap { if case .originate(let ring) = $0 { ring.extension } else { nil } }
    }

    private func helper(_ flow: CallFlow, ordinal: Int) -> ChannelID { .ofHelper(flow.id, ordinal: ordinal) }

    @Test("A simultaneous route rings all at once, joins the first who answers and hangs up on the others with it")
    func simultaneous() {
        var (flow, actions) = flow(["200", "201", "202"]) { $0.ringing.strategy = .simultaneous }
        #expect(rung(actions) == ["200", "201", "202"])
        for position in 1...3 { _ = flow.handle(.ringing(helper(flow, ordinal: position)), at: now) }
        actions = flow.handle(.answered(helper(flow, ordinal: 2)), at: now.addingTimeInterval(3))
        #expect(
            actions == [
                .hangUp(helper(flow, ordinal: 1)), .hangUp(helper(flow, ordinal: 3)),
                .stopRinging(flow.operatorLeg.channel),
                .join([flow.operatorLeg.channel, helper(flow, ordinal: 2)], .of(flow.id)),
            ])
        #expect(flow.request.manager?.extension == "201")
        #expect(flow.request.attempts.map(\.result) == [.cancelled, .answered, .cancelled])
    }

    @Test("A request goes on when all of those who ring at once have failed, and not before")
    func simultaneousFails() {
        var (flow, _) = flow(["200", "201"]) { $0.ringing.strategy = .simultaneous }
        #expect(flow.handle(.ended(helper(flow, ordinal: 1), .busy), at: now).isEmpty)
        let actions = flow.handle(.ended(helper(flow, ordinal: 2), .busy), at: now)
        #expect(actions.contains { if case .prepare(.unavailable, _) = $0 { true } else { false } })
    }

    @Test("As many rounds are rung as the route says, without those who have declined, then the overflow once")
    func rounds() {
        var route = FlowFixture.route
        route.ringing.rounds = 3
        var ladder = FlowFixture.ladder(["200", "201"])
        ladder.overflow = [Candidate(extension: "900", name: nil, source: .overflow)]
        var flow = FlowFixture.flow(route: route)
        _ = flow.handle(.started, at: now)
        _ = flow.handle(.resolved(ladder), at: now)
        _ = flow.handle(.promptFailed(.requestSent), at: now)
        var actions = flow.handle(.answered(flow.operatorLeg.channel), at: now)
        var all = rung(actions)
        for position in 1... {
            guard flow.stage == .findingHelper else { break }
            actions = flow.handle(
                .ended(helper(flow, ordinal: position), position == 2 ? .declined : .noAnswer), at: now)
            all += rung(actions)
        }
        #expect(all == ["200", "201", "200", "200", "900"])
        #expect(flow.request.attempts.count == 5)
    }

    @Test("Beside a phone that does not ring within two seconds the next one is rung; after ten seconds it is given up")
    func deadPhone() {
        var (flow, _) = flow(["200", "201"])
        _ = flow.handle(.originated(helper(flow, ordinal: 1), isPhone: true), at: now)
        #expect(flow.deadline == now.addingTimeInterval(2))
        #expect(rung(flow.handle(.tick, at: now.addingTimeInterval(2))) == ["201"])
        #expect(flow.request.attempts.map(\.result) == [nil, nil])
        #expect(flow.handle(.tick, at: now.addingTimeInterval(9)).isEmpty)
        #expect(flow.handle(.tick, at: now.addingTimeInterval(10)) == [.hangUp(helper(flow, ordinal: 1))])
        #expect(flow.request.attempts.first?.result == .offline)
    }

    @Test("A phone that rings, that nobody can hear ringing, or that is no phone at all is not taken for dead")
    func livingPhone() {
        var (flow, _) = flow(["200"])
        let patient = flow.deadline
        _ = flow.handle(.originated(helper(flow, ordinal: 1), isPhone: false), at: now)
        #expect(flow.deadline == patient)
        _ = flow.handle(.originated(helper(flow, ordinal: 1), isPhone: true), at: now)
        _ = flow.handle(.disconnected, at: now)
        #expect(flow.deadline == patient)
        _ = flow.handle(
            .reconciled(
                PBXSnapshot(channels: [
                    flow.operatorLeg.channel: .answered, helper(flow, ordinal: 1): .ringing,
                ])), at: now)
        #expect(flow.deadline == patient)
    }

    @Test("A helper whose phone could not ring before the time was up is not said to have let it ring")
    func keptBackTooLong() {
        var (flow, _) = flow(["200", "201"]) { $0.ringing.strategy = .simultaneous }
        _ = flow.handle(.withheld(helper(flow, ordinal: 2)), at: now)
        #expect(flow.handle(.tick, at: now.addingTimeInterval(90)).first == .hangUp(helper(flow, ordinal: 1)))
        #expect(flow.request.attempts.map(\.result) == [.noAnswer, .cancelled])
    }

    @Test("Those who have helped least recently are rung first, source by source")
    func leastRecent() {
        var ladder = FlowFixture.ladder(["200", "201", "202", "203"])
        ladder.candidates.insert(Candidate(extension: "300", name: nil, source: .crm("main")), at: 0)
        ladder.putLeastRecentFirst(["200": now, "202": now.addingTimeInterval(-60), "300": now.addingTimeInterval(9)])
        #expect(ladder.candidates.map(\.extension) == ["300", "201", "203", "202", "200"])
    }
}
