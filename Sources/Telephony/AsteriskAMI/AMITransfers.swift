import HelpDesk

/// Transfers by the phones of our calls (REFER), as the manager interface tells them.
///
/// Asterisk gives no channel in the place of the one that leaves: in a blind transfer the other side goes on in the
/// dialplan, and whoever is called there comes into a bridge with them in the end; until then the end of the one who has
/// left is not told. In an attended one, both calls of the phone that transfers are named, and the two others talk; where one of
/// the two is with us alone, in our part of the dialplan, the other party of the other one takes its place there (`DestType: App`).
/// That is told before it is done: until the end of the one who leaves, orders for the other would spoil it.
struct AMITransfers: Sendable, Equatable {
    /// A blind transfer that nobody has answered yet.
    private struct Pending: Sendable, Equatable {
        let former: ChannelID
        /// How the former ended, once it has.
        var end: PBXEvent?
        /// The bridge into which the one who goes on came last.
        var bridge: String?
        /// Whether the connection was lost since: what has become of it may not have been told.
        var isUncertain = false
    }

    /// By the channel that goes on.
    private var pending: [ChannelID: Pending] = [:]
    /// Who takes the place of whom, in our part of the dialplan, as soon as that one has ended.
    private var coming: [ChannelID: ChannelID] = [:]
    /// Who has come into which bridge, while it is of interest.
    private var bridges: [String: [ChannelID]] = [:]

    /// - Returns: who goes on in whose place; empty where the event tells of no transfer of ours.
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
            // Whoever has dialled a code has no name of ours.
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

    /// The connection is new. Blind transfers may still be under way, for as long as somebody is rung.
    mutating func reconnected() {
        coming = [:]
        bridges = [:]
        for other in pending.keys {
            pending[other]?.bridge = nil
            pending[other]?.isUncertain = true
        }
    }

    /// Forgets blind transfers that are over by the list of channels, and notes who has left unheard.
    ///
    /// - Parameters:
    ///   - listed: the channels that are there.
    ///   - joined: those of them that talk with one of ours, or with the one to whom one of ours was transferred.
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

    /// How the PBX stood before the transfers that are told, and not done yet.
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

    /// Somebody has come into a bridge.
    ///
    /// - Returns: that they are the one to whom somebody of ours was transferred.
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

    /// A channel has ended.
    ///
    /// - Returns: what is to be told of it.
    mutating func ended(_ channel: ChannelID, _ event: PBXEvent) -> [PBXEvent] {
        if let successor = coming.removeValue(forKey: channel) {
            return [.replaced(channel, by: successor), event]
        }
        coming = coming.filter { $0.value != channel }
        if let transfer = pending[channel] {
            // Nobody has answered them.
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
