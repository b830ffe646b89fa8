import Foundation

/// Joining the operator and the helper who is willing, and what becomes of the two.
extension CallFlow {
    /// Joins the two as soon as there is a helper who is willing, an operator to join them with, and nothing to be heard.
    ///
    /// - Parameter ordered: what is ordered before, in the same breath.
    mutating func joinIfReady(at now: Date, besides ordered: [Action] = []) -> [Action] {
        guard stage == .findingHelper, !operatorCall.seeksLiveCall, coaching.nextListener == nil,
            operatorLeg.state == .answered, let position = hunt.willing
        else { return [] }
        // A sentence cut off in the middle sounds like a fault: the two are joined when the operator has heard it.
        guard !player.isSpeaking else { return [] }
        if operatorCall.isCoaching, coaching.listenerMode != coaching.mode {
            return changeMode(to: coaching.mode, at: now)
        }
        return join(position, at: now, besides: ordered)
    }

    mutating func join(_ position: Int, at now: Date, besides ordered: [Action]) -> [Action] {
        stage = .joining(position, since: now)
        player.finish(.requestSent)
        player.finish(.waiting)
        let quieting = operatorCall.dismissNotice() + player.stopRinging(on: operatorLeg.channel)
        // Nobody from an earlier attempt may still be there, should the order to hang up on them have been lost.
        let leaving = hunt.attempts.filter { $0.state == .hangingUp }.map { Action.hangUp($0.channel) }
        let both = [operatorLeg.channel, hunt.attempts[position].channel]
        return quieting + leaving.filter { !ordered.contains($0) } + [cleanup.orderBridge(of: both, id)]
    }

    /// The PBX has put somebody into a bridge.
    mutating func joined(_ channel: ChannelID, at now: Date) -> [Action] {
        _ = update(channel) { $0.joined() }
        visits.noteJoined(at: now)
        guard case .joining(let position, _) = stage, operatorLeg.isJoined, hunt.attempts[position].leg.isJoined else {
            return []
        }
        stage = .connected(position)
        cleanup.callBegins(at: now)
        record.enter(.connected, at: now)
        return []
    }

    mutating func joinFailed(at now: Date) -> [Action] {
        guard case .joining(let position, _) = stage else { return [] }
        return hunt.release(position, .error, at: now) + findAnother(at: now)
    }

    mutating func destroyed(_ bridge: BridgeID, at now: Date) -> [Action] {
        cleanup.destroyed(bridge)
        finishIfQuiet(at: now)
        return []
    }
}
