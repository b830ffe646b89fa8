import HelpDesk
import Testing

@testable import Telephony

@Suite("Reading ARI events")
struct ARIEventDecoderTests {
    private let decoder = ARIEventDecoder(names: Samples.names)

    /// - Parameter mark: what stands behind the names of ours.
    private func decode(_ text: String, mark: String = Samples.names.mark) throws -> ARIEvent {
        let marked = text.replacing(/"(hb-[a-z0-9]+)"/) { "\"\($0.output.1)-\(mark)\"" }
        return try decoder.decode(Array(marked.utf8))
    }

    @Test(
        "Events of a call of ours are told",
        arguments: [
            (
                #"{"type":"StasisStart","args":[],"channel":{"id":"hb-1","state":"Up"}}"#,
                PBXEvent.answered(ChannelID("hb-1"))
            ),
            (#"{"type":"ChannelStateChange","channel":{"id":"hb-1","state":"Ringing"}}"#, .ringing(ChannelID("hb-1"))),
            (
                #"{"type":"ChannelDestroyed","cause":17,"channel":{"id":"hb-1","state":"Down"}}"#,
                .ended(ChannelID("hb-1"), .busy, HangupCause(q850: 17))
            ),
            (
                #"{"type":"ChannelDestroyed","cause":19,"tech_cause":480,"channel":{"id":"hb-1","state":"Down"}}"#,
                .ended(ChannelID("hb-1"), .noAnswer, HangupCause(q850: 19, sip: 480))
            ),
            (
                #"{"type":"ChannelDestroyed","cause":0,"channel":{"id":"hb-1","state":"Ringing"}}"#,
                .ended(ChannelID("hb-1"), .noAnswer)
            ),
            (
                #"{"type":"ChannelDestroyed","cause":19,"channel":{"id":"hb-1","state":"Up"}}"#,
                .ended(ChannelID("hb-1"), .normal)
            ),
            (
                #"{"type":"ChannelEnteredBridge","bridge":{"id":"hb-b","channels":["hb-1"]},"channel":{"id":"hb-1"}}"#,
                .enteredBridge(ChannelID("hb-1"))
            ),
            (
                #"{"type":"PlaybackFinished","playback":{"id":"hb-p","state":"done"}}"#,
                .playbackFinished(PlaybackID("hb-p"), succeeded: true)
            ),
            (
                #"{"type":"PlaybackFinished","playback":{"id":"hb-p","state":"failed"}}"#,
                .playbackFinished(PlaybackID("hb-p"), succeeded: false)
            ),
            (
                #"{"type":"RecordingFinished","recording":{"name":"hb-t1","format":"wav","state":"done","duration":4}}"#,
                .takeFinished(TakeID("hb-t1"), succeeded: true)
            ),
            (
                #"{"type":"RecordingFailed","recording":{"name":"hb-t1","format":"wav","state":"failed"}}"#,
                .takeFinished(TakeID("hb-t1"), succeeded: false)
            ),
            (
                #"{"type":"StasisStart","args":["*5003"],"channel":{"id":"17.1","name":"PJSIP/101-00000003","state":"Ring","caller":{"name":"Ali","number":"9821"}}}"#,
                .arrived(IncomingCall(channel: ChannelID("17.1"), code: "*5003", callers: ["101", "9821"]))
            ),
            (
                #"{"type":"StasisStart","args":["*5003"],"channel":{"id":"17.1","name":"Local/101@x-00000003;1","state":"Ring","caller":{"name":"","number":"102"}}}"#,
                .arrived(IncomingCall(channel: ChannelID("17.1"), code: "*5003", callers: ["102"]))
            ),
            (
                #"{"type":"StasisStart","args":[],"channel":{"id":"17.2","state":"Ring"},"replace_channel":{"id":"hb-1"}}"#,
                .replaced(ChannelID("hb-1"), by: ChannelID("17.2"))
            ),
            (
                #"{"type":"ChannelDestroyed","cause":16,"channel":{"id":"17.1","state":"Up"}}"#,
                .ended(ChannelID("17.1"), .normal)
            ),
            (#"{"type":"StasisEnd","channel":{"id":"17.1","state":"Up"}}"#, .ended(ChannelID("17.1"), .normal)),
            (
                #"{"type":"ChannelDtmfReceived","digit":"*","duration_ms":120,"channel":{"id":"hb-1"}}"#,
                .pressed(ChannelID("hb-1"), "*")
            ),
            (#"{"type":"Dial","dialstatus":"PROGRESS","peer":{"id":"hb-1"}}"#, .ringing(ChannelID("hb-1"))),
            (#"{"type":"Dial","dialstatus":"RINGING","peer":{"id":"hb-1"}}"#, .ringing(ChannelID("hb-1"))),
            (
                #"{"type":"Dial","dialstatus":"CANCEL","forward":"900","peer":{"id":"hb-1"},"forwarded":{"id":"17.2"}}"#,
                .forwarded(ChannelID("hb-1"), to: "900", as: ChannelID("17.2"))
            ),
            (
                #"{"type":"Dial","dialstatus":"CANCEL","forward":"0912","peer":{"id":"hb-1"}}"#,
                .ended(ChannelID("hb-1"), .declined)
            ),
            (#"{"type":"Dial","dialstatus":"BUSY","peer":{"id":"hb-1"}}"#, .ended(ChannelID("hb-1"), .busy)),
            (
                #"{"type":"StasisStart","args":["hb-1"],"channel":{"id":"17.2","state":"Up"}}"#,
                .pickedUp(ChannelID("hb-1"), by: ChannelID("17.2"))
            ),
            (
                #"{"type":"ChannelEnteredBridge","bridge":{"id":"hb-b"},"channel":{"id":"17.1"}}"#,
                .enteredBridge(ChannelID("17.1"))
            ),
            (
                #"{"timestamp":"x", "channel":{"id":"hb-1","state":"Up"}, "type" : "StasisStart"}"#,
                .answered(ChannelID("hb-1"))
            ),
        ])
    func events(text: String, expected: PBXEvent) throws {
        #expect(try decode(text) == .happened(expected))
    }

    @Test(
        "What happens to another bridge's calls is ignored, and so is the second half of a local channel",
        arguments: [
            #"{"type":"StasisStart","args":["x"],"channel":{"id":"hb-1","state":"Up"}}"#,
            #"{"type":"StasisStart","args":[],"channel":{"id":"17.2","state":"Up"},"replace_channel":{"id":"hb-1"}}"#,
            #"{"type":"StasisEnd","channel":{"id":"hb-1","state":"Up"}}"#,
            #"{"type":"ChannelStateChange","channel":{"id":"hb-1","state":"Ringing"}}"#,
            #"{"type":"ChannelDestroyed","cause":17,"channel":{"id":"hb-1","state":"Down"}}"#,
            #"{"type":"ChannelEnteredBridge","bridge":{"id":"hb-b"},"channel":{"id":"17.2"}}"#,
            #"{"type":"ChannelEnteredBridge","bridge":{"id":"hb-b"},"channel":{"id":"hb-1"}}"#,
            #"{"type":"PlaybackFinished","playback":{"id":"hb-p","state":"done"}}"#,
            #"{"type":"RecordingFinished","recording":{"name":"hb-t1"}}"#,
            #"{"type":"ChannelDtmfReceived","digit":"*","channel":{"id":"hb-1"}}"#,
            #"{"type":"Dial","dialstatus":"PROGRESS","peer":{"id":"hb-1"}}"#,
        ])
    func others(text: String) throws {
        for mark in ["0badcafe", "", "\(Samples.names.mark);2"] { #expect(try decode(text, mark: mark) == .ignored) }
        #expect(try decoder.decode(Array(text.utf8)) == .ignored)
    }

    @Test(
        "An event that is of no interest is ignored",
        arguments: [
            #"{"type":"ChannelStateChange","channel":{"id":"hb-1","state":"Up"}}"#,
            #"{"type":"StasisStart","args":[],"channel":{"id":"1700000000.1","state":"Ring"}}"#,
            #"{"type":"StasisStart","args":[""],"channel":{"id":"1700000000.1","state":"Ring"}}"#,
            #"{"type":"StasisStart","channel":{"id":"1700000000.1","state":"Ring"}}"#,
            #"{"type":"ChannelEnteredBridge","bridge":{"id":"other"},"channel":{"id":"hb-1"}}"#,
            #"{"type":"PlaybackFinished","playback":{"id":"other","state":"done"}}"#,
            #"{"type":"Dial","dialstatus":"ANSWER","peer":{"id":"hb-1"}}"#,
            #"{"type":"NeverHeardOf"}"#, #"{"x":1,"type":"NeverHeardOf"}"#, #"{"type":"ChannelHold", cut"#,
        ])
    func ignored(text: String) throws {
        #expect(try decode(text) == .ignored)
    }

    @Test("The loss of the ARI application is recognised")
    func replaced() throws {
        #expect(try decode(#"{"type":"ApplicationReplaced","application":"helpbridge"}"#) == .applicationReplaced)
    }

    @Test(
        "An event that is not as documented is an error",
        arguments: [
            "", "[]", "{}", "null", #"{"type":1}"#, #"{"type":"StasisStart"}"#, #"{"type":"StasisStart","channel":{}}"#,
            #"{"type":"PlaybackFinished","playback":{"id":"hb-p"}}"#, #"{"type":"ChannelDestroyed","chan"#,
            // Nobody could ever answer these or hang them up.
            #"{"type":"StasisStart","args":["*5004"],"channel":{"id":"","name":"PJSIP/104-00"}}"#,
            #"{"type":"StasisStart","args":["*5004"],"channel":{"id":"..","name":"PJSIP/104-00"}}"#,
        ])
    func malformed(text: String) throws {
        #expect(throws: ARIEventDecoder.MalformedMessage.self) { try decode(text) }
    }

    @Test(
        "Hang-up causes are read as Asterisk 16 and 22 report them",
        arguments: [
            (16, HangupReason.normal), (17, .busy), (21, .declined), (19, .noAnswer), (18, .noAnswer), (0, .noAnswer),
            (1, .offline), (3, .offline), (20, .offline), (34, .failed), (38, .failed), (41, .failed), (42, .failed),
            (44, .failed), (58, .failed), (127, .failed), (-1, .failed),
        ])
    func causes(cause: Int, reason: HangupReason) {
        #expect(HangupReason(cause: cause, answered: false) == reason)
        #expect(HangupReason(cause: cause, answered: true) == .normal)
    }
}
