import Foundation
import HelpDesk
import Logging
import Testing

@testable import Telephony

@Suite("What the log says of a phone's call that has ended")
struct HangupJournalTests {
    /// Keeps the metadata of what was logged.
    private final class Lines: @unchecked Sendable {  // `kept` is guarded by `lock`.
        private let lock = NSLock()
        private var kept: [Logger.Metadata] = []

        var all: [Logger.Metadata] { lock.withLock { kept } }
        var logger: Logger { Logger(label: "test") { _ in Handler(lines: self) } }
        func keep(_ metadata: Logger.Metadata) { lock.withLock { kept.append(metadata) } }
    }

    private struct Handler: LogHandler {
        let lines: Lines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            lines.keep(event.metadata ?? [:])
        }
    }

    @Test("Through ARI the cause and the SIP status stand there, with the request's id; others' channels do not")
    func overREST() throws {
        let lines = Lines()
        let decoder = ARIEventDecoder(names: Samples.names, logger: lines.logger)
        for id in [Samples.helperName, "1764.1"] {
            let message =
                #"{"type":"ChannelDestroyed","cause":17,"tech_cause":486,"channel":{"id":"\#(id)","state":"Down"}}"#
            _ = try decoder.decode(Array(message.utf8))
        }
        #expect(
            lines.all == [
                [
                    "channel": "\(Samples.helperLeg)", "cause": "17", "sip": "486", "reason": "busy",
                    "request": "\(Samples.request)",
                ]
            ])
    }

    @Test("Through the manager interface the cause stands there, with the request's id; others' channels do not")
    func overManager() {
        let lines = Lines()
        let reader = AMIEventReader(context: "helpbridge", names: Samples.names, logger: lines.logger)
        for id in [Samples.helperName, "1764.1"] {
            _ = reader.events(AMIMessage(["Event": "Hangup", "Uniqueid": id, "Cause": "21", "ChannelState": "5"]))
        }
        #expect(
            lines.all == [
                [
                    "channel": "\(Samples.helperLeg)", "cause": "21", "reason": "declined",
                    "request": "\(Samples.request)",
                ]
            ])
    }
}
