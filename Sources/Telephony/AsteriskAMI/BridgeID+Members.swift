import HelpDesk

extension BridgeID {
    /// Creates the id of our bridge with these members, since the manager interface has no bridges with our names;
    /// `nil` if none of them is ours.
    init?(of members: Set<ChannelID>) {
        guard let call = members.compactMap(\.call).first else { return nil }
        let supervisor = members.compactMap(\.supervisorPosition).first
        self = supervisor.map { .ofSupervisor(call, ordinal: $0) } ?? .of(call)
    }
}

extension ChannelID {
    /// The ordinal of a supervisor's phone; `nil` for other channels.
    fileprivate var supervisorPosition: Int? {
        guard call != nil, let end = text.split(separator: "-").last, end.first == "v" else { return nil }
        return Int(end.dropFirst().prefix { $0 != "." })
    }
}
