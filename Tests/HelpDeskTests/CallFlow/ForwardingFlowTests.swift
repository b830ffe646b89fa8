import Foundation
import Testing

@testable import HelpDesk

@Suite("The flow of a phone that sends its call elsewhere")
struct ForwardingFlowTests {
    private let now = FlowFixture.start
    private let elsewhere = ChannelID("1795860835.1")

    private func helper(_ flow: CallFlow, ordinal: Int) -> ChannelID { .ofHelper(flow.id, ordinal: ordinal) }

    /// The operator is on the line, and the first helper's phone is rung.
    private func ringing(_ strategy: RingingPolicy.Strategy = .sequential) -> CallFlow {
        var route = FlowFixture.route
        route.ringing.strategy = strategy
        var flow = FlowFixture.flow(route: route)
        _ = flow.handle(.started, at: now)
        _ = flow.handle(.resolved(FlowFixture.ladder(["200", "201"])), at: now)
        _ = flow.handle(.promptFailed(.requestSent), at: now)
        _ = flow.handle(.answered(.ofOperator(flow.id)), at: now)
        _ = flow.handle(.originated(helper(flow, ordinal: 1), isPhone: true), at: now)
        return flow
    }

    @Test("A phone that sends its call elsewhere is followed: the attempt goes on in the other channel")
    func followed() {
        var flow = ringing()
        #expect(flow.handle(.forwarded(helper(flow, ordinal: 1), by: elsewhere, isAllowed: true), at: now).isEmpty)
        #expect(flow.foreignChannels == [elsewhere])
        // The end of the first channel is not the end of the attempt.
        #expect(flow.handle(.ended(helper(flow, ordinal: 1), .declined), at: now).isEmpty)
        _ = flow.handle(.ringing(elsewhere), at: now)
        let actions = flow.handle(.answered(elsewhere), at: now)
        #expect(actions.contains(.join([.ofOperator(flow.id), elsewhere], .of(flow.id))))
        #expect(flow.request.attempts.map(\.result) == [.answered])
        #expect(flow.request.attempts.map(\.extension) == ["200"])
    }

    @Test("A phone's call that is sent where it may not go is hung up, and the next one is rung")
    func forbidden() {
        var flow = ringing()
        let actions = flow.handle(.forwarded(helper(flow, ordinal: 1), by: elsewhere, isAllowed: false), at: now)
        #expect(actions.first == .hangUp(elsewhere))
        #expect(actions.contains { if case .originate(let ring) = $0 { ring.extension == "201" } else { false } })
        #expect(flow.request.attempts.map(\.result) == [.declined, nil])
        #expect(flow.handle(.ended(helper(flow, ordinal: 1), .noAnswer), at: now).isEmpty)
        #expect(flow.handle(.ended(elsewhere, .normal), at: now).isEmpty)
    }

    @Test(
        "A phone's call that is sent to the operator, or to somebody whose phone rings already, is hung up",
        arguments: ["101", "201"])
    func takesPart(number: String) {
        var flow = ringing(.simultaneous)
        let first = helper(flow, ordinal: 1)
        let forwarding = CallFlow.Event.forwarded(first, by: elsewhere, to: number, isAllowed: true)
        #expect(flow.handle(forwarding, at: now) == [.hangUp(elsewhere), .hangUp(first)])
        #expect(flow.request.attempts.map(\.result) == [.declined, nil])
    }

    @Test("A phone's call that is sent to another phone of the same number is followed, and so is the operator's own")
    func sameNumber() {
        var flow = ringing()
        let first = helper(flow, ordinal: 1)
        #expect(flow.handle(.forwarded(first, by: elsewhere, to: "200", isAllowed: true), at: now).isEmpty)
        #expect(flow.foreignChannels == [elsewhere])
        var begun = FlowFixture.flow()
        _ = begun.handle(.started, at: now)
        let own = CallFlow.Event.forwarded(.ofOperator(begun.id), by: elsewhere, to: "101", isAllowed: true)
        #expect(begun.handle(own, at: now).isEmpty)
        #expect(begun.operatorLeg.channel == elsewhere)
    }

    @Test("Nobody to whom a phone has sent its call goes on ringing when the request is given up")
    func givenUp() {
        var flow = ringing()
        _ = flow.handle(.forwarded(helper(flow, ordinal: 1), by: elsewhere, isAllowed: true), at: now)
        #expect(flow.handle(.cancel, at: now).contains(.hangUp(elsewhere)))
        for channel in [elsewhere, helper(flow, ordinal: 1), .ofOperator(flow.id)] {
            _ = flow.handle(.ended(channel, .normal), at: now)
        }
        #expect(flow.isEnded)
        // And of one that is forwarded in the moment of its end.
        var late = ringing()
        _ = late.handle(.cancel, at: now)
        #expect(
            late.handle(.forwarded(helper(late, ordinal: 1), by: elsewhere, isAllowed: true), at: now) == [
                .hangUp(elsewhere)
            ])
    }
}
