import HelpDesk

/// Which of the channels that Asterisk lists are phones' live calls.
struct AMILiveCalls {
    private let channels: [AMIMessage]
    private let names: PBXNames

    /// - Parameters:
    ///   - channels: what `CoreShowChannels` has listed.
    ///   - names: by which our own calls, and those of other bridges, are told from live calls.
    init(_ channels: [AMIMessage], names: PBXNames) {
        self.channels = channels
        self.names = names
    }

    /// The calls of a phone, the likeliest one first: those that have a party, then those that came last.
    ///
    /// - Parameters:
    ///   - isTheirs: whether a channel's name is that of the phone.
    ///   - others: channels that are no live call.
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

    /// The unique id of the bridge in which a call is.
    func bridge(of call: ChannelID) -> String? {
        channels.first { $0["Uniqueid"] == names.onPBX(call) }?["BridgeId"]
    }

    private struct Call {
        let id: ChannelID
        let name: String
        let isJoined: Bool
        /// `hh:mm:ss`.
        let age: String

        /// Names end with a serial number: of two calls in one second it tells the later one.
        func isLess(than other: Call) -> Bool {
            if isJoined != other.isJoined { return other.isJoined }
            return age == other.age ? name < other.name : age > other.age
        }
    }
}
