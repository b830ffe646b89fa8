import Foundation
import Testing

@testable import HelpDesk

@Suite("A route that rings several phones at once")
struct AtOnceTests {
    private static let numbers = (200..<240).map(String.init)

    private static func flow(atOnce: Int, key: String? = nil, helpers: [String] = numbers) -> CallFlow {
        var route = FlowFixture.route
        route.ringing.strategy = .simultaneous
        route.ringing.atOnce = atOnce
        route.options.acceptKey = key
        var flow = FlowFixture.flow(route: route)
        _ = flow.handle(.started, at: FlowFixture.start)
        _ = flow.handle(.resolved(FlowFixture.ladder(helpers)), at: FlowFixture.start)
        return flow
    }

    private static func rung(_ actions: [CallFlow.Action]) -> [String] {
        actions.compactMap { if case .originate(let ring) = $0 { ring.extension } else { nil } }
    }

    private func helper(ordinal: Int, of flow: CallFlow) -> ChannelID { .ofHelper(flow.id, ordinal: ordinal) }

    @Test("A route never rings more phones than it may at once, and rings the next ones as others fall away")
    func topsUp() {
        var flow = Self.flow(atOnce: 3)
        #expect(
            Self.rung(flow.handle(.answered(flow.operatorLeg.channel), at: FlowFixture.start)) == ["200", "201", "202"])
        #expect(Self.rung(flow.handle(.ended(helper(ordinal: 2, of: flow), .busy), at: FlowFixture.start)) == ["203"])
        #expect(flow.ringingHelpers.count == 3)
        #expect(Self.rung(flow.handle(.answered(helper(ordinal: 1, of: flow)), at: FlowFixture.start)).isEmpty)
        #expect(flow.handle(.ended(helper(ordinal: 3, of: flow), .normal), at: FlowFixture.start).isEmpty)
        #expect(flow.request.attempts.count == 4)
    }

    @Test("Other phones are rung on while somebody who has picked up is asked for the key")
    func askedForTheKey() {
        var flow = Self.flow(atOnce: 2, key: "1")
        _ = flow.handle(.answered(flow.operatorLeg.channel), at: FlowFixture.start)
        _ = flow.handle(.answered(helper(ordinal: 1, of: flow)), at: FlowFixture.start)
        #expect(
            Self.rung(flow.handle(.ended(helper(ordinal: 2, of: flow), .noAnswer), at: FlowFixture.start)) == ["202"])
        _ = flow.handle(.pressed(helper(ordinal: 1, of: flow), "1"), at: FlowFixture.start)
        #expect(Self.rung(flow.handle(.ended(helper(ordinal: 3, of: flow), .normal), at: FlowFixture.start)).isEmpty)
    }

    @Test("Nobody else is rung after the time over all helpers, though somebody who has picked up may still decide")
    func timeIsUp() {
        var flow = Self.flow(atOnce: 2, key: "1")
        _ = flow.handle(.answered(flow.operatorLeg.channel), at: FlowFixture.start)
        _ = flow.handle(.answered(helper(ordinal: 1, of: flow)), at: FlowFixture.start.addingTimeInterval(85))
        let late = FlowFixture.start.addingTimeInterval(95)
        #expect(Self.rung(flow.handle(.ended(helper(ordinal: 2, of: flow), .noAnswer), at: late)).isEmpty)
        #expect(!flow.isClosing)
        #expect(Self.rung(flow.handle(.pressed(helper(ordinal: 1, of: flow), "9"), at: late)).isEmpty)
        #expect(flow.isClosing)
    }

    @Test("A route goes through all helpers, and never rings more phones at once than it may")
    func everybody() {
        var flow = Self.flow(atOnce: 10)
        _ = flow.handle(.answered(flow.operatorLeg.channel), at: FlowFixture.start)
        for position in 1...Self.numbers.count {
            #expect(flow.ringingHelpers.count <= 10)
            _ = flow.handle(.ended(helper(ordinal: position, of: flow), .offline), at: FlowFixture.start)
        }
        #expect(flow.request.attempts.map(\.extension) == Self.numbers)
        #expect(flow.isClosing)
    }

    @Test("A ladder, and what is written of it, stays within bounds, however many helpers are named and however often")
    func bounded() {
        let many = (1_000..<6_000).map(String.init)
        var flow = Self.flow(atOnce: 50, helpers: many)
        #expect(flow.hunt.order.candidates?.count == Ladder.maximumCandidates)
        flow = CallFlow(
            request: flow.request, caller: FlowFixture.caller, route: Self.rounds(of: flow), departmentName: "Support",
            expireAfterSeconds: 120)
        _ = flow.handle(.started, at: FlowFixture.start)
        _ = flow.handle(.resolved(FlowFixture.ladder(many)), at: FlowFixture.start)
        _ = flow.handle(.answered(flow.operatorLeg.channel), at: FlowFixture.start)
        for position in 1...1_000 where !flow.isClosing {
            _ = flow.handle(.ended(helper(ordinal: position, of: flow), .offline), at: FlowFixture.start)
        }
        #expect(flow.isClosing)
        #expect(flow.request.attempts.count == HelperAttempts.maximumCount)
    }

    private static func rounds(of flow: CallFlow) -> Route {
        var route = flow.route
        route.ringing.rounds = 5
        return route
    }
}
