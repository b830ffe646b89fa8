import HelpDesk

extension PBXSnapshot {
    /// Returns the snapshot before some events that it may already contain, so that they can be delivered after it.
    ///
    /// Otherwise a channel that replaced another channel would have no owner and be hung up, and the reason for the end
    /// of a call would be lost.
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
            // The successor stays: a phone that the call was forwarded to before already belongs to the help desk.
            if channels[successor] != nil { newcomers.insert(successor) }
        case .ringing(let channel), .answered(let channel):
            if channel.call != nil { restore(channel) }
        case .ended(let channel, let reason, _):
            // The end of a conversation has no reason worth keeping.
            if channel.call != nil, reason != .normal { restore(channel) }
        case .synchronized, .disconnected, .enteredBridge, .pressed, .playbackFinished, .takeFinished:
            break
        }
    }

    /// Restores a channel that has ended since.
    private mutating func restore(_ channel: ChannelID) {
        channels[channel] = channels[channel] ?? .down
    }

    /// Reverts the replacement of a channel by its successor.
    mutating func takeBack(_ successor: ChannelID, for former: ChannelID, _ state: ChannelState) {
        channels[former] = state
        // A channel of ours belongs to its own call, whatever it is transferred to.
        guard successor.call == nil else { return }
        channels[successor] = nil
        for (bridge, members) in bridges where members.contains(successor) {
            bridges[bridge] = members.subtracting([successor]).union([former])
        }
    }
}
