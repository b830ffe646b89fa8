import ConcurrencyPrimitives
import HelpDesk

/// Calls that somebody has made to one of our codes.
extension AMIEventReader {
    /// What the dialplan tells of one.
    func arrived(_ message: AMIMessage, _ channel: ChannelID) -> [PBXEvent] {
        // Two bridges may have codes in one dialplan; the lines of an earlier version do not say whose it is.
        guard let code = message["Code"], message["Place"].map({ $0 == context }) ?? true else { return [] }
        remember(channel)
        return [.arrived(IncomingCall(channel: channel, code: code, callers: callers(message)))]
    }

    /// Whether a channel in the list is where such calls wait.
    func isWaiting(_ message: AMIMessage, _ channel: ChannelID) -> Bool {
        channel.call == nil && message["Context"] == context && message["Exten"] == AMIDialplan.dialled
    }

    /// The channels in the list that wait there, and of which nothing was ever told.
    func missedArrivals(in channels: [AMIMessage]) -> [AMIMessage] {
        let told = arrivals.withLock { $0 }
        return channels.filter { message in
            guard let channel = message["Uniqueid"].flatMap(names.channel) else { return false }
            return isWaiting(message, channel) && !told.contains(channel)
        }
    }

    /// One of them.
    ///
    /// - Parameter code: what was dialled.
    func found(_ message: AMIMessage, code: String) -> IncomingCall? {
        guard let channel = message["Uniqueid"].flatMap(names.channel) else { return nil }
        remember(channel)
        return IncomingCall(channel: channel, code: code, callers: callers(message), wasFound: true)
    }

    private func remember(_ channel: ChannelID) {
        arrivals.withLock { $0 = $0.suffix(Self.remembered - 1) + [channel] }
    }

    private func callers(_ message: AMIMessage) -> [String] {
        [ARIMessage.Channel.account(message["Channel"]), message["CallerIDNum"]].compactMap(\.self)
    }
}
