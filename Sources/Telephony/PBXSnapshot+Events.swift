import HelpDesk

extension PBXSnapshot {
    /// How the PBX stood before some events that it may already contain, so that they can be told behind it.
    ///
    /// Who has come in somebody's place would otherwise belong to nobody and be hung up on, and why a call has ended would
    /// not be known any more.
    func before(_ events: [PBXEvent]) -> PBXSnapshot {
        var snapshot = self
        for event in events.reversed() { snapshot.takeBack(event) }
        return snapshot
    }

    private mutating func takeBack(_ event: PBXEvent) {
        switch event {
        case .arrived(let call):
            channels[call.channel] = nil
        case .replaced(let former, let successor):
            takeBack(successor, for: former, .answered)
        case .forwarded(let former, _, let successor):
            takeBack(successor, for: former, channels[former] ?? .down)
        case .pickedUp(let former, let successor):
            restore(former)
            // It stays: a phone to which the call was forwarded before is the help desk's already.
            if channels[successor] != nil { newcomers.insert(successor) }
        case .ringing(let channel), .answered(let channel):
            if channel.call != nil { restore(channel) }
        case .ended(let channel, let reason, _):
            // Of a conversation, there is no more to know than that it is over.
            if channel.call != nil, reason != .normal { restore(channel) }
        case .synchronized, .disconnected, .enteredBridge, .pressed, .playbackFinished, .takeFinished:
            break
        }
    }

    /// Puts a channel back that has gone since.
    private mutating func restore(_ channel: ChannelID) {
        channels[channel] = channels[channel] ?? .down
    }

    /// Takes back that a channel has come in the place of another one.
    mutating func takeBack(_ successor: ChannelID, for former: ChannelID, _ state: ChannelState) {
        channels[former] = state
        // One of ours belongs to its own call, whatever it is transferred to.
        guard successor.call == nil else { return }
        channels[successor] = nil
        for (bridge, members) in bridges where members.contains(successor) {
            bridges[bridge] = members.subtracting([successor]).union([former])
        }
    }
}
