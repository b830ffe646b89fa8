import Foundation
import Testing

@testable import HelpDesk

@Suite("The phones of one request, as all others count them")
struct RequestPhonesTests {
    /// A request whose one helper is rung, and then given up.
    private static func cancelled() -> (flow: CallFlow, phones: RequestPhones) {
        var flow = FlowFixture.flow()
        _ = flow.handle(.started, at: FlowFixture.start)
        _ = flow.handle(.resolved(FlowFixture.ladder(["200"])), at: FlowFixture.start)
        _ = flow.handle(.answered(flow.operatorLeg.channel), at: FlowFixture.start)
        _ = flow.handle(.ringing(helper(of: flow)), at: FlowFixture.start)
        let phones = RequestPhones(ringing: flow.ringingHelpers)
        _ = flow.handle(.cancel, at: FlowFixture.start)
        return (flow, phones)
    }

    private static func helper(of flow: CallFlow) -> ChannelID { .ofHelper(flow.id, ordinal: 1) }

    @Test("A phone that was hung up on rings for no other request until it is silent: it would be found busy")
    func hangingUp() {
        var (flow, phones) = Self.cancelled()
        #expect(phones.all == [Self.helper(of: flow)])
        #expect(phones.follow(flow, after: .cancel).isEmpty)
        _ = flow.handle(.ended(Self.helper(of: flow), .normal), at: FlowFixture.start)
        #expect(phones.follow(flow, after: .ended(Self.helper(of: flow), .normal)) == [Self.helper(of: flow)])
    }

    @Test("A PBX that is away holds up nobody with the phones that were hung up on")
    func disconnected() {
        var (flow, phones) = Self.cancelled()
        _ = flow.handle(.disconnected, at: FlowFixture.start)
        #expect(phones.follow(flow, after: .disconnected) == [Self.helper(of: flow)])
    }
}
