import ConcurrencyPrimitives
import HelpDesk
import Testing

@testable import Telephony

@Suite("Coming to a live call through the manager interface", .timeLimit(.minutes(5)))
struct AMICoachingTests {
    private static let listener = ChannelID.ofSnoop(Samples.request, ordinal: 1)

    /// Answers what `Getvar` asks for.
    static func values(_ values: [String: String]) -> FakeAMI.Respond {
        { action in
            guard let variable = action["Variable"], let value = values[variable], action["Action"] == "Getvar" else {
                return nil
            }
            return [["Response: Success", "Value: \(value)"]]
        }
    }

    @Test("A listener is half a local channel, whose other half listens to that call alone")
    func order() async throws {
        try await FakeAMI.run { server, driver in
            try await driver.snoop(ChannelID("17.1"), as: Self.listener, mode: .barge)
            var order = try #require(server.actions("Originate").first)
            order["ActionID"] = nil
            let name = Samples.names.onPBX(Self.listener)
            #expect(
                order == [
                    "Action": "Originate", "Channel": "Local/barge@helpbridge/n", "ChannelId": name,
                    "OtherChannelId": "hb-;\(name.dropFirst(3));2", "Context": "helpbridge", "Exten": "attend",
                    "Priority": "1", "Variable": "__HELPBRIDGE_TARGET=17.1", "Async": "true", "Timeout": "5000",
                ])
        }
    }

    @Test("A live call that is over is told so, and no listener is made")
    func gone() async throws {
        try await FakeAMI.run({ action in
            action["Channel"] == "17.1" ? [["Response: Error", "Message: No such channel"]] : nil
        }) { server, driver in
            await #expect(throws: PBXError.gone) {
                try await driver.snoop(ChannelID("17.1"), as: Self.listener, mode: .whisper)
            }
            #expect(server.actions("Originate").isEmpty)
        }
    }

    @Test("With lines of an earlier version in the dialplan there is no live call, and no listener is made")
    func earlierLines() async throws {
        try await FakeAMI.run(Self.values(["DIALPLAN_EXISTS(helpbridge,attend,1)": "0"])) { server, driver in
            let number = try Samples.number("101")
            #expect(try await driver.liveCall(of: number, apartFrom: []) == nil)
            await #expect(throws: PBXError.refused("the dialplan lacks lines that `helpbridge pbx dialplan` prints")) {
                try await driver.snoop(ChannelID("17.1"), as: Self.listener, mode: .whisper)
            }
            #expect(server.actions("Originate").isEmpty)
        }
    }

    @Test("The live call is one of that very account's, and not of one whose name begins alike")
    func account() async throws {
        let channels = ["PJSIP/101-2-0000000b", "PJSIP/1012-0000000c", "SIP/101-0000000d", "PJSIP/101-0000000a"]
        try await FakeAMI.run({ action in
            guard action["Action"] == "CoreShowChannels" else { return nil }
            return FakeAMI.list(
                channels.enumerated().map { index, name in
                    ["Channel: \(name)", "Uniqueid: 17.\(index)", "ChannelStateDesc: Up", "BridgeId: b\(index)"]
                })
        }) { _, driver in
            let number = try Samples.number("101")
            #expect(try await driver.liveCall(of: number, apartFrom: []) == LiveCall(ChannelID("17.3")))
            #expect(try await driver.liveCall(of: number, apartFrom: [ChannelID("17.3")]) == nil)
            let another = try Samples.number("102")
            #expect(try await driver.liveCall(of: another, apartFrom: []) == nil)
        }
    }

    @Test(
        "A call in which the operator is sent nothing is told as silent, unless this Asterisk whispers all the same",
        arguments: [("22.10.1", true), ("22.11.0", false)])
    func silence(version: String, isSilent: Bool) async throws {
        let received = Locked(0)
        try await FakeAMI.run({ action in
            switch (action["Action"], action["Variable"]) {
            case ("CoreShowChannels", _):
                return FakeAMI.list([["Channel: PJSIP/101-0000000a", "Uniqueid: 17.3", "ChannelStateDesc: Up"]])
            case ("Getvar", PacketCount.variable):
                let count = received.withLock { count in
                    count += 3
                    return count
                }
                return [["Response: Success", "Value: ssrc=1;rxcount=\(count);txcount=0;rlp=0"]]
            case ("CoreSettings", _): return [["Response: Success", "AsteriskVersion: \(version)"]]
            default: return nil
            }
        }) { _, driver in
            let call = try await driver.liveCall(of: Samples.number("101"), apartFrom: [])
            #expect(call == LiveCall(ChannelID("17.3"), isSilent: isSilent))
        }
    }

    @Test(
        "A call that the customer's phone holds is told as on hold where a listener would end the operator's music",
        arguments: [("1", "native_rtp", true), ("1", "simple_bridge", false), ("0", "native_rtp", false)])
    func heldByCustomer(hold: String, technology: String, isOnHold: Bool) async throws {
        try await FakeAMI.run({ action in
            switch (action["Action"], action["Channel"], action["Variable"]) {
            case ("CoreShowChannels", _, _):
                return FakeAMI.list([
                    ["Channel: PJSIP/101-02", "Uniqueid: 17.3", "ChannelStateDesc: Up", "BridgeId: b"]
                ])
            case ("Getvar", "17.3", "BRIDGEPEER"): return [["Response: Success", "Value: PJSIP/900-03"]]
            case ("Getvar", "PJSIP/900-03", "CHANNEL(rtp,hold)"): return [["Response: Success", "Value: \(hold)"]]
            case ("BridgeList", _, _):
                return [
                    ["Response: Success", "EventList: start"],
                    ["Event: BridgeListItem", "BridgeUniqueid: b", "BridgeTechnology: \(technology)"],
                    ["Event: BridgeListComplete", "EventList: Complete"],
                ]
            default: return nil
            }
        }) { _, driver in
            let call = try await driver.liveCall(of: Samples.number("101"), apartFrom: [])
            #expect(call == LiveCall(ChannelID("17.3"), isOnHold: isOnHold))
        }
    }

    @Test("Channels that are joined are named so that no other name begins alike")
    func joining() async throws {
        try await FakeAMI.run(Self.values(["CHANNEL(name)": "PJSIP/101-0000000a"])) { server, driver in
            try await driver.join([ChannelID("17.1"), Samples.helperLeg], in: Samples.bridge)
            let order = try #require(server.actions("Bridge").first)
            #expect(order["Channel1"] == "PJSIP/101-0000000a")
            #expect(order["Channel2"] == Samples.helperName)
            try await driver.originate(Samples.order(Samples.helperLeg, "200"))
            let ringing = try #require(server.actions("Originate").first)
            #expect(ringing["ChannelId"] == Samples.helperName)
            #expect(ringing["OtherChannelId"] == Samples.names.secondHalf(of: Samples.helperLeg))
        }
    }
}
