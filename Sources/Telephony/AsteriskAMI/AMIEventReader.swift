import HelpDesk

/// Reads Asterisk's manager events as those of our port.
///
/// Everything is found by the channel's unique id, which is ours for the channels that we make.
final class AMIEventReader: Sendable {
    private let context: String
    /// Channels that were made and have not gone.
    private let live = Locked<Set<String>>([])

    init(context: String) {
        self.context = context
    }

    func know(_ snapshot: PBXSnapshot) {
        live.withLock { $0.formUnion(snapshot.channels.keys.map(\.text)) }
    }

    func events(_ message: AMIMessage) -> [PBXEvent] {
        guard let id = message["Uniqueid"] else { return [] }
        let channel = ChannelID(id)
        switch message["Event"] {
        case "Newchannel":
            live.withLock { _ = $0.insert(id) }
            return []
        case "Newstate" where message["ChannelState"] == "5":
            return [.ringing(channel)]
        case "Hangup":
            live.withLock { _ = $0.remove(id) }
            let cause = message["Cause"].flatMap(Int.init) ?? 0
            return [.ended(channel, HangupReason(cause: cause, answered: message["ChannelState"] == "6"))]
        case "OriginateResponse" where message["Response"] == "Failure":
            // A phone that is not there: Asterisk tells nothing else of it. A channel that lives is one whose order was
            // repeated.
            return live.withLock { $0.contains(id) } ? [] : [.ended(channel, .offline)]
        case "BridgeEnter":
            return [.joined(channel.request.map(BridgeID.of) ?? BridgeID(""), channel)]
        case "DTMFEnd" where message["Direction"] == "Received":
            return message["Digit"]?.first.map { [.pressed(channel, $0)] } ?? []
        case "UserEvent" where message["UserEvent"] == AMIDialplan.event:
            return userEvents(message, channel)
        default:
            return []
        }
    }

    private func userEvents(_ message: AMIMessage, _ channel: ChannelID) -> [PBXEvent] {
        switch message["What"] {
        case "waiting":
            return [.answered(channel)]
        case "played":
            guard let playback = message["Playback"] else { return [] }
            return [.playbackFinished(PlaybackID(playback), succeeded: message["Result"] == "SUCCESS")]
        case "arrived":
            guard let code = message["Code"] else { return [] }
            let shown = ARIMessage.Channel.account(message["Channel"])
            return [
                .arrived(
                    IncomingCall(
                        channel: channel, code: code,
                        callers: [shown, message["CallerIDNum"]].compactMap(\.self)))
            ]
        default:
            return []
        }
    }

    /// How the world stands, by the list of channels.
    func snapshot(_ channels: [AMIMessage]) -> PBXSnapshot {
        var snapshot = PBXSnapshot()
        var bridges: [String: Set<ChannelID>] = [:]
        for message in channels {
            guard let id = message["Uniqueid"] else { continue }
            let channel = ChannelID(id)
            let isOurs = id.hasPrefix(Identifiers.prefix) && channel.request != nil && !id.hasSuffix(";2")
            guard isOurs || message["Context"] == context else { continue }
            snapshot.channels[channel] =
                switch message["ChannelStateDesc"] {
                case "Up": .answered
                case "Ringing", "Ring": .ringing
                default: .down
                }
            if let bridge = message["BridgeId"] { bridges[bridge, default: []].insert(channel) }
        }
        for members in bridges.values {
            if let id = members.compactMap(\.request).first { snapshot.bridges[.of(id)] = members }
        }
        return snapshot
    }
}
