import Foundation

/// Channels and bridges that no machine needs any more.
///
/// Each is kept until the PBX confirms that it is gone; until then, the order to remove it is repeated every few
/// seconds.
struct Cleanup: Sendable, Equatable {
    private(set) var formerChannels: [ChannelID] = []
    private(set) var formerBridges: [BridgeID] = []
    /// The time of the last order to remove them.
    private(set) var sweptAt: Date?
    /// Whether a bridge of operator and helper may exist.
    private(set) var isBridgeOrdered = false

    var isDone: Bool { formerChannels.isEmpty && formerBridges.isEmpty }

    /// The time of the next order to remove them: a channel left in the bridge would still be heard.
    var deadline: Date? { isDone ? nil : nextSweep }

    /// The time for repeating unconfirmed orders.
    var nextSweep: Date? { sweptAt?.addingTimeInterval(CallFlow.Timing.hangUp) }

    /// Waits for the end of a channel.
    mutating func add(_ channel: ChannelID) {
        if !formerChannels.contains(channel) { formerChannels.append(channel) }
    }

    /// Waits for the end of channels that are being hung up, and of bridges that are being destroyed.
    mutating func add(_ channels: [ChannelID], _ bridges: [BridgeID] = [], hungUpAt now: Date) {
        guard !channels.isEmpty || !bridges.isEmpty else { return }
        formerChannels += channels.filter { !formerChannels.contains($0) }
        formerBridges += bridges.filter { !formerBridges.contains($0) }
        sweptAt = now
    }

    mutating func ended(_ channel: ChannelID) {
        formerChannels.removeAll { $0 == channel }
    }

    mutating func destroyed(_ bridge: BridgeID) {
        formerBridges.removeAll { $0 == bridge }
    }

    /// Restarts the timer for an order that is repeated until the PBX confirms it.
    mutating func ordered(at now: Date) {
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

    /// Adds the bridge of a call that is over, if it may exist.
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

    /// Decodes a stored value; earlier versions lack the newer keys.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        formerChannels = try container.decodeIfPresent([ChannelID].self, forKey: .formerChannels) ?? []
        formerBridges = try container.decodeIfPresent([BridgeID].self, forKey: .formerBridges) ?? []
        sweptAt = try container.decodeIfPresent(Date.self, forKey: .sweptAt)
        isBridgeOrdered = try container.decodeIfPresent(Bool.self, forKey: .isBridgeOrdered) ?? false
    }
}
