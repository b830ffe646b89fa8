import Foundation

/// Orders that are kept back for a while: nobody is rung or joined before the disk knows of it, nor while too many phones
/// ring already.
extension CallFlow {
    /// Whether an order that was kept back is still meant, after all that has happened meanwhile.
    func stillMeans(_ order: Action) -> Bool {
        switch order {
        case .originate(let ring): leg(ring.channel)?.state == .ordered
        case .snoop(_, let channel, _): leg(channel)?.state == .ordered
        case .answer(let channel): channel == noticeChannel || channel == operatorLeg.channel && operatorLeg.isPending
        case .stopRinging: !operatorHearsRinging
        case .join(let channels, let bridge): stillJoins(channels, in: bridge)
        case .lookUp, .prepare, .lookForHelper, .findLiveCall, .play, .stopPlaying, .startRinging, .destroy, .hangUp:
            true
        }
    }

    private func stillJoins(_ channels: [ChannelID], in bridge: BridgeID) -> Bool {
        guard channels.allSatisfy({ leg($0)?.state == .answered }) else { return false }
        switch stage {
        case .joining: return bridge == .of(request.id)
        case .connected: return true
        case .reachingOperator, .findingHelper, .closing, .ending, .ended: return false
        }
    }

    /// Every leg that is, or was, a channel of ours.
    var legs: [Leg] {
        [operatorLeg] + helperLegs + [nextSnoop].compactMap(\.self) + visits.flatMap(\.legs)
    }

    func leg(_ channel: ChannelID) -> Leg? {
        legs.first { $0.channel == channel }
    }

    /// The channels of helpers whose phones ring, or are just being rung.
    var ringingHelpers: Set<ChannelID> {
        Set(helperLegs.filter { $0.isPending && $0.state != .waitingForPBX }.map(\.channel))
    }

    /// How many legs wait until they may be ordered.
    var legsKeptBack: Int {
        (helperLegs + [operatorLeg]).count { $0.state == .waitingForPBX }
    }

    /// The order to ring was not given, and is kept until it may be. Whoever has asked to come to a call gets no second
    /// chance: they have been told so.
    mutating func withheld(_ channel: ChannelID, at now: Date, _ actions: inout [Action]) {
        if channel == operatorLeg.channel, operatorLeg.state == .ordered {
            operatorLeg.state = .waitingForPBX
        } else if let position = helperPosition(channel), helperLegs[position].state == .ordered {
            helperLegs[position].state = .waitingForPBX
        } else if let position = visits.firstIndex(where: { $0.phone.channel == channel }),
            visits[position].phone.state == .ordered
        {
            visits[position].phone.state = .waitingForPBX
            endVisit(position, .error, at: now, &actions)
        }
    }

    /// The disk takes what is decided again: what was kept back is ordered.
    mutating func storable(at now: Date, _ actions: inout [Action]) {
        if operatorLeg.state == .waitingForPBX {
            if now >= expiresAt {
                operatorLeg.state = .ended
                end(.expired, .expired, at: now, &actions)
            } else if stage == .reachingOperator || (isCoaching && stage == .findingHelper) {
                orderOperatorAgain(at: now, &actions)
            }
        }
        for leg in helperLegs where leg.state == .waitingForPBX { admitted(leg.channel, at: now, &actions) }
    }

    /// A helper's phone may be rung.
    mutating func admitted(_ channel: ChannelID, at now: Date, _ actions: inout [Action]) {
        guard stage == .findingHelper, let position = helperPosition(channel),
            helperLegs[position].state == .waitingForPBX
        else { return }
        orderHelperAgain(position, at: now, &actions)
    }
}
