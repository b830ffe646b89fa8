import HelpDesk
import Logging

/// Writes one line for each phone of ours whose call ends before or after the answer, with the number in which the PBX says
/// why. Requests keep only what that means.
struct HangupJournal: Sendable {
    /// `nil` writes nothing.
    let logger: Logger?

    /// - Parameters:
    ///   - cause: Q.850, as Asterisk has it.
    ///   - status: the SIP status of the phone, which Asterisk 22 tells.
    func note(_ channel: ChannelID, cause: Int, status: Int? = nil, _ reason: HangupReason) {
        guard let logger else { return }
        var metadata: Logger.Metadata = [
            "channel": "\(channel)", "cause": "\(cause)", "reason": "\(reason.rawValue)",
        ]
        if let request = channel.request { metadata["request"] = "\(request)" }
        if let status { metadata["sip"] = "\(status)" }
        logger.info("a phone's call has ended", metadata: metadata)
    }
}
