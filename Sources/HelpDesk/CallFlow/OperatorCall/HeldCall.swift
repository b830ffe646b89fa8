import Foundation

/// The operator's call with the customer while it is on hold: nobody listens to it yet.
///
/// A listener on a call on hold would end the music that the customer hears if Asterisk relays the call's audio without
/// looking at it (`Dial` without options; 16 and 22, measured), and would hear nothing itself. Instead, the call is
/// checked repeatedly until the operator is back on it or a helper is there.
struct HeldCall: Sendable, Codable, Equatable {
    let channel: ChannelID
    /// The time of the next check; later while the PBX is being asked, which may not answer.
    private(set) var lookAt: Date
    /// Whether the last check did not find the call.
    private(set) var isMissing: Bool

    init(_ channel: ChannelID, isMissing: Bool = false, at now: Date) {
        self.channel = channel
        self.isMissing = isMissing
        lookAt = now.addingTimeInterval(CallFlow.Timing.look)
    }

    mutating func isAsked(at now: Date) {
        lookAt = now.addingTimeInterval(CallFlow.Timing.unansweredLook)
    }
}
