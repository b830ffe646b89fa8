import HelpDesk

extension BridgeID {
    /// The bridge of ours in which they stand, since the manager interface has no bridge of our name; `nil` where none of
    /// them is ours.
    init?(of members: Set<ChannelID>) {
        guard let call = members.compactMap(\.call).first else { return nil }
        let supervisor = members.compactMap(\.supervisorPosition).first
        self = supervisor.map { .ofSupervisor(call, ordinal: $0) } ?? .of(call)
    }
}

extension ChannelID {
    /// As which one they have come, where it is a supervisor's phone.
    fileprivate var supervisorPosition: Int? {
        guard call != nil, let end = text.split(separator: "-").last, end.first == "v" else { return nil }
        return Int(end.dropFirst().prefix { $0 != "." })
    }
}
