import Foundation

/// A channel of HelpBridge: its order and its state.
struct Leg: Sendable, Codable, Equatable {
    enum State: String, Sendable, Codable {
        /// The order is under way; its reply has not arrived.
        case ordered
        /// The process that gave the order died before the reply: whether the PBX received it is unknown.
        case unconfirmed
        /// The order definitely did not reach the PBX: it waits for the event stream, for storage, or until fewer
        /// phones ring.
        ///
        /// Stored under an older name.
        case keptBack = "waitingForPBX"
        /// The PBX accepted the order.
        case originated
        case ringing
        case answered
        /// We abandoned it.
        case hangingUp
        case ended
    }

    /// The meaning of a leg's answer.
    enum Answer {
        case expected
        /// We had already abandoned it.
        case unwanted
        case alreadyKnown
    }

    /// The channel, which changes if the call is transferred or forwarded.
    private(set) var channel: ChannelID
    let `extension`: String
    let orderedAt: Date
    private(set) var state: State
    /// The time that the PBX accepted the order.
    private(set) var originatedAt: Date?
    /// Whether the PBX knows an idle, registered phone there, which should ring at once.
    private(set) var isPhone = false
    /// Whether the event stream came back before the order's reply.
    private(set) var hasSeenReconnect = false
    /// Whether the PBX put it into the bridge.
    private(set) var isJoined = false

    init(channel: ChannelID, extension number: String, orderedAt: Date, state: State = .ordered) {
        self.channel = channel
        self.extension = number
        self.orderedAt = orderedAt
        self.state = state
    }

    /// Decodes a stored value; earlier versions lack the newer keys.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        channel = try container.decode(ChannelID.self, forKey: .channel)
        self.extension = try container.decode(String.self, forKey: .extension)
        orderedAt = try container.decode(Date.self, forKey: .orderedAt)
        state = try container.decode(State.self, forKey: .state)
        originatedAt = try container.decodeIfPresent(Date.self, forKey: .originatedAt)
        isPhone = try container.decodeIfPresent(Bool.self, forKey: .isPhone) ?? false
        hasSeenReconnect = try container.decodeIfPresent(Bool.self, forKey: .hasSeenReconnect) ?? false
        isJoined = try container.decodeIfPresent(Bool.self, forKey: .isJoined) ?? false
    }

    /// Whether the phone may still be picked up.
    var isPending: Bool {
        switch state {
        case .ordered, .unconfirmed, .keptBack, .originated, .ringing: true
        case .answered, .hangingUp, .ended: false
        }
    }

    /// Whether the leg is answered or may still be.
    var isActive: Bool { isPending || state == .answered }

    /// Whether the order must be repeated if it turns out that it was not sent: no event would trigger that.
    var hasMissedReconnect: Bool { state == .ordered && hasSeenReconnect }

    /// Whether the PBX accepted the order after the snapshot, which therefore says nothing about this leg.
    func isNewer(than snapshot: PBXSnapshot) -> Bool {
        guard let originatedAt, snapshot.channels[channel] == nil else { return false }
        return originatedAt >= snapshot.takenAt
    }
}

/// Transitions.
extension Leg {
    /// Records that the PBX accepted the order.
    mutating func originated(isPhone: Bool, at now: Date) {
        confirm()
        originatedAt = now
        self.isPhone = isPhone
    }

    /// Records that the PBX knows the channel, and thus accepted the order.
    mutating func confirm() {
        switch state {
        case .ordered, .unconfirmed: state = .originated
        case .keptBack, .originated, .ringing, .answered, .hangingUp, .ended: break
        }
    }

    /// Records that the process that gave the order is gone.
    mutating func loseReply() {
        if state == .ordered { state = .unconfirmed }
    }

    /// Records that the event stream came back before the order's reply.
    mutating func sawReconnect() {
        if state == .ordered { hasSeenReconnect = true }
    }

    /// Holds back an order that was not given.
    ///
    /// - Returns: whether the order had been under way.
    mutating func keepBack() -> Bool {
        guard state == .ordered else { return false }
        state = .keptBack
        return true
    }

    /// - Returns: whether the ringing is news.
    mutating func rang() -> Bool {
        guard isPending, state != .ringing else { return false }
        state = .ringing
        return true
    }

    mutating func answered() -> Answer {
        if isPending {
            state = .answered
            return .expected
        }
        // Unwanted even if it seemed to have ended: an order may be carried out late.
        return state == .answered ? .alreadyKnown : .unwanted
    }

    mutating func joined() {
        if state == .answered { isJoined = true }
    }

    /// Moves the leg to its successor after a transfer.
    ///
    /// - Returns: whether the leg continues on the other channel.
    mutating func replaced(by successor: ChannelID) -> Bool {
        guard state == .answered else { return false }
        channel = successor
        return true
    }

    /// Moves the leg to its successor after the phone forwarded its call before answering.
    ///
    /// - Returns: whether the leg continues on the other channel.
    mutating func forwarded(to successor: ChannelID) -> Bool {
        guard isPending else { return false }
        channel = successor
        isPhone = false
        return true
    }

    mutating func ended() {
        state = .ended
        isJoined = false
    }

    /// Abandons the leg, whatever its state.
    mutating func hangUp() -> [CallFlow.Action] {
        switch state {
        case .ended: return []
        case .keptBack:
            // It never reached the PBX: there is nothing to hang up.
            state = .ended
            return []
        case .ordered, .unconfirmed, .originated, .ringing, .answered, .hangingUp:
            state = .hangingUp
            return [.hangUp(channel)]
        }
    }
}
