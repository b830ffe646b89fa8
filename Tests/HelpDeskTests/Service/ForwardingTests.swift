import Telephony
import Testing

@testable import HelpDesk

@Suite("A helper's phone that sends its call elsewhere", .timeLimit(.minutes(5)))
struct ForwardingTests {
    @Test(
        "A helper's phone that sends its call elsewhere is followed where it may be dialled, and not to the operator",
        arguments: ["202", "00989121234567", "101"])
    func followed(number: String) async throws {
        let phones: [String: PhoneScript] = ["101": .answers(after: .zero), "200": .noAnswer, "201": .noAnswer]
        try await HelpDeskFixture(phones: phones, timeScale: 0.05, route: HelpDeskFixture.patientRoute).run { fixture in
            let id = try await fixture.service.submit(HelpDeskFixture.draft).id
            try await waitUntil { fixture.pbx.ringCounts["200"] == 1 }
            let session = try #require(fixture.service.router.receiver(of: CallID(id)))
            let successor = ChannelID("1795860835.1")
            session.receive(.forwarded(.ofHelper(id, ordinal: 1), to: number, as: successor))
            session.receive(.answered(successor))
            if number == "202" {
                try await waitUntil { joined(fixture.pbx).contains(successor) }
                // This PBX does not know the channel, so that the joining fails and the next one is rung: not before.
                #expect(rung(fixture.pbx, before: successor) == ["101", "200"])
            } else {
                try await waitUntil { fixture.pbx.ringCounts["201"] == 1 }
                #expect(hungUp(fixture.pbx).contains(successor) && joined(fixture.pbx).isEmpty)
            }
        }
    }

    private func joined(_ pbx: SimulatedPBX) -> [ChannelID] {
        pbx.orders.flatMap { if case .join(let channels, _) = $0.order { channels } else { [ChannelID]() } }
    }

    /// The numbers that were rung before a channel was joined.
    private func rung(_ pbx: SimulatedPBX, before joined: ChannelID) -> [String] {
        let orders = pbx.orders.map(\.order).prefix { order in
            if case .join(let channels, _) = order { !channels.contains(joined) } else { true }
        }
        return orders.compactMap { if case .originate(let order) = $0 { order.number.text } else { nil } }
    }

    private func hungUp(_ pbx: SimulatedPBX) -> [ChannelID] {
        pbx.orders.compactMap { if case .hangUp(let channel) = $0.order { channel } else { nil } }
    }
}
