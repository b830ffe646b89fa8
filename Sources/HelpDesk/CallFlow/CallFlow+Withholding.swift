import Foundation

/// Orders that are held back: nobody is rung or joined before the transition is stored, while too many phones ring, or
/// while the PBX is disconnected.
extension CallFlow {
    /// Whether an order that was held back is still valid.
    func stillMeans(_ order: Action) -> Bool {
        switch order {
        case .originate(let ring): leg(ring.channel)?.state == .ordered
        case .snoop(_, let channel, _): leg(channel)?.state == .ordered
        case .answer(let channel):
            channel == operatorCall.noticeChannel || channel == operatorLeg.channel && operatorLeg.isPending
        case .stopRinging: !player.operatorHearsRinging
        case .join(let channels, let bridge): stillJoins(channels, in: bridge)
        case .lookUp, .prepare, .lookForHelper, .findLiveCall, .lookAtLiveCall, .play, .stopPlaying, .startRinging,
            .destroy, .hangUp:
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

    /// Whether the operator's leg is still needed.
    var isOperatorNeeded: Bool {
        stage == .reachingOperator || (operatorCall.isCoaching && stage == .findingHelper)
    }

    /// Holds back an order that was not sent until the event stream is back; if it is back already, repeats the order
    /// at once, since no event would trigger it.
    mutating func deferred(_ channel: ChannelID, at now: Date) -> [Action] {
        switch owner(of: channel) {
        case .operator? where operatorLeg.hasMissedReconnect:
            return operatorCall.orderAgain(terms, at: now)
        case .helper(let index)? where stage == .findingHelper && hunt.attempts[index].leg.hasMissedReconnect:
            return hunt.ringAgain(index, terms, for: operatorCall.originator, at: now)
        case .nextListener? where stage != .findingHelper:
            return listenerFailed(at: now)
        // Nobody is joined without the listener.
        case .nextListener? where coaching.nextListener?.hasMissedReconnect == true:
            return coaching.orderAgain(on: operatorCall.liveCall, at: now)
        case .operator?, .helper?, .nextListener?:
            _ = update(channel) { $0.keepBack() }
            return []
        case .supervisor?:
            return follow(visits.refused(channel, id, at: now), at: now)
        case nil:
            return []
        }
    }

    /// Holds back an order to ring that was not given yet.
    mutating func withheld(_ channel: ChannelID, at now: Date) -> [Action] {
        switch owner(of: channel) {
        case .operator?, .helper?:
            _ = update(channel) { $0.keepBack() }
            return []
        case .supervisor?:
            return follow(visits.withheld(channel, id, at: now), at: now)
        case .nextListener?, nil:
            return []
        }
    }

    /// Gives the orders that were held back, since transitions can be stored again.
    mutating func storable(at now: Date) -> [Action] {
        var actions: [Action] = []
        if operatorLeg.state == .keptBack {
            if now >= terms.expiresAt {
                actions = expire(at: now)
            } else if isOperatorNeeded {
                actions = operatorCall.orderAgain(terms, at: now)
            }
        }
        for attempt in hunt.attempts where attempt.state == .keptBack {
            actions += admitted(attempt.channel, at: now)
        }
        return actions
    }

    /// Rings a helper's phone, since one more may ring.
    mutating func admitted(_ channel: ChannelID, at now: Date) -> [Action] {
        guard stage == .findingHelper, let index = hunt.attempts.index(on: channel),
            hunt.attempts[index].state == .keptBack
        else { return [] }
        return hunt.ringAgain(index, terms, for: operatorCall.originator, at: now)
    }

    /// Ends the request, since the PBX could not be reached in time.
    mutating func expire(at now: Date) -> [Action] {
        _ = operatorCall.ended()
        return end(.expired, .expired, at: now)
    }
}
