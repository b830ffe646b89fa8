import ConcurrencyPrimitives
import HelpDesk

/// Calls to our codes.
extension AMIEventReader {
    /// The latest calls to our codes, also across lost connections: each call is reported once.
    struct Arrivals: Sendable {
        private var told: [ChannelID] = []
        /// Calls read from a connection whose events are not delivered yet: they are lost with the connection.
        private var untold: [ChannelID] = []
        private var areTold = false

        func contains(_ channel: ChannelID) -> Bool { told.contains(channel) || untold.contains(channel) }

        /// Whether the call was reported, so that its owner, if any, knows it.
        func hasTold(_ channel: ChannelID) -> Bool { told.contains(channel) }

        mutating func add(_ channel: ChannelID) {
            if areTold { remember([channel]) } else { untold.append(channel) }
        }

        mutating func forgetUntold() {
            untold = []
            areTold = false
        }

        /// Reports what was read, and everything that is read from now on.
        mutating func tell() {
            remember(untold)
            untold = []
            areTold = true
        }

        private mutating func remember(_ channels: [ChannelID]) {
            told = (told + channels).suffix(AMIEventReader.remembered)
        }
    }

    /// Returns the event for a call that the dialplan reports.
    func arrived(_ message: AMIMessage, _ channel: ChannelID) -> [PBXEvent] {
        // Two bridges may have codes in one dialplan; the lines of an earlier version do not name the bridge.
        guard let code = message["Code"], message["Place"].map({ $0 == context }) ?? true else { return [] }
        arrivals.withLock { $0.add(channel) }
        return [.arrived(IncomingCall(channel: channel, code: code, callers: callers(message)))]
    }

    /// Whether a channel in the list is where calls to our codes wait.
    func isWaiting(_ message: AMIMessage, _ channel: ChannelID) -> Bool {
        channel.call == nil && message["Context"] == context && message["Exten"] == AMIDialplan.dialled
    }

    /// Returns the channels in the list that wait there and were never reported.
    func missedArrivals(in channels: [AMIMessage]) -> [AMIMessage] {
        let arrivals = arrivals.withLock { $0 }
        return channels.filter { message in
            guard let channel = message["Uniqueid"].flatMap(names.channel) else { return false }
            return isWaiting(message, channel) && !arrivals.contains(channel)
        }
    }

    /// Returns the call of a missed channel.
    ///
    /// - Parameter code: the dialled code.
    func found(_ message: AMIMessage, code: String) -> IncomingCall? {
        guard let channel = message["Uniqueid"].flatMap(names.channel) else { return nil }
        arrivals.withLock { $0.add(channel) }
        return IncomingCall(channel: channel, code: code, callers: callers(message), wasFound: true)
    }

    private func callers(_ message: AMIMessage) -> [String] {
        [ARIMessage.Channel.account(message["Channel"]), message["CallerIDNum"]].compactMap(\.self)
    }
}
