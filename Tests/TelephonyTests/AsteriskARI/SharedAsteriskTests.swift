import HelpDesk
import TestSupport
import Testing

@testable import Telephony

@Suite("An Asterisk that several bridges use, through ARI")
struct SharedAsteriskTests {
    private static let manual: @Sendable (FakeARI) async -> Void = { ari in
        for phone in ["101", "200", "300"] { await ari.setPhone(phone, .manual) }
    }

    @Test("Calls of another bridge are not in the snapshot, even when they are in the same application")
    func snapshot() async throws {
        try await ARIFixture.run(prepare: Self.manual) { fixture in
            _ = try await fixture.events.nextSnapshot()
            try await fixture.driver.originate(Samples.order(Samples.operatorLeg, "101"))
            await fixture.ari.call("300", as: "\(Samples.operatorLeg)-0badcafe", inApplication: true)
            await fixture.ari.call("300", as: "\(Samples.operatorName);2", inApplication: true)
            await fixture.ari.call("300", as: Samples.helperLeg.text, inApplication: true)
            await fixture.ari.call("300", as: "17.1")
            await fixture.ari.call("300", as: "17.2", inApplication: true)
            await fixture.ari.dropEventStreams()
            _ = try await fixture.events.nextLoss()
            let snapshot = try await fixture.events.nextSnapshot()
            #expect(snapshot.channels == [Samples.operatorLeg: .down, ChannelID("17.2"): .down])
        }
    }

    @Test("Of an earlier version's calls, those of an open request in our application are ours")
    func unmarked() async throws {
        let names = PBXNames(installation: "ours", application: "helpbridge", unmarked: [Samples.request])
        let prepare: (FakeARI) async -> Void = { ari in
            await ari.call("101", as: Samples.operatorLeg.text, inApplication: true)
            await ari.call("200", as: Samples.helperLeg.text)
            await ari.call("300", as: ChannelID.ofOperator(HelpRequestID()).text, inApplication: true)
        }
        try await ARIFixture.run(names: names, prepare: prepare) { fixture in
            #expect(try await fixture.events.nextSnapshot().channels == [Samples.operatorLeg: .down])
            try await fixture.driver.hangUp(Samples.operatorLeg)
            #expect(try await fixture.events.next() == .ended(Samples.operatorLeg, .normal))
            #expect(await !fixture.ari.channels.contains(Samples.operatorLeg.text))
        }
    }
}
