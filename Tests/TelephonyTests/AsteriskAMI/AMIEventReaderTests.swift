import ConcurrencyPrimitives
import HelpDesk
import Testing

@testable import Telephony

@Suite("Reading the manager interface's events")
struct AMIEventReaderTests {
    private let reader = AMIEventReader(context: "helpbridge", names: Samples.names)
    private let leg = Samples.helperLeg

    private func events(_ fields: [String: String]) -> [PBXEvent] {
        reader.events(AMIMessage(fields.merging(["Uniqueid": Samples.helperName]) { own, _ in own }))
    }

    @Test("The manager interface's driver tells the course of a call as any other driver does")
    func call() {
        #expect(events(["Event": "Newchannel"]).isEmpty)
        #expect(events(["Event": "Newstate", "ChannelState": "5"]) == [.ringing(leg)])
        #expect(events(["Event": "Newstate", "ChannelState": "6"]).isEmpty)
        #expect(events(["Event": "UserEvent", "UserEvent": "HelpBridge", "What": "waiting"]) == [.answered(leg)])
        #expect(events(["Event": "BridgeEnter"]) == [.enteredBridge(leg)])
        #expect(events(["Event": "DTMFEnd", "Direction": "Received", "Digit": "1"]) == [.pressed(leg, "1")])
        #expect(events(["Event": "DTMFEnd", "Direction": "Sent", "Digit": "1"]).isEmpty)
        #expect(events(["Event": "Hangup", "Cause": "17", "ChannelState": "6"]) == [.ended(leg, .normal)])
    }

    @Test(
        "Why a phone was not answered is told by the cause, and a phone that is not there by nothing else",
        arguments: [("17", HangupReason.busy), ("21", .declined), ("19", .noAnswer), ("0", .noAnswer), ("34", .failed)])
    func causes(cause: String, reason: HangupReason) {
        _ = events(["Event": "Newchannel"])
        let told = cause == "0" ? nil : Int(cause).map { HangupCause(q850: $0) }
        #expect(events(["Event": "Hangup", "Cause": cause, "ChannelState": "5"]) == [.ended(leg, reason, told)])
        // Asterisk 22.
        let withStatus = ["Event": "Hangup", "Cause": cause, "TechCause": "480", "ChannelState": "5"]
        let both = Int(cause).map { HangupCause(q850: $0, sip: 480) }
        #expect(events(withStatus) == [.ended(leg, reason, both)])
        let busy = ["Event": "OriginateResponse", "Response": "Failure", "Reason": "5"]
        #expect(events(busy) == [.ended(leg, .busy)])
    }

    @Test("A phone that does not exist is offline, and a response that overtakes the events of its channel is no end")
    func unseen() {
        let response = [
            "Event": "OriginateResponse", "Response": "Failure", "Reason": "0", "Uniqueid": Samples.helperName,
        ]
        #expect(events(response).isEmpty)
        #expect(reader.unseenFailure(AMIMessage(response)) == leg)
        #expect(reader.endOfUnseen(leg) == .ended(leg, .offline))
        #expect(reader.endOfUnseen(leg) == nil)
        _ = events(response)
        _ = events(["Event": "Newchannel"])
        #expect(
            events(["Event": "Hangup", "Cause": "17", "ChannelState": "5"])
                == [.ended(leg, .busy, HangupCause(q850: 17))])
        #expect(reader.endOfUnseen(leg) == nil)
    }

    @Test("The refusal of a repeated order says nothing of the call that lives")
    func duplicate() {
        _ = events(["Event": "Newchannel"])
        #expect(events(["Event": "OriginateResponse", "Response": "Failure"]).isEmpty)
    }

    @Test("Who picks a call up goes on in its place, and a busy phone behind a local channel is told by its dialling")
    func pickedUp() {
        #expect(
            reader.events(
                AMIMessage(["Event": "Pickup", "Uniqueid": "17.2", "TargetUniqueid": Samples.helperName]))
                == [.pickedUp(leg, by: ChannelID("17.2"))])
        #expect(events(["Event": "Hangup", "Cause": "26", "ChannelState": "5"]).isEmpty)
        let busy = AMIMessage([
            "Event": "DialEnd", "DestChannel": "Local/201@x-1;1", "DestUniqueid": Samples.helperName,
            "DialStatus": "BUSY",
        ])
        #expect(reader.events(busy) == [.ended(leg, .busy)])
    }

    @Test("A conversation that ends as one that was answered elsewhere has ended")
    func answeredElsewhere() {
        #expect(events(["Event": "Hangup", "Cause": "26", "ChannelState": "6"]) == [.ended(leg, .normal)])
    }

    @Test("A phone that sends its call elsewhere is followed by the channel that is dialled there, or has declined")
    func forwarded() {
        func dialled(_ name: String, _ id: String) -> [PBXEvent] {
            reader.events(AMIMessage(["Event": "DialBegin", "DestChannel": name, "DestUniqueid": id]))
        }
        func moved(_ target: String) -> [PBXEvent] {
            reader.events(
                AMIMessage([
                    "Event": "DialEnd", "DestChannel": "PJSIP/202-00000000", "DestUniqueid": Samples.helperName,
                    "DialStatus": "CANCEL", "Forward": target,
                ]))
        }
        #expect(dialled("PJSIP/202-00000000", Samples.helperName).isEmpty)
        #expect(dialled("Local/901@internal-00000000;1", "17.2").isEmpty)
        #expect(dialled("Local/900@internal-00000001;1", "17.4").isEmpty)
        #expect(moved("900") == [.forwarded(leg, to: "900", as: ChannelID("17.4"))])
        #expect(moved("900") == [.ended(leg, .declined)])
        #expect(moved("901@internal") == [.forwarded(leg, to: "901", as: ChannelID("17.2"))])

        // With redirect_method=uri_core it is no number that may be dialled: whoever answers is hung up on.
        let address = "PJSIP/201/sip:900@10.0.0.9"
        #expect(dialled("PJSIP/105-00000006", "17.14").isEmpty)
        #expect(dialled("PJSIP/201-00000007", "17.12").isEmpty)
        #expect(moved(address) == [.forwarded(leg, to: address, as: ChannelID("17.12"))])
        #expect(moved(address) == [.ended(leg, .declined)])
        // A call of another program to the same phone, which talks, or which was not made last.
        #expect(dialled("PJSIP/201-00000008", "17.16").isEmpty)
        #expect(events(["Event": "Newstate", "ChannelState": "6", "Uniqueid": "17.16"]).isEmpty)
        #expect(moved(address) == [.ended(leg, .declined)])
        #expect(dialled("PJSIP/201-00000009", "17.18").isEmpty)
        #expect(dialled("PJSIP/105-0000000a", "17.20").isEmpty)
        #expect(moved(address) == [.ended(leg, .declined)])

        // Somebody else's call to the same number, which came before, and one that is over.
        #expect(dialled("Local/902@internal-00000002;1", "17.6").isEmpty)
        #expect(dialled("Local/902@internal-00000003;1", "17.8").isEmpty)
        #expect(dialled("Local/902@internal-00000004;1", "17.10").isEmpty)
        _ = reader.events(AMIMessage(["Event": "Hangup", "Uniqueid": "17.10", "Cause": "16"]))
        #expect(moved("902") == [.forwarded(leg, to: "902", as: ChannelID("17.8"))])
    }

    @Test("A prompt's end and a dialled code come as user events")
    func userEvents() {
        #expect(
            events([
                "Event": "UserEvent", "UserEvent": "HelpBridge", "What": "played", "Playback": Samples.playbackName,
                "Result": "FAILED",
            ])
                == [.playbackFinished(Samples.playback, succeeded: false)])
        let call = IncomingCall(channel: ChannelID("17.1"), code: "*5003", callers: ["101", "9821"])
        #expect(
            events([
                "Event": "UserEvent", "UserEvent": "HelpBridge", "What": "arrived", "Code": "*5003",
                "Channel": "PJSIP/101-00000001", "CallerIDNum": "9821", "Uniqueid": "17.1",
            ]) == [.arrived(call)])
        #expect(events(["Event": "UserEvent", "UserEvent": "Other", "What": "waiting"]).isEmpty)
    }

    @Test("A listener counts as there when it hears, whatever its own half is")
    func listener() {
        let listener = ChannelID.ofSnoop(Samples.request, ordinal: 1)
        let spying = ["Event": "ChanSpyStart", "SpyerUniqueid": Samples.names.secondHalf(of: listener)]
        #expect(reader.events(AMIMessage(spying)) == [.answered(listener)])
        // Somebody of the call centre listens to somebody, with lines of their own.
        let others = ["Event": "ChanSpyStart", "SpyerUniqueid": "17.1", "SpyeeUniqueid": Samples.operatorName]
        #expect(reader.events(AMIMessage(others)).isEmpty)
    }

    @Test("A supervisor and their listener stand in a bridge of their own")
    func visit() {
        let phone = ChannelID.ofSupervisor(Samples.request, ordinal: 2)
        let listener = ChannelID.ofSnoop(Samples.request, ordinal: 3)
        let list = [(Samples.operatorLeg, "b"), (leg, "b"), (phone, "c"), (listener, "c")].map { channel, bridge in
            AMIMessage([
                "Uniqueid": Samples.names.onPBX(channel), "ChannelStateDesc": "Up", "BridgeId": bridge,
            ])
        }
        #expect(
            reader.snapshot(list).bridges == [
                .of(Samples.request): [Samples.operatorLeg, leg],
                .ofSupervisor(Samples.request, ordinal: 2): [phone, listener],
            ])
    }

    @Test("The list of channels has ours, those in our context, and the bridge that they share")
    func snapshot() {
        let list = [
            ["Uniqueid": Samples.operatorName, "ChannelStateDesc": "Up", "BridgeId": "b"],
            ["Uniqueid": Samples.helperName, "ChannelStateDesc": "Up", "BridgeId": "b"],
            ["Uniqueid": "17.1", "ChannelStateDesc": "Ring", "Context": "helpbridge"],
            ["Uniqueid": "17.2", "ChannelStateDesc": "Up", "Context": "from-internal", "BridgeId": "c"],
        ].map(AMIMessage.init)
        #expect(
            reader.snapshot(list)
                == PBXSnapshot(
                    channels: [Samples.operatorLeg: .answered, leg: .answered, ChannelID("17.1"): .ringing],
                    bridges: [.of(Samples.request): [Samples.operatorLeg, leg]]))
    }

    @Test("Who waits where a dialled code leads may stay there, and is found once if nothing was told of them")
    func waiting() {
        func caller(_ id: String, _ place: String) -> AMIMessage {
            AMIMessage([
                "Uniqueid": id, "Channel": "PJSIP/101-00000001", "CallerIDNum": "9821", "ChannelStateDesc": "Ring",
                "Context": "helpbridge", "Exten": place,
            ])
        }
        let list = [caller("17.1", "dialled"), caller("17.2", "dialled"), caller("17.3", "wait")]
        func arrive() {
            _ = events([
                "Event": "UserEvent", "UserEvent": "HelpBridge", "What": "arrived", "Code": "*5003", "Uniqueid": "17.2",
            ])
        }
        arrive()
        #expect(reader.snapshot(list).newcomers == [ChannelID("17.1"), ChannelID("17.2")])
        #expect(reader.missedArrivals(in: list) == [list[0]])
        // It was read from a connection that broke before anything of it was told.
        reader.forget()
        #expect(reader.missedArrivals(in: list) == [list[0], list[1]])
        arrive()
        reader.arrivals.withLock { $0.tell() }
        reader.forget()
        // Where its request is over by now, nobody takes it any more.
        #expect(reader.snapshot(list).newcomers == [ChannelID("17.1")])
        #expect(reader.missedArrivals(in: list) == [list[0]])
        let call = IncomingCall(
            channel: ChannelID("17.1"), code: "*5003", callers: ["101", "9821"], wasFound: true)
        #expect(reader.found(list[0], code: "*5003") == call)
        #expect(reader.missedArrivals(in: list).isEmpty)
    }

    @Test("The list of channels has whoever is alone with one of ours, transferred to them, and nobody of several")
    func transferred() {
        func stranger(_ id: String, in bridge: String) -> [String: String] {
            ["Uniqueid": id, "ChannelStateDesc": "Up", "Context": "from-internal", "BridgeId": bridge]
        }
        let ours = ["Uniqueid": Samples.operatorName, "ChannelStateDesc": "Up", "BridgeId": "b"]
        let others = [stranger("17.3", in: "c"), stranger("17.4", in: "c")]
        let two = ([ours, stranger("17.2", in: "b")] + others).map { AMIMessage($0) }
        #expect(
            reader.snapshot(two)
                == PBXSnapshot(
                    channels: [Samples.operatorLeg: .answered, ChannelID("17.2"): .answered],
                    bridges: [.of(Samples.request): [Samples.operatorLeg, ChannelID("17.2")]]))
        let several = [ours, stranger("17.2", in: "b"), stranger("17.5", in: "b")].map { AMIMessage($0) }
        #expect(
            reader.snapshot(several)
                == PBXSnapshot(
                    channels: [Samples.operatorLeg: .answered],
                    bridges: [.of(Samples.request): [Samples.operatorLeg]]))
    }

    @Test("Who is parked in the same bridge as one of ours is left alone")
    func parked() {
        let ours = [
            "Uniqueid": Samples.operatorName, "ChannelStateDesc": "Up", "BridgeId": "lot", "Application": "Park",
        ]
        let stranger = [
            "Uniqueid": "17.2", "ChannelStateDesc": "Up", "Context": "parkedcalls", "BridgeId": "lot",
            "Application": "Park",
        ]
        #expect(
            reader.snapshot([ours, stranger].map { AMIMessage($0) })
                == PBXSnapshot(
                    channels: [Samples.operatorLeg: .answered],
                    bridges: [.of(Samples.request): [Samples.operatorLeg]]))
    }

    @Test(
        "What happens to another bridge's calls is not told, and neither is the second half of a local channel",
        arguments: [
            Samples.helperLeg.text, Samples.helperLeg.text + "-0badcafe", Samples.helperName + ";2",
            Samples.names.secondHalf(of: Samples.helperLeg),
        ])
    func others(name: String) {
        for event in [
            ["Event": "Newchannel"], ["Event": "Newstate", "ChannelState": "5"],
            ["Event": "UserEvent", "UserEvent": "HelpBridge", "What": "waiting"], ["Event": "BridgeEnter"],
            ["Event": "DTMFEnd", "Direction": "Received", "Digit": "1"],
            ["Event": "OriginateResponse", "Response": "Failure"], ["Event": "Hangup", "Cause": "16"],
        ] {
            #expect(events(event.merging(["Uniqueid": name]) { $1 }).isEmpty, "\(event)")
        }
        let list = [
            ["Uniqueid": name, "ChannelStateDesc": "Up", "BridgeId": "b", "Context": "helpbridge"],
            ["Uniqueid": "17.3", "ChannelStateDesc": "Up", "BridgeId": "b"],
        ].map(AMIMessage.init)
        #expect(reader.snapshot(list) == PBXSnapshot())
    }

    @Test("A request code that another bridge's dialplan has told of is none of ours")
    func place() {
        let arrived = [
            "Event": "UserEvent", "UserEvent": "HelpBridge", "What": "arrived", "Code": "*5003", "Uniqueid": "17.1",
        ]
        #expect(events(arrived.merging(["Place": "helpbridge"]) { $1 }).count == 1)
        #expect(events(arrived.merging(["Place": "test"]) { $1 }).isEmpty)
    }
}
