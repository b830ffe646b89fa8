import Foundation

/// The operator's call with the customer while it is on hold: nobody listens to it yet.
///
/// A listener that comes to a call on hold ends the music that the customer hears, where Asterisk relays the sound of the call
/// without looking at it (`Dial` without options; 16 and 22, measured), and hears nothing itself. The call is looked at again and
/// again instead, until the operator is back in it or a helper is there.
struct HeldCall: Sendable, Codable, Equatable {
    let channel: ChannelID
    /// When it is looked at again; later while the PBX is being asked, which may not answer.
    private(set) var lookAt: Date
    /// Whether it was not found when it was looked at last.
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
