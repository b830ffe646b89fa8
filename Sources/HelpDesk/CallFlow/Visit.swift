/// A supervisor who comes to the connected call: his phone, and a listener of his own on the operator's side of it, in a
/// bridge of their own.
struct Visit: Sendable, Codable, Equatable {
    var phone: Leg
    /// What lets him hear, and be heard.
    var listener: Leg?
    /// What the listener lets through.
    var listenerMode: CallMode
    /// The first listener, or one in another mode, that is still to come.
    var nextListener: Leg?
    /// Whether there may be a bridge of the two.
    var isBridged = false
    /// Whether the key that begins a change of mode was pressed last.
    var isStarPressed = false

    var legs: [Leg] { [phone, listener, nextListener].compactMap(\.self) }

    /// Whether he is there, or may still come.
    var isActive: Bool { phone.isActive }

    /// Whether the PBX has put him and his listener together.
    var isJoined: Bool { phone.isJoined && phone.state == .answered && listener?.isJoined == true }

    /// Changes the leg that has this channel, if it is one of his.
    mutating func update(_ channel: ChannelID, _ change: (inout Leg) -> Void) {
        if phone.channel == channel {
            change(&phone)
        } else if var leg = listener, leg.channel == channel {
            change(&leg)
            listener = leg
        } else if var leg = nextListener, leg.channel == channel {
            change(&leg)
            nextListener = leg
        }
    }
}
