import ConcurrencyPrimitives
import HelpDesk
import Logging

/// Converts Asterisk's manager events to the events of our port.
///
/// Everything is found by the channel's unique id, which we choose for channels that we create. Asterisk reports all of
/// its channels, including those of others.
final class AMIEventReader: Sendable {
    let context: String
    let names: PBXNames
    /// Our channels that were created and have not ended.
    private let live = Locked<Set<ChannelID>>([])
    /// Our channels whose calls failed before Asterisk reported that the channels exist.
    private let unseen = Locked<Set<ChannelID>>([])
    /// Channels that were dialled last, without a channel that dials: a phone may have forwarded its call there.
    private let dialled = Locked<[(name: String, channel: ChannelID)]>([])
    let arrivals = Locked(Arrivals())
    private let transfers = Locked(AMITransfers())
    private let localChannels = Locked(AMILocalChannels())
    private let journal: HangupJournal
    static let remembered = 64

    /// - Parameter logger: logs one line for each of our phones whose call ends; `nil` logs nothing.
    init(context: String, names: PBXNames, logger: Logger? = nil) {
        self.context = context
        self.names = names
        journal = HangupJournal(logger: logger)
    }

    /// Prepares for a new connection: the end of a call that was known before may have been missed.
    ///
    /// Transfers are kept, to be compared with the list of channels.
    func forget() {
        live.withLock { $0 = [] }
        unseen.withLock { $0 = [] }
        dialled.withLock { $0 = [] }
        transfers.withLock { $0.reconnected() }
        localChannels.withLock { $0 = AMILocalChannels() }
        arrivals.withLock { $0.forgetUntold() }
    }

    func know(_ snapshot: PBXSnapshot) {
        live.withLock { $0.formUnion(snapshot.channels.keys) }
    }

    func events(_ message: AMIMessage) -> [PBXEvent] {
        let events = localChannels.withLock { $0.read(message, names) } + read(message)
        localChannels.withLock { $0.follow(events) }
        return events
    }

    /// Returns the channel of a call that failed, if Asterisk has not reported such a channel.
    func unseenFailure(_ message: AMIMessage) -> ChannelID? {
        guard message["Event"] == "OriginateResponse", let channel = message["Uniqueid"].flatMap(names.channel),
            unseen.withLock({ $0.contains(channel) })
        else { return nil }
        return channel
    }

    /// Returns the end of a call that failed, unless Asterisk has reported its channel since.
    ///
    /// Asterisk reports nothing else about a phone that does not exist. On a busy machine the response to an order may
    /// overtake the events of its channel, whose hang-up has the true cause (seen with 16).
    func endOfUnseen(_ channel: ChannelID) -> PBXEvent? {
        unseen.withLock { $0.remove(channel) }.map { .ended($0, .offline) }
    }

    private func read(_ message: AMIMessage) -> [PBXEvent] {
        // Speech to a listener is heard only from now on; its own half existed before.
        if message["Event"] == "ChanSpyStart" {
            return message["SpyerUniqueid"].flatMap(names.firstHalf(of:)).map { [.answered($0)] } ?? []
        }
        if let forwarded = forwarded(message) { return [forwarded] }
        let transferred = transfers.withLock { $0.read(message, names, context) }
        if !transferred.isEmpty { return transferred }
        guard let channel = message["Uniqueid"].flatMap(names.channel) else { return [] }
        switch message["Event"] {
        case "Newchannel":
            unseen.withLock { _ = $0.remove(channel) }
            if channel.call != nil { live.withLock { _ = $0.insert(channel) } }
            return []
        case "Newstate" where message["ChannelState"] == "5":
            return [.ringing(channel)]
        case "Newstate" where message["ChannelState"] == "6":
            // A channel that talks is not a channel that is dialled instead of a phone.
            dialled.withLock { $0.removeAll { $0.channel == channel } }
            return []
        case "Pickup":
            return message["TargetUniqueid"].flatMap(names.ownChannel).map { [.pickedUp($0, by: channel)] } ?? []
        case "Hangup":
            live.withLock { _ = $0.remove(channel) }
            dialled.withLock { $0.removeAll { $0.channel == channel } }
            let cause = HangupCause(
                q850: message["Cause"].flatMap(Int.init) ?? 0, sip: message["TechCause"].flatMap(Int.init))
            let isAnswered = message["ChannelState"] == "6"
            // Answered elsewhere: the pickup was reported before.
            if cause.q850 == 26, channel.call != nil, !isAnswered { return [] }
            let reason = HangupReason(cause: cause.q850, answered: isAnswered)
            if channel.call != nil { journal.note(channel, cause, reason) }
            let end = PBXEvent.ended(channel, reason, cause.told(with: reason))
            return transfers.withLock { $0.ended(channel, end) }
        case "OriginateResponse" where message["Response"] == "Failure":
            // If the channel exists, its order was repeated.
            guard live.withLock({ !$0.contains(channel) }) else { return [] }
            // The reason is the last control frame: 5 is AST_CONTROL_BUSY, for a phone whose hang-up is reported later.
            if message["Reason"] == "5" { return [.ended(channel, .busy)] }
            unseen.withLock { _ = $0.insert(channel) }
            return []
        case "BridgeEnter":
            // The other members of a conference are not the target of a transfer.
            guard let bridge = message["BridgeUniqueid"], message["BridgeType"] ?? "basic" == "basic" else {
                return [.enteredBridge(channel)]
            }
            return transfers.withLock { $0.entered(bridge, channel) } + [.enteredBridge(channel)]
        case "DTMFEnd" where message["Direction"] == "Received":
            return message["Digit"]?.first.map { [.pressed(channel, $0)] } ?? []
        case "UserEvent" where message["UserEvent"] == AMIDialplan.event:
            return userEvents(message, channel)
        default:
            return []
        }
    }

    /// Returns the event for a phone that forwards its call: the channel that is dialled instead is reported first, and
    /// separately (measured with 16 and 22).
    private func forwarded(_ message: AMIMessage) -> PBXEvent? {
        guard message["Uniqueid"] == nil, let name = message["DestChannel"],
            let channel = message["DestUniqueid"].flatMap(names.channel)
        else { return nil }
        switch message["Event"] {
        case "DialBegin" where channel.call == nil:
            dialled.withLock { $0 = $0.suffix(Self.remembered - 1) + [(name, channel)] }
            return nil
        // For a `Local` channel this is the only report.
        case "DialEnd" where message["DialStatus"] == "BUSY": return .ended(channel, .busy)
        case "DialEnd":
            guard let target = message["Forward"], !target.isEmpty else { return nil }
            let (number, prefix) = (ForwardTarget.number(in: target), ForwardTarget.channelPrefix(of: target))
            let successor = dialled.withLock { dialled in
                // It was reported just before. A number of the dialplan identifies the channel even if others are being
                // dialled; an address of another technology may belong to a phone with calls of its own.
                dialled.lastIndex { $0.name.hasPrefix(prefix) }
                    .flatMap { ForwardTarget.isLocal(target) || $0 == dialled.indices.last ? $0 : nil }
                    .map { dialled.remove(at: $0).channel }
            }
            // Without a channel the forwarding leads nowhere.
            return successor.map { .forwarded(channel, to: number, as: $0) } ?? .ended(channel, .declined)
        default: return nil
        }
    }

    private func userEvents(_ message: AMIMessage, _ channel: ChannelID) -> [PBXEvent] {
        switch message["What"] {
        case "waiting":
            return [.answered(channel)]
        case "played":
            guard let playback = message["Playback"].flatMap(names.own) else { return [] }
            return [.playbackFinished(PlaybackID(playback), succeeded: message["Result"] == "SUCCESS")]
        case "arrived": return arrived(message, channel)
        default:
            return []
        }
    }

    /// Returns the snapshot, from the list of channels and the events in the meantime.
    func snapshot(_ channels: [AMIMessage]) -> PBXSnapshot {
        var snapshot = PBXSnapshot()
        var bridges: [String: Set<ChannelID>] = [:]
        let pairs = pairs(in: channels)
        for message in channels {
            guard let name = message["Uniqueid"], let channel = names.channel(name),
                names.ownChannel(name) != nil || message["Context"] == context || pairs.contains(name)
            else { continue }
            snapshot.channels[channel] =
                switch message["ChannelStateDesc"] {
                case "Up": .answered
                case "Ringing", "Ring": .ringing
                default: .down
                }
            // Their arrival is reported right after this, or they called while there was no connection.
            if isWaiting(message, channel), !arrivals.withLock({ $0.hasTold(channel) }) {
                snapshot.newcomers.insert(channel)
            }
            if let bridge = message["BridgeId"] { bridges[bridge, default: []].insert(channel) }
        }
        for members in bridges.values {
            if let bridge = BridgeID(of: members) { snapshot.bridges[bridge] = members }
        }
        let listed = Set(channels.compactMap { $0["Uniqueid"].flatMap(names.channel) })
        return transfers.withLock { transfers in
            transfers.compare(with: listed, joined: Set(pairs.compactMap(names.channel)))
            return transfers.before(snapshot)
        }
    }

    /// Returns the names of channels that are alone with a channel of ours: somebody was transferred to them, in
    /// another context.
    ///
    /// A channel in a larger bridge with ours may be anybody's, and is ignored; so are parked channels, which all share
    /// a bridge.
    private func pairs(in channels: [AMIMessage]) -> Set<String> {
        var bridges: [String: [String]] = [:]
        var parking: Set<String> = []
        for message in channels {
            guard let bridge = message["BridgeId"], let name = message["Uniqueid"] else { continue }
            bridges[bridge, default: []].append(name)
            if message["Application"]?.hasPrefix("Park") == true { parking.insert(bridge) }
        }
        for bridge in parking { bridges[bridge] = nil }
        return bridges.values.reduce(into: []) { pairs, members in
            if members.count == 2, members.contains(where: { names.ownChannel($0) != nil }) { pairs.formUnion(members) }
        }
    }
}
