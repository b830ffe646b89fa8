import Foundation

/// Channels in whose place others stand, and the bridge: what is to be gone at the end, or before.
struct Cleanup: Sendable, Equatable {
    private(set) var formerChannels: [ChannelID] = []
    /// When those were last ordered to be hung up.
    private(set) var sweptAt: Date?
    /// Whether there may be a bridge of operator and helper.
    private(set) var isBridgeOrdered = false

    /// When those who should be gone are hung up on again: one who stays in the bridge would go on being heard.
    var deadline: Date? {
        formerChannels.isEmpty ? nil : sweptAt?.addingTimeInterval(CallFlow.Patience.hangUp)
    }

    /// Follows a channel to its end.
    mutating func add(_ channel: ChannelID) {
        formerChannels.append(channel)
    }

    /// Follows channels that are being hung up just now.
    mutating func add(_ channels: [ChannelID], hungUpAt now: Date) {
        guard !channels.isEmpty else { return }
        formerChannels += channels
        sweptAt = now
    }

    mutating func ended(_ channel: ChannelID) {
        formerChannels.removeAll { $0 == channel }
    }

    /// The call begins: from now on it is looked who should not be heard in it any more.
    mutating func callBegins(at now: Date) {
        sweptAt = now
    }

    mutating func sweep(at now: Date) -> [CallFlow.Action] {
        sweptAt = now
        return hangUpAll()
    }

    func hangUpAll() -> [CallFlow.Action] {
        formerChannels.map(CallFlow.Action.hangUp)
    }

    mutating func orderBridge(of channels: [ChannelID], _ id: HelpRequestID) -> CallFlow.Action {
        isBridgeOrdered = true
        return .join(channels, .of(id))
    }

    mutating func destroyBridge(_ id: HelpRequestID) -> [CallFlow.Action] {
        guard isBridgeOrdered else { return [] }
        isBridgeOrdered = false
        return [.destroy(.of(id))]
    }
}

extension Cleanup: Codable {
    private enum CodingKeys: String, CodingKey {
        case formerChannels, sweptAt
        case isBridgeOrdered = "bridgeOrdered"
    }

    /// What an earlier version has stored lacks the newer keys.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        formerChannels = try container.decodeIfPresent([ChannelID].self, forKey: .formerChannels) ?? []
        sweptAt = try container.decodeIfPresent(Date.self, forKey: .sweptAt)
        isBridgeOrdered = try container.decodeIfPresent(Bool.self, forKey: .isBridgeOrdered) ?? false
    }
}
