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

    /// Whether the helper who has picked up is willing.
    enum Consent: Sendable, Codable, Equatable {
        /// He has not been asked.
        case open
        /// He is to hear who needs him, and that is still being made.
        case waiting(since: Date)
        /// He hears who needs him.
        case hearing(PlaybackID, until: Date)
        /// He has heard it, and is to press a key.
        case asked(until: Date)
        /// He helps.
        case given
    }

    /// Changes when the call is transferred.
    var channel: ChannelID
    let `extension`: String
    /// Which of the candidates it rings; nothing for the operator.
    var candidate = 0
    let orderedAt: Date
    var state: State = .ordered
    /// Whether he rings because he has taken the request himself.
    var isTaker = false
    /// When the PBX took the order.
    var originatedAt: Date?
    /// Whether the PBX knows a phone there that has to ring at once if it is alive.
    var isPhone = false
    /// Whether the event stream came back while the order's reply was still on its way.
    var hasSeenReconnect = false
    /// Whether the PBX has put it into the bridge.
    var isJoined = false
    var consent: Consent = .open

    init(channel: ChannelID, extension number: String, candidate: Int = 0, orderedAt: Date) {
        self.channel = channel
        self.extension = number
        self.candidate = candidate
        self.orderedAt = orderedAt
    }

    /// What an earlier version has stored lacks the newer keys.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        channel = try container.decode(ChannelID.self, forKey: .channel)
        self.extension = try container.decode(String.self, forKey: .extension)
        candidate = try container.decodeIfPresent(Int.self, forKey: .candidate) ?? 0
        orderedAt = try container.decode(Date.self, forKey: .orderedAt)
        state = try container.decode(State.self, forKey: .state)
        isTaker = try container.decodeIfPresent(Bool.self, forKey: .isTaker) ?? false
        originatedAt = try container.decodeIfPresent(Date.self, forKey: .originatedAt)
        isPhone = try container.decodeIfPresent(Bool.self, forKey: .isPhone) ?? false
        hasSeenReconnect = try container.decodeIfPresent(Bool.self, forKey: .hasSeenReconnect) ?? false
        isJoined = try container.decodeIfPresent(Bool.self, forKey: .isJoined) ?? false
        // Picking up was all the consent there was.
        consent = try container.decodeIfPresent(Consent.self, forKey: .consent) ?? (state == .answered ? .given : .open)
    }

    /// Whether the phone may still be picked up.
    var isPending: Bool {
        switch state {
        case .ordered, .unconfirmed, .waitingForPBX, .originated, .ringing: true
        case .answered, .hangingUp, .ended: false
        }
    }

    /// Whether somebody may still come of it.
    var isActive: Bool { isPending || state == .answered }

    /// Whether the order's reply is still unknown.
    var isUncertain: Bool { state == .ordered || state == .unconfirmed }
}
