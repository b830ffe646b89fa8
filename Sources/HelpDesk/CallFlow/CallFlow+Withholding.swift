import Foundation

/// Orders that are kept back for a while: nobody is rung or joined before the disk knows of it, nor while too many phones
/// ring already, nor while the PBX is away.
extension CallFlow {
    /// Whether an order that was kept back is still meant, after all that has happened meanwhile.
    func stillMeans(_ order: Action) -> Bool {
        switch order {
        case .originate(let ring): leg(ring.channel)?.state == .ordered
        case .snoop(_, let channel, _): leg(channel)?.state == .ordered
        case .answer(let channel):
            channel == operatorCall.noticeChannel || channel == operatorLeg.channel && operatorLeg.isPending
        case .stopRinging: !player.operatorHearsRinging
        case .join(let channels, let bridge): stillJoins(channels, in: bridge)
        case .lookUp, .prepare, .lookForHelper, .findLiveCall, .play, .stopPlaying, .startRinging, .destroy, .hangUp:
            true
        }
    }

    private func stillJoins(_ channels: [ChannelID], in bridge: BridgeID) -> Bool {
        guard channels.allSatisfy({ leg($0)?.state == .answered }) else { return false }
        switch stage {
        case .joining: return bridge == .of(id)
        case .connected: return true
        case .reachingOperator, .findingHelper, .closing, .ending, .ended: return false
        }
    }

    /// Whether it is of use to order the operator's leg again.
    var isOperatorNeeded: Bool {
        stage == .reachingOperator || (operatorCall.isCoaching && stage == .findingHelper)
    }

    /// The order was not sent. It is kept for the return of the event stream, unless that is back already: then nothing
    /// would ever remind us of it.
    mutating func deferred(_ channel: ChannelID, at now: Date) -> [Action] {
        if channel == coaching.nextListener?.channel { return listenerFailed(at: now) }
        if visits.position(of: channel) != nil { return follow(visits.refused(channel, id, at: now), at: now) }
        guard let leg = leg(channel), leg.state == .ordered else { return [] }
        if leg.hasSeenReconnect {
            if channel == operatorLeg.channel { return operatorCall.orderAgain(terms, at: now) }
            if let position = hunt.position(of: channel), stage == .findingHelper {
                return hunt.ringAgain(position, terms, for: operatorCall.originator, at: now)
            }
        }
        _ = update(channel) { $0.keepBack() }
        return []
    }

    /// The order to ring was not given, and is kept until it may be.
    mutating func withheld(_ channel: ChannelID, at now: Date) -> [Action] {
        if visits.position(of: channel) != nil { return follow(visits.withheld(channel, id, at: now), at: now) }
        if channel != coaching.nextListener?.channel { _ = update(channel) { $0.keepBack() } }
        return []
    }

    /// The disk takes what is decided again: what was kept back is ordered.
    mutating func storable(at now: Date) -> [Action] {
        var actions: [Action] = []
        if operatorLeg.state == .waitingForPBX {
            if now >= terms.expiresAt {
                actions = expire(at: now)
            } else if isOperatorNeeded {
                actions = operatorCall.orderAgain(terms, at: now)
            }
        }
        for attempt in hunt.attempts where attempt.state == .waitingForPBX {
            actions += admitted(attempt.channel, at: now)
        }
        return actions
    }

    /// A helper's phone may be rung.
    mutating func admitted(_ channel: ChannelID, at now: Date) -> [Action] {
        guard stage == .findingHelper, let position = hunt.position(of: channel),
            hunt.attempts[position].state == .waitingForPBX
        else { return [] }
        return hunt.ringAgain(position, terms, for: operatorCall.originator, at: now)
    }

    /// The PBX could not be reached in time.
    mutating func expire(at now: Date) -> [Action] {
        _ = operatorCall.ended()
        return end(.expired, .expired, at: now)
    }
}
