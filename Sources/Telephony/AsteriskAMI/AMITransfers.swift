import HelpDesk

/// Transfers by the phones of our calls (REFER), as the manager interface reports them.
///
/// Asterisk provides no replacement for the channel that leaves: in a blind transfer the other side continues in the
/// dialplan, and the person who is called there finally enters a bridge with them; until then the end of the channel
/// that left is not reported. An attended transfer names both calls of the phone that transfers, and the two others
/// talk; if one of the two is alone with us, in our part of the dialplan, the other party of the other call takes its
/// place there (`DestType: App`). That is reported before it is done: until the end of the channel that leaves, orders
/// for the other would break it.
struct AMITransfers: Sendable, Equatable {
    /// A blind transfer that has not been answered.
    private struct Pending: Sendable, Equatable {
        let former: ChannelID
        /// The end of the former channel, once it has ended.
        var end: PBXEvent?
        /// The bridge that the continuing channel entered last.
        var bridge: String?
        /// Whether the connection was lost since then: its result may not have been reported.
        var isUncertain = false
    }

    /// The pending transfers, by the channel that continues.
    private var pending: [ChannelID: Pending] = [:]
    /// The successors of channels in our part of the dialplan, which replace them as soon as these have ended.
    private var coming: [ChannelID: ChannelID] = [:]
    /// The channels in each bridge, while they are of interest.
    private var bridges: [String: [ChannelID]] = [:]

    /// - Returns: the replacements; empty if the event reports no transfer of ours.
    mutating func read(_ message: AMIMessage, _ names: PBXNames, _ context: String) -> [PBXEvent] {
        guard message["Result"] == "Success" else { return [] }
        func channel(_ role: String) -> ChannelID? { message["\(role)Uniqueid"].flatMap(names.channel) }
        func isOurs(_ channels: ChannelID?...) -> Bool {
            channels.contains { $0.flatMap { names.ownChannel(names.onPBX($0)) } != nil }
        }
        switch message["Event"] {
        case "BlindTransfer":
            guard let former = channel("Transferer"), let other = channel("Transferee"), isOurs(former, other) else {
                return []
            }
            pending[other] = Pending(former: former)
            return []
        case "AttendedTransfer" where message["DestType"] == "App":
            guard let one = channel("Transferee"), !isOurs(one) else { return [] }
            // A channel that dialled a code does not have a name of ours.
            let former = ["SecondTransferer", "OrigTransferer"].first { role in
                isOurs(channel(role)) || message["\(role)Context"] == context
            }
            if let former = former.flatMap(channel) { coming[former] = one }
            return []
        case "AttendedTransfer":
            guard let one = channel("Transferee"), let other = channel("TransferTarget") else { return [] }
            let (first, second) = (channel("OrigTransferer"), channel("SecondTransferer"))
            if let first, isOurs(first, one) { return [.replaced(first, by: other)] }
            if let second, isOurs(second, other) { return [.replaced(second, by: one)] }
            return []
        default: return []
        }
    }

    /// Handles a new connection.
    ///
    /// Blind transfers may still be under way, while their target is being rung.
    mutating func reconnected() {
        coming = [:]
        bridges = [:]
        for other in pending.keys {
            pending[other]?.bridge = nil
            pending[other]?.isUncertain = true
        }
    }

    /// Drops blind transfers that are over according to the list of channels, and records channels whose end was
    /// missed.
    ///
    /// - Parameters:
    ///   - listed: the channels that exist.
    ///   - joined: those that talk with a channel of ours, or with the target of its transfer.
    mutating func compare(with listed: Set<ChannelID>, joined: Set<ChannelID>) {
        for (other, transfer) in pending where transfer.isUncertain {
            pending[other]?.isUncertain = false
            if !listed.contains(other) || joined.contains(other) {
                forget(other)
            } else if transfer.end == nil, !listed.contains(transfer.former) {
                pending[other]?.end = .ended(transfer.former, .normal)
            }
        }
    }

    /// Returns the snapshot before the transfers that were reported, and not done yet.
    func before(_ snapshot: PBXSnapshot) -> PBXSnapshot {
        var snapshot = snapshot
        for (former, successor) in coming { snapshot.takeBack(successor, for: former, .answered) }
        for (other, transfer) in pending where transfer.end != nil {
            let both: Set = [other, transfer.former]
            for channel in both { snapshot.channels[channel] = .answered }
            if let bridge = BridgeID(of: both) { snapshot.bridges[bridge] = both }
        }
        return snapshot
    }

    /// Handles a channel that entered a bridge.
    ///
    /// - Returns: the replacement, if that completes a transfer.
    mutating func entered(_ bridge: String, _ channel: ChannelID) -> [PBXEvent] {
        guard !pending.isEmpty else { return [] }
        bridges[bridge, default: []].append(channel)
        pending[channel]?.bridge = bridge
        guard let (other, transfer) = pending.first(where: { $0.value.bridge == bridge }),
            let successor = bridges[bridge]?.first(where: { $0 != other && $0 != transfer.former })
        else { return [] }
        forget(other)
        return [.replaced(transfer.former, by: successor)] + [transfer.end].compactMap(\.self)
    }

    /// Handles the end of a channel.
    ///
    /// - Returns: the events to report.
    mutating func ended(_ channel: ChannelID, _ event: PBXEvent) -> [PBXEvent] {
        if let successor = coming.removeValue(forKey: channel) {
            return [.replaced(channel, by: successor), event]
        }
        coming = coming.filter { $0.value != channel }
        if let transfer = pending[channel] {
            // The transfer was not answered.
            forget(channel)
            return [event] + [transfer.end].compactMap(\.self)
        }
        for bridge in bridges.keys { bridges[bridge]?.removeAll { $0 == channel } }
        guard let other = pending.first(where: { $0.value.former == channel })?.key else { return [event] }
        pending[other]?.end = event
        return []
    }

    private mutating func forget(_ other: ChannelID) {
        pending[other] = nil
        if pending.isEmpty { bridges = [:] }
    }
}
