import ConcurrencyPrimitives
import TestSupport
import Testing

@testable import HelpDesk
@testable import Telephony

@Suite("A PBX that becomes another bridge's", .timeLimit(.minutes(5)))
struct PBXAccessTests {
    private func own() -> (PBXAccess, PBXTenure) {
        let access = PBXAccess(isShared: true)
        let tenure = PBXTenure(of: nil)
        access.open(under: tenure)
        return (access, tenure)
    }

    @Test("Another bridge's PBX gets no order through the REST interface any more, though the connection stands")
    func rest() async throws {
        let (access, tenure) = own()
        var settings = FakeARISettings()
        settings.otherPhones = .answers()
        try await ARIFixture.run(settings, access: access) { fixture in
            _ = try await fixture.events.nextSnapshot()
            try await fixture.driver.originate(Samples.order(Samples.operatorLeg, "101"))
            await fixture.ari.forgetRequests()
            tenure.end()
            await #expect(throws: PBXError.notConnected) { try await fixture.driver.hangUp(Samples.operatorLeg) }
            await #expect(throws: PBXError.notConnected) {
                try await fixture.driver.originate(Samples.order(Samples.helperLeg, "200"))
            }
            await #expect(throws: PBXError.notConnected) {
                try await fixture.driver.join([Samples.operatorLeg], in: Samples.bridge)
            }
            let sent = await fixture.ari.requests.filter { $0.method != "GET" && !$0.isUserEvent }
            #expect(sent.map(\.line) == [])
        }
    }

    @Test("Another bridge's PBX gets no order through the manager interface any more, though the connection stands")
    func manager() async throws {
        let (access, tenure) = own()
        try await FakeAMI.run(access: access) { server, driver in
            try await driver.hangUp(Samples.helperLeg)
            #expect(server.actions("Hangup").count == 1)
            tenure.end()
            await #expect(throws: PBXError.notConnected) { try await driver.hangUp(Samples.helperLeg) }
            await #expect(throws: PBXError.notConnected) {
                try await driver.originate(Samples.order(Samples.operatorLeg, "101"))
            }
            #expect(server.actions("Hangup").count == 1)
            #expect(server.actions("Originate").isEmpty)
        }
    }

    @Test("Another bridge's PBX gets no order that waits at the manager interface's connection")
    func queued() async throws {
        try await FakeAMI.run { server, driver in
            let isOpen = Locked(true)
            let before = server.actions("Ping").count
            let session = try await AMISession.connect(driver.configuration) { isOpen.withLock { $0 } }
            await #expect(throws: AMISession.Ended(reason: "tried")) {
                try await session.follow {
                    _ = try await session.send(AMIAction("Ping"))
                    isOpen.withLock { $0 = false }
                    let order = try AMIAction("Hangup", [("Channel", Samples.helperName)])
                    await #expect(throws: PBXError.self) { try await session.send(order) }
                    throw AMISession.Ended(reason: "tried")
                } received: { _ in
                }
            }
            #expect(server.actions("Ping").count == before + 1)
            #expect(server.actions("Hangup").isEmpty)
        }
    }
}
