import Foundation

/// Channels in whose place others stand, and bridges: what is to be gone at the end, or before.
///
/// Each is followed until the PBX has said that it is gone, and ordered away again every few seconds.
struct Cleanup: Sendable, Equatable {
    private(set) var formerChannels: [ChannelID] = []
    private(set) var formerBridges: [BridgeID] = []
    /// When those were last ordered away.
    private(set) var sweptAt: Date?
    /// Whether there may be a bridge of operator and helper.
    private(set) var isBridgeOrdered = false

    var isDone: Bool { formerChannels.isEmpty && formerBridges.isEmpty }

    /// When those who should be gone are hung up on again: one who stays in the bridge would go on being heard.
    var deadline: Date? {
        isDone ? nil : sweptAt?.addingTimeInterval(CallFlow.Patience.hangUp)
    }

    /// Follows a channel to its end.
    mutating func add(_ channel: ChannelID) {
        formerChannels.append(channel)
    }

    /// Follows channels that are being hung up just now, and bridges that are being destroyed.
    mutating func add(_ channels: [ChannelID], _ bridges: [BridgeID] = [], hungUpAt now: Date) {
        guard !channels.isEmpty || !bridges.isEmpty else { return }
        formerChannels += channels
        formerBridges += bridges.filter { !formerBridges.contains($0) }
        sweptAt = now
    }

    mutating func ended(_ channel: ChannelID) {
        formerChannels.removeAll { $0 == channel }
    }

    mutating func destroyed(_ bridge: BridgeID) {
        formerBridges.removeAll { $0 == bridge }
    }

    /// The call begins: from now on it is looked who should not be heard in it any more.
    mutating func callBegins(at now: Date) {
        sweptAt = now
    }

    mutating func sweep(at now: Date) -> [CallFlow.Action] {
        sweptAt = now
        return removeAll()
    }

    func removeAll() -> [CallFlow.Action] {
        formerChannels.map(CallFlow.Action.hangUp) + formerBridges.map(CallFlow.Action.destroy)
    }

    mutating func orderBridge(of channels: [ChannelID], _ id: HelpRequestID) -> CallFlow.Action {
        isBridgeOrdered = true
        return .join(channels, .of(id))
    }

    /// The call is over: its bridge, if there may be one, is to be gone as well.
    mutating func callEnds(_ id: HelpRequestID) {
        guard isBridgeOrdered else { return }
        isBridgeOrdered = false
        formerBridges.append(.of(id))
    }
}

extension Cleanup: Codable {
    private enum CodingKeys: String, CodingKey {
        case formerChannels, formerBridges, sweptAt
        case isBridgeOrdered = "bridgeOrdered"
    }

    /// What an earlier version has stored lacks the newer keys.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        formerChannels = try container.decodeIfPresent([ChannelID].self, forKey: .formerChannels) ?? []
        formerBridges = try container.decodeIfPresent([BridgeID].self, forKey: .formerBridges) ?? []
        sweptAt = try container.decodeIfPresent(Date.self, forKey: .sweptAt)
        isBridgeOrdered = try container.decodeIfPresent(Bool.self, forKey: .isBridgeOrdered) ?? false
    }
}
