import Foundation
import Testing

@testable import HelpDesk

@Suite("The end of a request")
struct EndingFlowTests {
    private let now = FlowFixture.start

    private func helper(_ flow: CallFlow, ordinal: Int = 1) -> ChannelID { .ofHelper(flow.id, ordinal: ordinal) }

    /// The operator waits, and the first helper's phone rings.
    private func ringing(_ extensions: [String] = ["200"]) -> CallFlow {
        var flow = FlowFixture.flow()
        _ = flow.handle(.started, at: now)
        _ = flow.handle(.resolved(FlowFixture.ladder(extensions)), at: now)
        _ = flow.handle(.answered(flow.operatorLeg.channel), at: now)
        return flow
    }

    private func connected() -> CallFlow {
        var flow = ringing()
        _ = flow.handle(.answered(helper(flow)), at: now)
        _ = flow.handle(.joined(flow.operatorLeg.channel), at: now)
        _ = flow.handle(.joined(helper(flow)), at: now)
        return flow
    }

    @Test("A cancelled request keeps who has talked with the operator, and nobody who was only rung")
    func cancelledCall() {
        var connected = connected()
        _ = connected.handle(.cancel, at: now)
        for channel in [connected.operatorLeg.channel, helper(connected)] {
            _ = connected.handle(.ended(channel, .normal), at: now)
        }
        _ = connected.handle(.destroyed(.of(connected.id)), at: now)
        #expect(connected.request.state == .cancelled)
        #expect(connected.request.manager?.extension == "200")
        var ringing = ringing()
        _ = ringing.handle(.cancel, at: now)
        #expect(ringing.request.manager == nil)
    }

    @Test("A request whose operator needs no help any more while the two are being joined is cancelled")
    func withdrawn() {
        var flow = ringing()
        _ = flow.handle(.answered(helper(flow)), at: now)
        var joined = flow
        // Nobody knows how long they have talked.
        var unheard = flow
        _ = unheard.handle(.disconnected, at: now)
        _ = unheard.handle(.withdrawn, at: now)
        for channel in [unheard.operatorLeg.channel, helper(unheard)] {
            _ = unheard.handle(.ended(channel, .normal), at: now)
        }
        _ = unheard.handle(.destroyed(.of(unheard.id)), at: now)
        #expect(unheard.request.state == .completed)

        let actions = flow.handle(.withdrawn, at: now)
        #expect(actions.first == .hangUp(helper(flow)))
        #expect(actions.contains { if case .prepare(.requestCancelled, _) = $0 { true } else { false } })
        _ = flow.handle(.promptFailed(.requestCancelled), at: now)
        for channel in [flow.operatorLeg.channel, helper(flow)] { _ = flow.handle(.ended(channel, .normal), at: now) }
        _ = flow.handle(.destroyed(.of(flow.id)), at: now)
        #expect(flow.request.state == .cancelled && flow.request.manager == nil)

        for channel in [joined.operatorLeg.channel, helper(joined)] { _ = joined.handle(.joined(channel), at: now) }
        _ = joined.handle(.withdrawn, at: now)
        for channel in [joined.operatorLeg.channel, helper(joined)] {
            _ = joined.handle(.ended(channel, .normal), at: now)
        }
        _ = joined.handle(.destroyed(.of(joined.id)), at: now)
        #expect(joined.request.state == .completed)
    }

    @Test("A request does not end before the PBX confirms that the bridge is gone, which is ordered every five seconds")
    func destroysAgain() {
        var flow = connected()
        let bridge = BridgeID.of(flow.id)
        let orders = flow.handle(.ended(helper(flow), .normal), at: now)
        #expect(orders == [.hangUp(flow.operatorLeg.channel), .destroy(bridge)])
        _ = flow.handle(.ended(flow.operatorLeg.channel, .normal), at: now)
        #expect(!flow.isEnded)
        #expect(flow.deadline == now.addingTimeInterval(5))
        #expect(flow.handle(.tick, at: now.addingTimeInterval(5)) == [.destroy(bridge)])
        // After a loss of the events, the PBX's own list tells.
        #expect(flow.handle(.reconciled(PBXSnapshot(bridges: [bridge: []])), at: now) == [.destroy(bridge)])
        #expect(!flow.isEnded)
        _ = flow.handle(.reconciled(PBXSnapshot()), at: now)
        #expect(flow.request.state == .completed)
    }

    @Test("Whoever turns up after a request's end is hung up on: a late phone, or one by a transfer or forwarding")
    func successors() {
        var flow = ringing()
        _ = flow.handle(.ended(flow.operatorLeg.channel, .normal), at: now)
        let phone = helper(flow)
        _ = flow.handle(.ended(phone, .normal), at: now)
        #expect(flow.isEnded)
        let successor = ChannelID("17.9")
        #expect(flow.handle(.answered(phone), at: now) == [.hangUp(phone)])
        #expect(flow.handle(.replaced(phone, by: successor), at: now) == [.hangUp(successor)])
        #expect(flow.handle(.forwarded(phone, by: successor, isAllowed: true), at: now) == [.hangUp(successor)])
    }

    @Test("An attempt is hung up on every five seconds until the PBX confirms its end, while others are rung")
    func hangsUpAgain() {
        var flow = ringing(["200", "201"])
        #expect(flow.handle(.refused(helper(flow), .failed), at: now).first == .hangUp(helper(flow)))
        let later = now.addingTimeInterval(5)
        #expect(flow.handle(.tick, at: later).first == .hangUp(helper(flow)))
        #expect(flow.deadline == later.addingTimeInterval(5))
        _ = flow.handle(.ended(helper(flow), .normal), at: later)
        #expect(flow.handle(.tick, at: later.addingTimeInterval(5)).isEmpty)
    }

    @Test("A phone whose order is carried out after its leg has ended does not ring on: it is hung up, and followed")
    func lateHelper() {
        var flow = ringing(["200", "201"])
        _ = flow.handle(.refused(helper(flow), .failed), at: now)
        _ = flow.handle(.ended(helper(flow), .normal), at: now)
        #expect(flow.handle(.ringing(helper(flow)), at: now) == [.hangUp(helper(flow))])
        #expect(flow.cleanup.formerChannels == [helper(flow)])
        _ = flow.handle(.cancel, at: now)
        _ = flow.handle(.ended(flow.operatorLeg.channel, .normal), at: now)
        _ = flow.handle(.ended(helper(flow, ordinal: 2), .normal), at: now)
        #expect(!flow.isEnded)
        _ = flow.handle(.ended(helper(flow), .normal), at: now)
        #expect(flow.isEnded)
    }
}
