import Foundation

/// Joining the operator and the willing helper.
extension CallFlow {
    /// Joins the two once a helper is willing, the operator is on the line, and no prompt is playing.
    ///
    /// - Parameter ordered: the preceding actions of the same transition.
    mutating func joinIfReady(at now: Date, besides ordered: [Action] = []) -> [Action] {
        guard stage == .findingHelper, coaching.nextListener == nil, let index = hunt.attempts.willing else {
            return []
        }
        // A sentence cut off in the middle sounds like a fault.
        guard !player.isSpeaking else { return [] }
        // The customer loses the music, but a helper is there.
        if let held = operatorCall.heldCall { return held.isMissing ? [] : listen(to: held.channel, at: now) }
        guard !operatorCall.seeksLiveCall, operatorLeg.state == .answered else { return [] }
        if operatorCall.isCoaching, coaching.listenerMode != coaching.mode {
            return changeMode(to: coaching.mode, at: now)
        }
        return join(index, at: now, besides: ordered)
    }

    mutating func join(_ index: Int, at now: Date, besides ordered: [Action]) -> [Action] {
        stage = .joining(index, since: now)
        player.finish(.requestSent)
        player.finish(.waiting)
        let quieting = operatorCall.dismissNotice() + player.stopRinging(on: operatorLeg.channel)
        // An earlier hang-up may have been lost, and no helper of an earlier attempt may stay.
        let leaving = hunt.attempts.filter { $0.state == .hangingUp }.map { Action.hangUp($0.channel) }
        let both = [operatorLeg.channel, hunt.attempts[index].channel]
        return quieting + leaving.filter { !ordered.contains($0) } + [cleanup.orderBridge(of: both, id)]
    }

    /// Handles a channel that the PBX put into a bridge.
    mutating func joined(_ channel: ChannelID, at now: Date) -> [Action] {
        _ = update(channel) { $0.joined() }
        visits.noteJoined(at: now)
        guard case .joining(let index, _) = stage, operatorLeg.isJoined, hunt.attempts[index].leg.isJoined else {
            return []
        }
        stage = .connected(index)
        // From now on removals are repeated.
        cleanup.ordered(at: now)
        record.enter(.connected, at: now)
        return []
    }

    mutating func joinFailed(_ channels: [ChannelID], at now: Date) -> [Action] {
        guard case .joining(let index, _) = stage else { return [] }
        let both = [operatorLeg.channel, hunt.attempts[index].channel]
        // One of the legs has moved to another channel. Joining them twice is harmless.
        guard Set(channels) == Set(both) else { return [cleanup.orderBridge(of: both, id)] }
        return joinFailed(at: now)
    }

    mutating func joinFailed(at now: Date) -> [Action] {
        // While events may be missed, they may be joined anyway: the PBX's list will show it, or the order is repeated.
        guard case .joining(let index, _) = stage, !hunt.attempts.mayMissEvents else { return [] }
        return hunt.attempts.joinFailed(index, at: now) + findAnother(at: now)
    }

    mutating func destroyed(_ bridge: BridgeID, at now: Date) -> [Action] {
        cleanup.destroyed(bridge)
        finishIfQuiet(at: now)
        return []
    }
}
