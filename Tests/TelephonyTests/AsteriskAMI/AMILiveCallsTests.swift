import HelpDesk
import Testing

@testable import Telephony

@Suite("The live call of a phone, in the manager interface's list")
struct AMILiveCallsTests {
    private func calls(
        _ messages: [[String: String]], apartFrom others: [ChannelID] = []
    ) -> [String] {
        AMILiveCalls(messages.map(AMIMessage.init), names: Samples.names)
            .calls(where: { $0.hasPrefix("PJSIP/101-") }, apartFrom: others).map(\.text)
    }

    private func channel(_ name: String, _ id: String, _ more: [String: String] = [:]) -> [String: String] {
        ["Channel": name, "Uniqueid": id, "ChannelStateDesc": "Up", "BridgeId": "b", "Duration": "00:00:05"]
            .merging(more) { $1 }
    }

    @Test("A phone's live call is its channel that has been answered, and none of ours or of other bridges")
    func one() {
        let own = channel("PJSIP/101-00000001", Samples.operatorName)
        let others = channel("PJSIP/101-00000002", Samples.operatorLeg.text + "-0badcafe")
        let ringing = channel("PJSIP/101-00000003", "17.3", ["ChannelStateDesc": "Ringing"])
        let another = channel("PJSIP/102-00000004", "17.4")
        #expect(calls([own, others, ringing, another]) == [])
        let live = channel("PJSIP/101-00000005", "17.5")
        #expect(calls([own, others, ringing, another, live]) == ["17.5"])
        #expect(calls([live], apartFrom: [ChannelID("17.5")]) == [])
    }

    @Test("Of a phone's several calls the live one is the one that has a party, then the one that came last")
    func several() {
        let lonely = channel("PJSIP/101-00000009", "17.9", ["BridgeId": "", "Duration": "00:00:01"])
        let older = channel("PJSIP/101-00000001", "17.1", ["Duration": "01:00:00"])
        let newer = channel("PJSIP/101-00000002", "17.2")
        let newest = channel("PJSIP/101-0000000a", "17.10")
        #expect(calls([newer, lonely, newest, older]) == ["17.10", "17.2", "17.1", "17.9"])
        #expect(calls([lonely, older, newest, newer]) == ["17.10", "17.2", "17.1", "17.9"])
    }
}
