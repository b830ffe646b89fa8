import ConcurrencyPrimitives
import Foundation
import HelpDesk
import TestSupport
import Testing

@testable import Telephony

@Suite("Orders to the manager interface")
struct AsteriskAMITests {
    private func driver() throws -> AsteriskAMI {
        let configuration = try AMIConfiguration(
            host: "127.0.0.1", port: 5038, username: "u", password: "p", context: "helpbridge",
            phones: PhoneAddresses(), promptDirectory: "/prompts")
        return AsteriskAMI(configuration, names: Samples.names, logger: LogRecorder().logger)
    }

    @Test("Hanging up means one channel, and never all that match a pattern")
    func pattern() async throws {
        await #expect(throws: PBXError.gone) { try await driver().hangUp(ChannelID("/^PJSIP/")) }
        await #expect(throws: PBXError.notConnected) { try await driver().hangUp(ChannelID("17.1")) }
    }

    @Test("Nothing is known of phones without the connection, which only the bridge has whose PBX it is")
    func unconnected() async throws {
        let number = try #require(try DialPolicy(pattern: "^[0-9]{2,6}$").dialable("101"))
        await #expect(throws: PBXError.notConnected) { try await driver().state(of: number) }
        await #expect(throws: PBXError.notConnected) { try await driver().extensions() }
    }

    @Test("A live call that cannot be named without meaning others is not listened to")
    func target() async throws {
        let listener = ChannelID.ofSnoop(Samples.request, ordinal: 1)
        await #expect(throws: PBXError.refused("'17.1,qB' is no channel that can be listened to")) {
            try await driver().snoop(ChannelID("17.1,qB"), as: listener, mode: .whisper)
        }
        await #expect(throws: PBXError.notConnected) {
            try await driver().snoop(ChannelID("17.1"), as: listener, mode: .whisper)
        }
    }

    @Test(
        "A caller whom the dialplan serves, since the bridge was too slow, is neither taken out of that nor hung up",
        .timeLimit(.minutes(5)))
    func servedByDialplan() async throws {
        let caller = ChannelID("17.1")
        try await FakeAMI.run(AMICoachingTests.values(["CONTEXT": "helpbridge-fallback"])) { server, driver in
            await #expect(throws: PBXError.gone) { try await driver.answer(caller) }
            await #expect(throws: PBXError.gone) { try await driver.hangUp(caller) }
            #expect(server.actions("Redirect").isEmpty && server.actions("Hangup").isEmpty)
            // Ours are hung up wherever they are.
            try await driver.hangUp(Samples.helperLeg)
            #expect(server.actions("Hangup").map { $0["Channel"] } == [Samples.helperName])
        }
        try await FakeAMI.run(AMICoachingTests.values(["CONTEXT": "helpbridge"])) { server, driver in
            try await driver.answer(caller)
            try await driver.hangUp(caller)
            #expect(server.actions("Redirect").map { $0["Exten"] } == ["wait"])
            #expect(server.actions("Hangup").map { $0["Channel"] } == [caller.text])
        }
    }

    @Test(
        "A channel that is just being sent elsewhere is sent where it is to be a moment later", .timeLimit(.minutes(5)))
    func underWay() async throws {
        let refusals = Locked(3)
        try await FakeAMI.run({ action in
            guard action["Action"] == "Redirect" else { return nil }
            let isUnderWay = refusals.withLock { left in
                left -= 1
                return left >= 0
            }
            return isUnderWay ? [["Response: Error", "Message: Redirect failed, channel not up."]] : nil
        }) { server, driver in
            try await driver.answer(ChannelID("17.1"))
            #expect(server.actions("Redirect").count == 4)
        }
    }

    @Test("A caller who hangs up just as they are taken is gone", .timeLimit(.minutes(5)))
    func hungUp() async throws {
        try await FakeAMI.run({ action in
            action["Action"] == "Redirect"
                ? [["Response: Error", "Message: Redirect failed, channel not up."]] : nil
        }) { _, driver in
            await #expect(throws: PBXError.gone) { try await driver.answer(ChannelID("17.1")) }
        }
    }

    @Test(
        "A phone is asked to pick up by itself where it is the only one: of several, nobody knows where they sit",
        .timeLimit(.minutes(5)))
    func autoAnswer() async throws {
        let contacts = "PJSIP/200/sip:200@10.0.0.5&PJSIP/200/sip:200@10.0.0.6"
        let values = AMICoachingTests.values([
            "PJSIP_DIAL_CONTACTS(200)": contacts, "PJSIP_DIAL_CONTACTS(201)": "PJSIP/201/sip:201@10.0.0.7",
        ])
        try await FakeAMI.run(values) { server, driver in
            for (leg, number) in [(Samples.helperLeg, "200"), (Samples.operatorLeg, "201")] {
                var order = try Samples.order(leg, number)
                order.autoAnswer = true
                try await driver.originate(order)
            }
            let orders = server.actions("Originate")
            #expect(
                orders.map { $0["Channel"] } == contacts.components(separatedBy: "&") + ["PJSIP/201"])
            #expect(orders.map { $0["Variable"] != nil } == [false, false, true])
        }
    }

    @Test(
        "Who has asked to be called is called at their own phone, and through the dialplan while they are not at it",
        .timeLimit(.minutes(5)))
    func ownPhone() async throws {
        let values = AMICoachingTests.values(["PJSIP_DIAL_CONTACTS(101)": "PJSIP/101/sip:101@10.0.0.5"])
        try await FakeAMI.run(endpoint: "Local/{extension}@from-internal", values) { server, driver in
            try await driver.originate(Samples.order(Samples.operatorLeg, "101", destination: .phone))
            try await driver.originate(Samples.order(Samples.operatorLeg, "102", destination: .phone))
            try await driver.originate(Samples.order(Samples.helperLeg, "101"))
            #expect(
                server.actions("Originate").map { $0["Channel"] }
                    == ["PJSIP/101", "Local/102@from-internal/n", "Local/101@from-internal/n"])
        }
    }

    @Test(
        "A code that was dialled before the bridge was connected is told behind the list, as the phone has dialled it",
        .timeLimit(.minutes(5)))
    func missedArrival() async throws {
        let waiting = [
            "Channel: PJSIP/101-00000001", "ChannelStateDesc: Ring", "Context: helpbridge", "Exten: dialled",
        ]
        try await FakeAMI.run({ action in
            switch (action["Action"], action["Channel"]) {
            case ("CoreShowChannels", _):
                return FakeAMI.list(["17.1", "17.2"].map { waiting + ["Uniqueid: \($0)"] })
            case ("Getvar", "17.1"): return [["Response: Success", "Value: *5003"]]
            // One whose technology does not tell is left to the dialplan.
            case ("Getvar", "17.2"): return [["Response: Success", "Value: "]]
            default: return nil
            }
        }) { server, driver in
            #expect(server.snapshot?.newcomers == [ChannelID("17.1"), ChannelID("17.2")])
            #expect(server.actions("Getvar").map { $0["Variable"] } == ["CALLERID(dnid)", "CALLERID(dnid)"])
            let call = IncomingCall(channel: ChannelID("17.1"), code: "*5003", callers: ["101"], wasFound: true)
            let event = try await EventReader(driver).next()
            #expect(event == .arrived(call))
        }
    }

    /// Answers with a list of channels, and tells what waits behind it before the next answer.
    private static func list(_ channels: [[String]], before events: [[String]]) -> FakeAMI.Respond {
        { action in
            switch action["Action"] {
            case "CoreShowChannels": return FakeAMI.list(channels)
            case "Ping": return events + [["Response: Success"]]
            default: return nil
            }
        }
    }

    @Test(
        "Whoever has picked a call up is not taken for a stranger where that is told only behind the list of channels",
        .timeLimit(.minutes(5)))
    func pickedUpBehindList() async throws {
        let colleague = ["Uniqueid: 17.2", "ChannelStateDesc: Up", "Context: helpbridge"]
        let pickup = ["Event: Pickup", "Uniqueid: 17.2", "TargetUniqueid: \(Samples.helperName)"]
        try await FakeAMI.run(Self.list([colleague], before: [pickup])) { server, driver in
            let picker = ChannelID("17.2")
            let snapshot = try #require(server.snapshot)
            #expect(snapshot == PBXSnapshot(channels: [picker: .answered, Samples.helperLeg: .down]))
            #expect(snapshot.newcomers == [picker])
            #expect(try await EventReader(driver).next() == .pickedUp(Samples.helperLeg, by: picker))
        }
    }

    @Test(
        "A helper who has transferred the operator while the list of channels was written is still there in it",
        .timeLimit(.minutes(5)))
    func transferredBehindList() async throws {
        let listed = ["Uniqueid: \(Samples.operatorName)", "ChannelStateDesc: Up"]
        let transfer = [
            "Event: BlindTransfer", "Result: Success", "TransfererUniqueid: \(Samples.helperName)",
            "TransfereeUniqueid: \(Samples.operatorName)",
        ]
        let end = ["Event: Hangup", "Uniqueid: \(Samples.helperName)", "Cause: 16", "ChannelState: 6"]
        try await FakeAMI.run(Self.list([listed], before: [transfer, end])) { server, _ in
            let both = [Samples.operatorLeg, Samples.helperLeg]
            #expect(server.snapshot?.channels == [both[0]: .answered, both[1]: .answered])
            #expect(server.snapshot?.bridges == [Samples.bridge: Set(both)])
        }
    }

    @Test("A stored time to ring that no phone could bear is no harm")
    func timeout() async throws {
        let order = try Samples.order(Samples.helperLeg, "200", timeoutSeconds: .max)
        await #expect(throws: PBXError.notConnected) { try await driver().originate(order) }
    }
}
