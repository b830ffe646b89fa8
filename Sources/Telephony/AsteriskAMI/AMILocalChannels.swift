import HelpDesk

/// `Local` channels of Asterisk's own that have come in somebody's place: where a phone sends its call elsewhere, or
/// where a transfer leads through the dialplan.
///
/// Once such a channel is joined with somebody, it takes itself out with the first sound: whoever talks through its
/// second half comes into the bridge in the place of the first, or whoever is with the first comes into the bridge of
/// the second, in its place. Only that entering tells; the first half ends then, as if somebody had hung up.
struct AMILocalChannels: Sendable, Equatable {
    /// The second half of each, by the first.
    private var secondHalves: [ChannelID: ChannelID] = [:]
    /// Who was told to go on in the place of somebody in a call of ours. Others belong to calls that are none of ours.
    private var successors: Set<ChannelID> = []
    /// Who is in which bridge.
    private var bridges: [String: Set<ChannelID>] = [:]

    /// - Returns: who goes on in the place of a first half; empty where the event tells of no such thing.
    mutating func read(_ message: AMIMessage, _ names: PBXNames) -> [PBXEvent] {
        func identifier(_ field: String) -> ChannelID? { message[field].flatMap(names.channel) }
        switch message["Event"] {
        case "LocalBridge":
            if let first = identifier("LocalOneUniqueid"), let second = identifier("LocalTwoUniqueid") {
                secondHalves[first] = second
            }
        case "BridgeEnter":
            if let bridge = message["BridgeUniqueid"], let channel = identifier("Uniqueid") {
                return entered(bridge, channel, inPlaceOf: identifier("SwapUniqueid"))
            }
        case "BridgeLeave":
            if let bridge = message["BridgeUniqueid"], let channel = identifier("Uniqueid") { leave(bridge, channel) }
        case "Hangup":
            if let channel = identifier("Uniqueid") {
                secondHalves[channel] = nil
                successors.remove(channel)
            }
        default: break
        }
        return []
    }

    /// Notes who goes on in whose place, as it is told.
    mutating func follow(_ events: [PBXEvent]) {
        for event in events {
            switch event {
            // A phone that sends its call elsewhere may be anybody's.
            case .forwarded(let former, _, let successor) where former.call != nil || successors.contains(former):
                successors.insert(successor)
            case .replaced(_, let successor), .pickedUp(_, let successor): successors.insert(successor)
            default: break
            }
        }
    }

    private mutating func entered(
        _ bridge: String, _ channel: ChannelID, inPlaceOf former: ChannelID?
    ) -> [PBXEvent] {
        bridges[bridge, default: []].insert(channel)
        guard let former else { return [] }
        leave(bridge, former)
        if secondHalves[former] != nil { return replaced(former, by: channel) }
        // Of several, nobody says which one it is.
        guard let first = secondHalves.first(where: { $0.value == former })?.key,
            let others = bridges[bridge]?.subtracting([channel]), others.count == 1, let other = others.first
        else { return [] }
        return replaced(first, by: other)
    }

    private mutating func replaced(_ first: ChannelID, by successor: ChannelID) -> [PBXEvent] {
        successors.remove(first) == nil ? [] : [.replaced(first, by: successor)]
    }

    private mutating func leave(_ bridge: String, _ channel: ChannelID) {
        bridges[bridge]?.remove(channel)
        if bridges[bridge]?.isEmpty == true { bridges[bridge] = nil }
    }
}
