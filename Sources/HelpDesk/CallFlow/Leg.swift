import Foundation

/// One channel of ours: what was ordered, and how far it has got.
struct Leg: Sendable, Codable, Equatable {
    enum State: String, Sendable, Codable {
        /// The order is under way; its reply is still to come.
        case ordered
        /// The process that gave the order died before the reply: the PBX may or may not have received it.
        case unconfirmed
        /// The order has definitely not reached the PBX: it waits for the event stream, for storage, or until fewer phones
        /// ring. Stored under an older name.
        case keptBack = "waitingForPBX"
        /// The PBX has taken the order.
        case originated
        case ringing
        case answered
        /// We have given it up.
        case hangingUp
        case ended
    }

    /// What it means that a leg was answered.
    enum Answer {
        case expected
        /// We had already given it up.
        case unwanted
        case alreadyKnown
    }

    /// Changes when the call is transferred or forwarded.
    private(set) var channel: ChannelID
    let `extension`: String
    let orderedAt: Date
    private(set) var state: State
    /// When the PBX took the order.
    private(set) var originatedAt: Date?
    /// Whether the PBX knows an idle, registered phone there, which should ring at once.
    private(set) var isPhone = false
    /// Whether the event stream came back while the order's reply was still on its way.
    private(set) var hasSeenReconnect = false
    /// Whether the PBX has put it into the bridge.
    private(set) var isJoined = false

    init(channel: ChannelID, extension number: String, orderedAt: Date, state: State = .ordered) {
        self.channel = channel
        self.extension = number
        self.orderedAt = orderedAt
        self.state = state
    }

    /// What an earlier version has stored lacks the newer keys.
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

    /// Whether the order is to be repeated if it turns out that it was not sent: no event would remind us of it.
    var hasMissedReconnect: Bool { state == .ordered && hasSeenReconnect }

    /// Whether the PBX took the order after the snapshot, which therefore says nothing about this leg.
    func isNewer(than snapshot: PBXSnapshot) -> Bool {
        guard let originatedAt, snapshot.channels[channel] == nil else { return false }
        return originatedAt >= snapshot.takenAt
    }
}

/// Transitions.
extension Leg {
    /// The PBX has taken the order.
    mutating func originated(isPhone: Bool, at now: Date) {
        confirm()
        originatedAt = now
        self.isPhone = isPhone
    }

    /// The PBX knows the channel: it has taken the order.
    mutating func confirm() {
        switch state {
        case .ordered, .unconfirmed: state = .originated
        case .keptBack, .originated, .ringing, .answered, .hangingUp, .ended: break
        }
    }

    /// The process that gave the order is gone.
    mutating func loseReply() {
        if state == .ordered { state = .unconfirmed }
    }

    /// The event stream is back before the order's reply.
    mutating func sawReconnect() {
        if state == .ordered { hasSeenReconnect = true }
    }

    /// The order was not given: it waits.
    ///
    /// - Returns: whether it had been under way.
    mutating func keepBack() -> Bool {
        guard state == .ordered else { return false }
        state = .keptBack
        return true
    }

    /// - Returns: whether that is news.
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

    /// Whoever was on the line has been transferred.
    ///
    /// - Returns: whether the leg goes on in the other channel.
    mutating func replaced(by successor: ChannelID) -> Bool {
        guard state == .answered else { return false }
        channel = successor
        return true
    }

    /// The phone has sent its call elsewhere, before it was answered.
    ///
    /// - Returns: whether the leg goes on in the other channel.
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

    /// Gives the leg up, in whatever state it is.
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
