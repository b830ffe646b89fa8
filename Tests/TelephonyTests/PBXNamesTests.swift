import HelpDesk
import Testing

@testable import Telephony

@Suite("Names on a PBX that is shared")
struct PBXNamesTests {
    private let names = Samples.names

    @Test("Every name of ours on a PBX bears the mark, and leads back to its id")
    func ours() {
        let ids = [
            Samples.operatorLeg.text, Samples.helperLeg.text, ChannelID.ofSnoop(Samples.request, ordinal: 1).text,
            ChannelID.ofSupervisor(Samples.request, ordinal: 1).text,
            ChannelID.ofRecording(CallID(Samples.request)).text,
            Samples.bridge.text, BridgeID.ofSupervisor(Samples.request, ordinal: 2).text, Samples.playback.text,
            TakeID.of(CallID(Samples.request), number: 1).text,
        ]
        for id in ids {
            let name = names.onPBX(id)
            #expect(name == "\(id)-\(names.mark)")
            #expect(names.own(name) == id)
            #expect(names.channel(name) == ChannelID(id))
            #expect(names.own(id) == nil)
            #expect(names.channel(id) == nil)
        }
        #expect(names.mark.wholeMatch(of: /[0-9a-f]{8}/) != nil)
    }

    @Test("The mark in names on a PBX is that of one installation and one application")
    func marks() {
        #expect(names == PBXNames(installation: "ours", application: "helpbridge"))
        for (installation, application) in [("theirs", "helpbridge"), ("ours", "test")] {
            let other = PBXNames(installation: installation, application: application)
            #expect(other.mark != names.mark)
            #expect(other.channel(Samples.operatorName) == nil)
            #expect(other.own(Samples.bridgeName) == nil)
        }
    }

    @Test("Phones and trunks are strangers with their own names; the halves of a local channel are one call")
    func strangers() {
        #expect(names.owner(ofChannel: "1700000000.17") == .stranger("1700000000.17"))
        #expect(names.onPBX("1700000000.17") == "1700000000.17")
        #expect(names.owner(ofChannel: Samples.helperName + ";1") == .ours(Samples.helperLeg.text))
        #expect(names.owner(ofChannel: Samples.helperName + ";2") == .others)
        for name in ["hb-", "hb-\(names.mark)", "hb--\(names.mark)", "hb-;2", "hb-x"] {
            #expect(names.owner(ofChannel: name) == .others, "\(name)")
        }
    }

    @Test("The second half of a local channel leads to the first, and neither name begins with the other")
    func halves() {
        let second = names.secondHalf(of: Samples.helperLeg)
        #expect(!second.hasPrefix(Samples.helperName))
        #expect(!Samples.helperName.hasPrefix(second))
        #expect(names.firstHalf(of: second) == Samples.helperLeg)
        #expect(names.owner(ofChannel: second) == .others)
        let other = PBXNames(installation: "theirs", application: "helpbridge")
        for name in [
            other.secondHalf(of: Samples.helperLeg), Samples.helperName, Samples.helperName + ";2", "hb-;;2", "17.1",
            "",
        ] {
            #expect(names.firstHalf(of: name) == nil, "\(name)")
        }
        let open = PBXNames(installation: "ours", application: "helpbridge", unmarked: [Samples.request])
        #expect(open.firstHalf(of: open.secondHalf(of: Samples.helperLeg)) == Samples.helperLeg)
    }

    @Test("The calls of requests that an earlier version has left open keep their names, and no others do")
    func unmarked() {
        let names = PBXNames(installation: "ours", application: "helpbridge", unmarked: [Samples.request])
        #expect(names.onPBX(Samples.helperLeg) == Samples.helperLeg.text)
        #expect(names.ownChannel(Samples.helperLeg.text) == Samples.helperLeg)
        #expect(names.own(Samples.bridge.text) == Samples.bridge.text)
        #expect(names.owner(ofChannel: Samples.helperLeg.text + ";2") == .others)
        #expect(names.owner(ofChannel: Samples.helperName) == .others)
        let later = ChannelID.ofOperator(HelpRequestID())
        #expect(names.ownChannel(later.text) == nil)
        #expect(names.ownChannel(names.onPBX(later)) == later)
    }
}
