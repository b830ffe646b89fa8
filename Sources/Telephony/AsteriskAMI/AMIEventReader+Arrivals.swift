import ConcurrencyPrimitives
import HelpDesk

/// Calls that somebody has made to one of our codes.
extension AMIEventReader {
    /// The last of those who have dialled a code. Over lost connections as well: a call is told of once.
    struct Arrivals: Sendable {
        private var told: [ChannelID] = []
        /// Read from a connection whose events are not told yet: with it they would be lost.
        private var untold: [ChannelID] = []
        private var areTold = false

        func contains(_ channel: ChannelID) -> Bool { told.contains(channel) || untold.contains(channel) }

        /// Whether it was told, so that whoever has it now, if anybody, knows of it.
        func hasTold(_ channel: ChannelID) -> Bool { told.contains(channel) }

        mutating func add(_ channel: ChannelID) {
            if areTold { remember([channel]) } else { untold.append(channel) }
        }

        mutating func forgetUntold() {
            untold = []
            areTold = false
        }

        /// From now on what is read is told.
        mutating func tell() {
            remember(untold)
            untold = []
            areTold = true
        }

        private mutating func remember(_ channels: [ChannelID]) {
            told = (told + channels).suffix(AMIEventReader.remembered)
        }
    }

    /// What the dialplan tells of one.
    func arrived(_ message: AMIMessage, _ channel: ChannelID) -> [PBXEvent] {
        // Two bridges may have codes in one dialplan; the lines of an earlier version do not say whose it is.
        guard let code = message["Code"], message["Place"].map({ $0 == context }) ?? true else { return [] }
        arrivals.withLock { $0.add(channel) }
        return [.arrived(IncomingCall(channel: channel, code: code, callers: callers(message)))]
    }

    /// Whether a channel in the list is where such calls wait.
    func isWaiting(_ message: AMIMessage, _ channel: ChannelID) -> Bool {
        channel.call == nil && message["Context"] == context && message["Exten"] == AMIDialplan.dialled
    }

    /// The channels in the list that wait there, and of which nothing was ever told.
    func missedArrivals(in channels: [AMIMessage]) -> [AMIMessage] {
        let arrivals = arrivals.withLock { $0 }
        return channels.filter { message in
            guard let channel = message["Uniqueid"].flatMap(names.channel) else { return false }
            return isWaiting(message, channel) && !arrivals.contains(channel)
        }
    }

    /// One of them.
    ///
    /// - Parameter code: what was dialled.
    func found(_ message: AMIMessage, code: String) -> IncomingCall? {
        guard let channel = message["Uniqueid"].flatMap(names.channel) else { return nil }
        arrivals.withLock { $0.add(channel) }
        return IncomingCall(channel: channel, code: code, callers: callers(message), wasFound: true)
    }

    private func callers(_ message: AMIMessage) -> [String] {
        [ARIMessage.Channel.account(message["Channel"]), message["CallerIDNum"]].compactMap(\.self)
    }
}
