import Foundation

/// The fallback is stored in the request.
extension OperatorCall: Encodable {
    private enum CodingKeys: String, CodingKey {
        case leg = "operatorLeg"
        case answeredAt = "operatorAnsweredAt"
        case dialledChannel, seeksLiveCall, heldCall, liveCall, noticeChannel
    }

    /// Decodes a stored value; earlier versions lack the newer keys.
    init(from decoder: any Decoder, _ request: HelpRequest, isDialled: Bool) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let isSought = try container.decodeIfPresent(Bool.self, forKey: .seeksLiveCall) ?? false
        let held = try container.decodeIfPresent(HeldCall.self, forKey: .heldCall)
        let channel = try container.decodeIfPresent(ChannelID.self, forKey: .liveCall)
        let notice = try container.decodeIfPresent(ChannelID.self, forKey: .noticeChannel)
        let sought = isSought ? held.map(CustomerCall.onHold) ?? .sought : .notWanted
        let leg = try container.decode(Leg.self, forKey: .leg)
        let dialled = try container.decodeIfPresent(ChannelID.self, forKey: .dialledChannel)
        self.init(
            leg: leg, customerCall: channel.map { .listenedTo($0, notice: notice) } ?? sought,
            answeredAt: try container.decodeIfPresent(Date.self, forKey: .answeredAt),
            dialledChannel: dialled ?? notice ?? (isDialled && isSought ? leg.channel : nil), fallback: request.fallback
        )
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(leg, forKey: .leg)
        try container.encodeIfPresent(answeredAt, forKey: .answeredAt)
        try container.encodeIfPresent(dialledChannel, forKey: .dialledChannel)
        try container.encode(seeksLiveCall, forKey: .seeksLiveCall)
        try container.encodeIfPresent(heldCall, forKey: .heldCall)
        try container.encodeIfPresent(liveCall, forKey: .liveCall)
        try container.encodeIfPresent(noticeChannel, forKey: .noticeChannel)
    }
}
