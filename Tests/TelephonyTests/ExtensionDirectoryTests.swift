import HelpDesk
import TestSupport
import Testing

@testable import Telephony

@Suite("The phones that a PBX lists", .timeLimit(.minutes(15)))
struct ExtensionDirectoryTests {
    private static let found: Set<PBXExtension> = [
        PBXExtension("101", .idle), PBXExtension("102", .inUse), PBXExtension("103", .unavailable),
        PBXExtension("trunk", .unknown),
    ]

    @Test("Asterisk's REST interface tells which phones are registered and which are in a call")
    func rest() async throws {
        try await ARIFixture.run { fixture in
            _ = try await fixture.events.nextSnapshot()
            await fixture.ari.setFault { request in
                guard request.path == "endpoints/PJSIP" else { return nil }
                return .answers(
                    status: 200,
                    body: #"""
                        [{"technology":"PJSIP","resource":"101","state":"online","channel_ids":[]},
                        {"technology":"PJSIP","resource":"102","state":"online","channel_ids":["17.1"]},
                        {"technology":"PJSIP","resource":"103","state":"offline","channel_ids":[]},
                        {"technology":"PJSIP","resource":"trunk","state":"unknown","channel_ids":[]}]
                        """#)
            }
            #expect(Set(try await fixture.driver.extensions()) == Self.found)
        }
    }

    @Test("An answer that is no list of phones is refused")
    func nonsense() async throws {
        try await ARIFixture.run { fixture in
            _ = try await fixture.events.nextSnapshot()
            await fixture.ari.setFault { _ in .answers(status: 200, body: "{}") }
            await #expect(throws: PBXError.self) { try await fixture.driver.extensions() }
        }
    }

    @Test("The manager interface tells phones' states in the words of `pjsip show endpoints`")
    func manager() async throws {
        let entries = [
            ("101", "Not in use"), ("102", "In use"), ("103", "Unavailable"), ("trunk", "Unknown"),
        ].map { ["Event: EndpointList", "ObjectType: endpoint", "ObjectName: \($0.0)", "DeviceState: \($0.1)"] }
        let answer =
            [["Response: Success", "EventList: start"]] + entries
            + [["Event: EndpointListComplete", "EventList: Complete"]]
        try await FakeAMI.run {
            $0["Action"] == "PJSIPShowEndpoints" ? answer : nil
        } _: { _, driver in
            let found = try await driver.extensions()
            #expect(Set(found) == Self.found)
        }
    }

    @Test("A list of the manager interface whose rest does not come is told as one that was not answered")
    func beginningOnly() async throws {
        let beginning = [["Response: Success", "EventList: start", "Message: A listing of Endpoints follows"]]
        try await FakeAMI.run(timeout: .milliseconds(200)) {
            $0["Action"] == "PJSIPShowEndpoints" ? beginning : nil
        } _: { _, driver in
            await #expect(throws: PBXError.unanswered("PJSIPShowEndpoints: no answer within 0.2 seconds")) {
                try await driver.extensions()
            }
        }
    }

    @Test("The manager interface lists the peers of chan_sip where phones are those")
    func peers() async throws {
        let answer =
            [["Response: Success", "EventList: start"]]
            + [("101", "OK (5 ms)"), ("103", "UNREACHABLE"), ("104", "Unmonitored")].map {
                ["Event: PeerEntry", "ObjectName: \($0.0)", "Status: \($0.1)"]
            } + [["Event: PeerlistComplete", "EventList: Complete"]]
        try await FakeAMI.run(endpoint: "SIP/{extension}") {
            $0["Action"] == "SIPpeers" ? answer : nil
        } _: { _, driver in
            let found = try await driver.extensions()
            #expect(
                Set(found) == [
                    PBXExtension("101", .idle), PBXExtension("103", .unavailable), PBXExtension("104", .unknown),
                ])
        }
    }

    @Test("A user of the manager interface who may not ask is told so, and nothing is listed")
    func forbidden() async throws {
        let answer = [["Response: Error", "Message: Permission denied"]]
        try await FakeAMI.run {
            $0["Action"] == "PJSIPShowEndpoints" ? answer : nil
        } _: { _, driver in
            await #expect(throws: PBXError.unanswered("PJSIPShowEndpoints: Permission denied")) {
                try await driver.extensions()
            }
        }
    }

    @Test("The simulated PBX lists the phones that it has, while it is connected")
    func simulated() async throws {
        let pbx = SimulatedPBX(
            phones: ["101": .noAnswer, "102": .busy, "199": .offline], logger: LogRecorder().logger)
        await #expect(throws: PBXError.notConnected) { try await pbx.extensions() }
        pbx.reconnect()
        #expect(
            Set(try await pbx.extensions()) == [
                PBXExtension("101", .idle), PBXExtension("102", .inUse), PBXExtension("199", .unavailable),
            ])
    }

    @Test(
        "A phone's number is what stands in its device's name where the pattern has the extension",
        arguments: [
            ("PJSIP/{extension}", "101", "101"), ("SIP/{extension}-desk", "101-desk", "101"),
            ("SIP/{extension}-desk", "101", nil), ("SIP/p{extension}", "p101", "101"), ("SIP/p{extension}", "p", nil),
        ] as [(String, String, String?)])
    func number(device: String, resource: String, number: String?) throws {
        #expect(try PhoneAddresses(device: device).number(ofResource: resource) == number)
    }
}
