import Foundation

/// One channel of ours: what was ordered, and how far it got.
struct Leg: Sendable, Codable, Equatable {
    enum State: String, Sendable, Codable {
        /// The order is committed and under way; its reply is still to come.
        case ordered
        /// The process that gave the order has died before the reply: the PBX may have it or not.
        case unconfirmed
        /// The order has certainly not reached the PBX; it will be repeated when the event stream is back.
        case waitingForPBX
        /// The PBX has taken the order.
        case originated
        case ringing
        case answered
        /// We want it gone.
        case hangingUp
        case ended
    }

    let channel: ChannelID
    let `extension`: String
    let orderedAt: Date
    var state: State = .ordered
    /// Whether the event stream came back while the order's reply was still on its way.
    var hasSeenReconnect = false
    /// Whether the PBX has put it into the bridge.
    var isJoined = false

    init(channel: ChannelID, extension number: String, orderedAt: Date) {
        self.channel = channel
        self.extension = number
        self.orderedAt = orderedAt
    }

    /// Whether the phone may still be picked up.
    var isPending: Bool {
        switch state {
        case .ordered, .unconfirmed, .waitingForPBX, .originated, .ringing: true
        case .answered, .hangingUp, .ended: false
        }
    }

    /// Whether the order's reply is still unknown.
    var isUncertain: Bool { state == .ordered || state == .unconfirmed }
}
