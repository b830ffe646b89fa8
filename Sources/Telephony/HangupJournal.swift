import HelpDesk
import Logging

/// Logs one line for each of our phones whose call ends before or after the answer, with the PBX's cause codes.
struct HangupJournal: Sendable {
    /// The logger; `nil` logs nothing.
    let logger: Logger?

    func note(_ channel: ChannelID, _ cause: HangupCause, _ reason: HangupReason) {
        guard let logger else { return }
        var metadata: Logger.Metadata = [
            "channel": "\(channel)", "cause": "\(cause.q850)", "reason": "\(reason.rawValue)",
        ]
        if let call = channel.call { metadata["request"] = "\(call)" }
        if let status = cause.sip { metadata["sip"] = "\(status)" }
        logger.info("a phone's call has ended", metadata: metadata)
    }
}
