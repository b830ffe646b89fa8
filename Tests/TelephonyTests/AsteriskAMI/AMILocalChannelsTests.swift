import HelpDesk
import Testing

@testable import Telephony

@Suite("Local channels of Asterisk's own that take themselves out")
struct AMILocalChannelsTests {
    private let reader = AMIEventReader(context: "helpbridge", names: Samples.names)
    private let helper = Samples.helperLeg
    /// The half with which the operator is joined, and the phone behind the other one.
    private let half = ChannelID("17.5")
    private let phone = ChannelID("17.7")

    private func events(_ name: String, _ fields: [String: String]) -> [PBXEvent] {
        reader.events(AMIMessage(fields.merging(["Event": name]) { own, _ in own }))
    }

    private func enters(_ id: String, _ bridge: String, inPlaceOf former: String = "") -> [PBXEvent] {
        events(
            "BridgeEnter",
            ["BridgeUniqueid": bridge, "BridgeType": "basic", "Uniqueid": id, "SwapUniqueid": former])
    }

    private func leaves(_ id: String, _ bridge: String) -> [PBXEvent] {
        events("BridgeLeave", ["BridgeUniqueid": bridge, "Uniqueid": id])
    }

    private func ends(_ id: String) -> [PBXEvent] {
        events("Hangup", ["Uniqueid": id, "Cause": "16", "ChannelState": "6"])
    }

    /// Dials 900, perhaps since the helper's phone sends its call there, and joins whoever answers with the operator.
    private func join(isForwarded: Bool = true, from former: ChannelID = Samples.helperLeg) {
        let name = "Local/900@internal-00000001;1"
        _ = events("LocalBridge", ["LocalOneUniqueid": half.text, "LocalTwoUniqueid": "17.6"])
        _ = events("DialBegin", ["DestChannel": name, "DestUniqueid": half.text])
        if isForwarded {
            let forwarded = events(
                "DialEnd",
                [
                    "DestChannel": "PJSIP/201-00000002", "DestUniqueid": Samples.names.onPBX(former),
                    "DialStatus": "CANCEL", "Forward": "900@internal",
                ])
            #expect(forwarded == [.forwarded(former, to: "900", as: half)])
            _ = ends(Samples.names.onPBX(former))
        }
        _ = enters(phone.text, "behind") + enters("17.6", "behind")
        _ = enters(Samples.operatorName, "ours") + enters(half.text, "ours")
    }

    @Test("Who talks through a local channel goes on in its place when they come into its bridge, before it has ended")
    func intoOurBridge() {
        join()
        #expect(
            enters(phone.text, "ours", inPlaceOf: half.text) == [.replaced(half, by: phone), .enteredBridge(phone)])
        #expect(leaves(half.text, "ours").isEmpty)
        #expect(ends(half.text) == [.ended(half, .normal)])
        #expect(ends(phone.text) == [.ended(phone, .normal)])
    }

    @Test("Who talks through a local channel goes on in its place when the operator comes into their bridge")
    func intoTheirBridge() {
        join()
        #expect(
            enters(Samples.operatorName, "behind", inPlaceOf: "17.6")
                == [.replaced(half, by: phone), .enteredBridge(Samples.operatorLeg)])
        #expect(ends(half.text) == [.ended(half, .normal)])
    }

    @Test("Of several who are in the bridge behind a local channel nobody goes on in its place")
    func several() {
        join()
        _ = enters("17.8", "behind")
        #expect(
            enters(Samples.operatorName, "behind", inPlaceOf: "17.6") == [.enteredBridge(Samples.operatorLeg)])
    }

    @Test("Of local channels in calls that are none of ours nothing is told")
    func strangers() {
        join(isForwarded: false)
        #expect(enters(phone.text, "ours", inPlaceOf: half.text) == [.enteredBridge(phone)])
        #expect(ends(half.text) == [.ended(half, .normal)])
        // A phone that somebody else's program rings sends its call elsewhere.
        join(from: ChannelID("17.3"))
        #expect(enters(phone.text, "ours", inPlaceOf: half.text) == [.enteredBridge(phone)])
    }

    @Test("A local channel to which somebody was transferred is followed as well, and so is one behind another")
    func transferred() {
        _ = events("LocalBridge", ["LocalOneUniqueid": half.text, "LocalTwoUniqueid": "17.6"])
        _ = events("LocalBridge", ["LocalOneUniqueid": "17.9", "LocalTwoUniqueid": "17.10"])
        _ = events(
            "BlindTransfer",
            [
                "Result": "Success", "TransfererUniqueid": Samples.helperName,
                "TransfereeUniqueid": Samples.operatorName,
            ])
        _ = enters(Samples.operatorName, "theirs")
        #expect(enters(half.text, "theirs") == [.replaced(helper, by: half), .enteredBridge(half)])
        let next = ChannelID("17.9")
        #expect(enters(next.text, "theirs", inPlaceOf: half.text) == [.replaced(half, by: next), .enteredBridge(next)])
        #expect(
            enters(phone.text, "theirs", inPlaceOf: next.text) == [.replaced(next, by: phone), .enteredBridge(phone)])
    }
}
