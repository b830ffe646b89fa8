import HelpDesk

/// The phones' live calls among the channels that Asterisk lists.
struct AMILiveCalls {
    private let channels: [AMIMessage]
    private let names: PBXNames

    /// - Parameters:
    ///   - channels: the list from `CoreShowChannels`.
    ///   - names: the names that distinguish live calls from our own calls and those of other bridges.
    init(_ channels: [AMIMessage], names: PBXNames) {
        self.channels = channels
        self.names = names
    }

    /// Returns the calls of a phone, the likeliest first: those that have a party, then the latest.
    ///
    /// - Parameters:
    ///   - isTheirs: whether a channel's name belongs to the phone.
    ///   - others: channels that are not live calls.
    func calls(where isTheirs: (String) -> Bool, apartFrom others: [ChannelID]) -> [ChannelID] {
        let calls = channels.compactMap { message -> Call? in
            guard let name = message["Channel"], let id = message["Uniqueid"],
                case .stranger = names.owner(ofChannel: id), message["ChannelStateDesc"] == "Up", isTheirs(name),
                !others.contains(ChannelID(id))
            else { return nil }
            return Call(
                id: ChannelID(id), name: name, isJoined: message["BridgeId"] != nil, age: message["Duration"] ?? "")
        }
        return calls.sorted { $1.isLess(than: $0) }.map(\.id)
    }

    /// Returns the unique id of a call's bridge.
    func bridge(of call: ChannelID) -> String? {
        channels.first { $0["Uniqueid"] == names.onPBX(call) }?["BridgeId"]
    }

    private struct Call {
        let id: ChannelID
        let name: String
        let isJoined: Bool
        /// The age as `hh:mm:ss`.
        let age: String

        /// Whether the call is less likely; names end with a serial number, which is higher for the later of two calls
        /// in one second.
        func isLess(than other: Call) -> Bool {
            if isJoined != other.isJoined { return other.isJoined }
            return age == other.age ? name < other.name : age > other.age
        }
    }
}
