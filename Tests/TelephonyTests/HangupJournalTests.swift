import HelpDesk
import Logging
import TestSupport
import Testing

@testable import Telephony

@Suite("What the log says of a phone's call that has ended")
struct HangupJournalTests {
    @Test("With ARI, hang-up cause and SIP status are logged with the request's id, and foreign calls are not logged")
    func overREST() throws {
        let log = LogRecorder()
        let decoder = ARIEventDecoder(names: Samples.names, logger: log.logger)
        for id in [Samples.helperName, "1764.1"] {
            let message =
                #"{"type":"ChannelDestroyed","cause":17,"tech_cause":486,"channel":{"id":"\#(id)","state":"Down"}}"#
            _ = try decoder.decode(Array(message.utf8))
        }
        #expect(
            log.lines.map(\.metadata) == [
                [
                    "channel": "\(Samples.helperLeg)", "cause": "17", "sip": "486", "reason": "busy",
                    "request": "\(Samples.request)",
                ]
            ])
    }

    @Test("Through the manager interface the log has a hang-up's cause with the request's id, and nothing of others'")
    func overManager() {
        let log = LogRecorder()
        let reader = AMIEventReader(context: "helpbridge", names: Samples.names, logger: log.logger)
        for id in [Samples.helperName, "1764.1"] {
            _ = reader.events(AMIMessage(["Event": "Hangup", "Uniqueid": id, "Cause": "21", "ChannelState": "5"]))
        }
        #expect(
            log.lines.map(\.metadata) == [
                [
                    "channel": "\(Samples.helperLeg)", "cause": "21", "reason": "declined",
                    "request": "\(Samples.request)",
                ]
            ])
    }
}
