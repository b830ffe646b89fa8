import HelpDesk
import Testing

@testable import Telephony

@Suite("A transfer that the manager interface tells")
struct AMITransfersTests {
    private let reader = AMIEventReader(context: "helpbridge", names: Samples.names)
    private let helper = Samples.helperLeg
    private let successor = ChannelID("17.9")

    private func events(_ name: String, _ fields: [String: String]) -> [PBXEvent] {
        reader.events(AMIMessage(fields.merging(["Event": name]) { own, _ in own }))
    }

    private func blind(_ result: String = "Success", by former: String, of other: String) -> [PBXEvent] {
        events("BlindTransfer", ["Result": result, "TransfererUniqueid": former, "TransfereeUniqueid": other])
    }

    private func enters(_ id: String) -> [PBXEvent] {
        events("BridgeEnter", ["BridgeUniqueid": "b2", "BridgeType": "basic", "Uniqueid": id])
    }

    private func entersConference(_ id: String) -> [PBXEvent] {
        events("BridgeEnter", ["BridgeUniqueid": "b3", "BridgeType": "base", "Uniqueid": id])
    }

    private func ends(_ id: String) -> [PBXEvent] {
        events("Hangup", ["Uniqueid": id, "Cause": "16", "ChannelState": "6"])
    }

    @Test(
        "A blind transfer leads to whoever answers, and the end of the one who has left is told only then",
        arguments: [true, false])
    func blindTransfer(operatorIsFirst: Bool) {
        #expect(blind(by: Samples.helperName, of: Samples.operatorName).isEmpty)
        #expect(ends(Samples.helperName).isEmpty)
        // Of several who are rung, one that does not answer.
        #expect(ends("17.8") == [.ended(ChannelID("17.8"), .normal)])
        let order = operatorIsFirst ? [Samples.operatorName, "17.9"] : ["17.9", Samples.operatorName]
        let told = order.flatMap(enters).filter { if case .enteredBridge = $0 { false } else { true } }
        #expect(told == [.replaced(helper, by: successor), .ended(helper, .normal)])
        #expect(ends("17.9") == [.ended(successor, .normal)])
    }

    @Test("A transfer that nobody answers ends the call of both")
    func unanswered() {
        _ = blind(by: Samples.helperName, of: Samples.operatorName)
        #expect(ends(Samples.helperName).isEmpty)
        #expect(
            ends(Samples.operatorName) == [.ended(Samples.operatorLeg, .normal), .ended(helper, .normal)])
    }

    private func listed(_ id: String, in bridge: String = "") -> AMIMessage {
        AMIMessage(["Uniqueid": id, "ChannelStateDesc": "Up", "Context": "from-internal", "BridgeId": bridge])
    }

    @Test(
        "A transfer from before the connection was lost is forgotten where the other side is gone, or has somebody",
        arguments: [true, false])
    func lostConnection(isGone: Bool) {
        _ = blind(by: Samples.helperName, of: Samples.operatorName)
        reader.forget()
        let list = isGone ? [] : [listed(Samples.operatorName, in: "b2"), listed("17.9", in: "b2")]
        #expect(reader.snapshot(list).channels[helper] == nil)
        #expect(ends(Samples.helperName) == [.ended(helper, .normal)])
        #expect(ends(Samples.operatorName) == [.ended(Samples.operatorLeg, .normal)])
    }

    @Test(
        "A transfer that still rings when the connection is back leads to whoever answers, heard of the end or not",
        arguments: [true, false])
    func stillRinging(isHeard: Bool) {
        _ = blind(by: Samples.helperName, of: Samples.operatorName)
        if isHeard { #expect(ends(Samples.helperName).isEmpty) }
        reader.forget()
        // The list of a connection that was given up at once.
        reader.forget()
        #expect(
            reader.snapshot([listed(Samples.operatorName)]).channels == [
                Samples.operatorLeg: .answered, helper: .answered,
            ])
        let told = [Samples.operatorName, "17.9"].flatMap(enters)
        #expect(told.contains(.replaced(helper, by: successor)) && told.contains(.ended(helper, .normal)))
    }

    @Test("Who has transferred somebody, and is still there when the connection is back, ends as at any other time")
    func stillThere() {
        _ = blind(by: Samples.helperName, of: Samples.operatorName)
        reader.forget()
        _ = reader.snapshot([listed(Samples.operatorName), listed(Samples.helperName)])
        #expect(ends(Samples.helperName).isEmpty)
        #expect(
            ends(Samples.operatorName) == [.ended(Samples.operatorLeg, .normal), .ended(helper, .normal)])
    }

    @Test("A transfer that nobody has answered yet leaves the one who has left in the list of channels")
    func ringing() {
        let list = [listed(Samples.operatorName)]
        _ = blind(by: Samples.helperName, of: Samples.operatorName)
        #expect(reader.snapshot(list) == PBXSnapshot(channels: [Samples.operatorLeg: .answered]))
        _ = ends(Samples.helperName)
        let both = PBXSnapshot(
            channels: [Samples.operatorLeg: .answered, helper: .answered],
            bridges: [Samples.bridge: [Samples.operatorLeg, helper]])
        #expect(reader.snapshot(list) == both)
    }

    @Test("Nobody who is in the conference to which the operator is transferred takes the helper's place")
    func conference() {
        _ = blind(by: Samples.helperName, of: Samples.operatorName)
        _ = ends(Samples.helperName)
        #expect(entersConference("17.9") == [.enteredBridge(successor)])
        #expect(entersConference(Samples.operatorName) == [.enteredBridge(Samples.operatorLeg)])
        #expect(entersConference("17.10") == [.enteredBridge(ChannelID("17.10"))])
        #expect(
            ends(Samples.operatorName) == [.ended(Samples.operatorLeg, .normal), .ended(helper, .normal)])
    }

    @Test("A transfer that has failed, or is between strangers, changes nothing")
    func others() {
        _ = blind("Fail", by: Samples.helperName, of: Samples.operatorName)
        #expect(ends(Samples.helperName) == [.ended(helper, .normal)])
        _ = blind(by: "17.1", of: "17.2")
        #expect(ends("17.1") == [.ended(ChannelID("17.1"), .normal)])
        let strangers = [
            "Result": "Success", "OrigTransfererUniqueid": "17.1", "TransfereeUniqueid": "17.2",
            "SecondTransfererUniqueid": "17.3", "TransferTargetUniqueid": "17.4",
        ]
        #expect(events("AttendedTransfer", strangers).isEmpty)
    }

    @Test("A transfer after a word with the other, from either of the two calls, leads to them at once")
    func attended() {
        let first = [
            "Result": "Success", "OrigTransfererUniqueid": Samples.helperName,
            "TransfereeUniqueid": Samples.operatorName, "SecondTransfererUniqueid": "17.3",
            "TransferTargetUniqueid": "17.9",
        ]
        #expect(events("AttendedTransfer", first) == [.replaced(helper, by: successor)])
        let second = [
            "Result": "Success", "OrigTransfererUniqueid": "17.3", "TransfereeUniqueid": "17.9",
            "SecondTransfererUniqueid": Samples.helperName, "TransferTargetUniqueid": Samples.operatorName,
        ]
        #expect(events("AttendedTransfer", second) == [.replaced(helper, by: successor)])
        #expect(ends(Samples.helperName) == [.ended(helper, .normal)])
    }

    private func attendedToApplication(_ fields: [String: String]) -> [PBXEvent] {
        events(
            "AttendedTransfer",
            ["Result": "Success", "DestType": "App", "DestApp": "Playback", "TransfereeUniqueid": "17.9"]
                .merging(fields) { $1 })
    }

    @Test(
        "A transfer to a call that is alone with us gives the other party its place once the one who leaves has ended",
        arguments: [true, false])
    func toUs(isSecond: Bool) {
        let (ours, other) = isSecond ? ("SecondTransferer", "OrigTransferer") : ("OrigTransferer", "SecondTransferer")
        let op = Samples.operatorLeg
        #expect(
            attendedToApplication(["\(ours)Uniqueid": Samples.operatorName, "\(other)Uniqueid": "17.3"]).isEmpty)
        #expect(ends("17.3") == [.ended(ChannelID("17.3"), .normal)])
        #expect(ends(Samples.operatorName) == [.replaced(op, by: successor), .ended(op, .normal)])
        #expect(ends("17.9") == [.ended(successor, .normal)])
    }

    @Test("A transfer that is told and not done yet leaves both in the list of channels as they were before")
    func inList() {
        let customer = AMIMessage(["Uniqueid": "17.9", "ChannelStateDesc": "Up", "Context": "helpbridge"])
        #expect(reader.snapshot([customer]) == PBXSnapshot(channels: [successor: .answered]))
        _ = attendedToApplication(["OrigTransfererUniqueid": Samples.operatorName])
        #expect(reader.snapshot([customer]) == PBXSnapshot(channels: [Samples.operatorLeg: .answered]))
        _ = ends(Samples.operatorName)
        #expect(reader.snapshot([customer]) == PBXSnapshot(channels: [successor: .answered]))
    }

    @Test(
        "A transfer to a call that was dialled is told where that is ours, and one to other applications is not"
    )
    func toDialled() {
        let fields = ["OrigTransfererUniqueid": "17.3", "SecondTransfererUniqueid": "17.4"]
        _ = attendedToApplication(fields.merging(["SecondTransfererContext": "helpbridge"]) { $1 })
        let dialled = ChannelID("17.4")
        #expect(ends("17.4") == [.replaced(dialled, by: successor), .ended(dialled, .normal)])
        _ = attendedToApplication(fields.merging(["SecondTransfererContext": "voicemail"]) { $1 })
        #expect(ends("17.4") == [.ended(dialled, .normal)])
        // Whoever was to come has hung up meanwhile.
        _ = attendedToApplication(fields.merging(["SecondTransfererContext": "helpbridge"]) { $1 })
        _ = ends("17.9")
        #expect(ends("17.4") == [.ended(dialled, .normal)])
    }
}
