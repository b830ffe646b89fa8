import HelpDesk

/// Asterisk's own `Local` channels that replaced a party of a call: if a phone forwards its call, or a transfer leads
/// through the dialplan.
///
/// Once such a channel is joined with a party, it removes itself with the first sound: the person who talks through its
/// second half replaces the first half in its bridge, or the person with the first half replaces the second half in its
/// bridge. Only that entering is reported; the first half then ends as if a person had hung up.
struct AMILocalChannels: Sendable, Equatable {
    /// The second half of each channel, by the first half.
    private var secondHalves: [ChannelID: ChannelID] = [:]
    /// Channels reported as replacing a party of one of our calls.
    ///
    /// Other `Local` channels belong to calls that are not ours.
    private var successors: Set<ChannelID> = []
    /// The channels in each bridge.
    private var bridges: [String: Set<ChannelID>] = [:]

    /// - Returns: the replacement of a first half; empty if the event reports none.
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

    /// Records the replacements in reported events.
    mutating func follow(_ events: [PBXEvent]) {
        for event in events {
            switch event {
            // A phone that forwards its call may be anybody's.
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
        // Among several it is unknown which one it is.
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
