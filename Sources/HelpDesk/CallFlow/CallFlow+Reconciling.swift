import Foundation

/// Recovery after a restart of the bridge or a loss of the event stream.
extension CallFlow {
    /// The number of processes that may start the lookup of one request: if two crashed in the meantime, the lookup may
    /// be the reason.
    static let maximumLookups = 2

    /// Repeats what was only in the stopped process's memory.
    mutating func resume(at now: Date) -> [Action] {
        operatorCall.loseReply()
        coaching.loseReply()
        hunt.attempts.loseReplies()
        visits.loseReplies()
        var actions: [Action] = []
        switch stage {
        case .reachingOperator, .findingHelper:
            if hunt.order.candidates == nil {
                hunt.looksUpAgain(most: Self.maximumLookups)
                actions.append(.lookUp)
            }
        case .joining, .connected, .closing, .ending, .ended:
            break
        }
        return actions + player.resume(promptValues, at: now)
    }

    mutating func disconnected() -> [Action] {
        hunt.attempts.disconnected()
        return []
    }

    /// Compares the expected state with the PBX's, and handles what was missed as if it happened now.
    mutating func reconcile(with snapshot: PBXSnapshot, at now: Date) -> [Action] {
        hunt.attempts.reconnected()
        player.eventsWereMissed()
        hunt.attempts.eventsWereMissed(&player)
        let former = cleanup
        var actions: [Action] = []
        if snapshot.bridges[.of(id)] != nil, !cleanup.isBridgeOrdered { actions += destroy(.of(id), at: now) }
        actions += adoptTransferred(snapshot, at: now)
        actions += reconcileOperator(snapshot, at: now)
        for index in hunt.attempts.indices { actions += reconcileHelper(index, snapshot, at: now) }
        actions += reconcileNextListener(snapshot, at: now)
        actions += reconcileVisits(snapshot, at: now)
        if operatorCall.seeksLiveCall { actions.append(operatorCall.lookAgain(terms, at: now)) }
        for channel in former.formerChannels where snapshot.channels[channel] == nil {
            actions += ended(channel, .normal, at: now)
        }
        for bridge in former.formerBridges where snapshot.bridges[bridge] == nil {
            actions += destroyed(bridge, at: now)
        }
        let orphans = snapshot.channels.keys.filter { !owns($0) }
        cleanup.add(orphans, hungUpAt: now)
        actions += orphans.map(Action.hangUp)
        for channel in snapshot.bridges.values.flatMap(\.self) { actions += joined(channel, at: now) }
        return actions + goOn(with: snapshot, at: now, besides: actions)
    }

    /// Repeats the orders of the current stage, which may have been lost with the connection.
    ///
    /// Repeating them is harmless.
    private mutating func goOn(with snapshot: PBXSnapshot, at now: Date, besides ordered: [Action]) -> [Action] {
        switch stage {
        case .joining(let index, _):
            return join(index, at: now, besides: ordered)
        case .connected(let index):
            let both = [operatorLeg.channel, hunt.attempts[index].channel]
            if (snapshot.bridges[.of(id)] ?? []).isSuperset(of: both) { return [] }
            cleanup.ordered(at: now)
            return [.join(both, .of(id))]
        case .ending:
            let actions = hangUpEverything(at: now).filter { !ordered.contains($0) }
            finishIfQuiet(at: now)
            return actions
        case .reachingOperator:
            let isWaiting = isDialled && snapshot.channels[operatorCall.promptChannel] == .ringing
            return isWaiting ? operatorCall.answerAgain(at: now) : []
        case .findingHelper:
            return ringOperatorAgain(besides: ordered)
        case .closing:
            return closeIfQuiet(at: now)
        case .ended:
            return []
        }
    }

    private func ringOperatorAgain(besides ordered: [Action]) -> [Action] {
        guard player.operatorHearsRinging, !operatorCall.isCoaching, operatorLeg.state == .answered else { return [] }
        return [.startRinging(operatorLeg.channel)].filter { !ordered.contains($0) }
    }

    /// Destroys a bridge that should not exist.
    mutating func destroy(_ bridge: BridgeID, at now: Date) -> [Action] {
        cleanup.add([], [bridge], hungUpAt: now)
        return [.destroy(bridge)]
    }

    /// Detects a missed transfer: the operator's or the helper's channel is gone, and a foreign channel took its place.
    private mutating func adoptTransferred(_ snapshot: PBXSnapshot, at now: Date) -> [Action] {
        guard case .connected(let index) = stage else { return [] }
        let foreign = (snapshot.bridges[.of(id)] ?? []).filter { $0.call == nil && !owns($0) }
        guard foreign.count == 1, let successor = foreign.first else { return [] }
        let gone = [hunt.attempts[index].channel, operatorLeg.channel].first { snapshot.channels[$0] == nil }
        return gone.map { replaced($0, by: successor, at: now) } ?? []
    }

    /// Brings a leg up to the state that its channel has on the PBX.
    mutating func notice(_ channel: ChannelID, _ state: PBXSnapshot.ChannelState, at now: Date) -> [Action] {
        switch state {
        case .answered: return answered(channel, at: now)
        case .ringing: return ringing(channel, at: now)
        case .down:
            _ = update(channel) { $0.confirm() }
            return []
        }
    }

    private mutating func reconcileNextListener(_ snapshot: PBXSnapshot, at now: Date) -> [Action] {
        guard let leg = coaching.nextListener, !leg.isNewer(than: snapshot) else { return [] }
        switch snapshot.channels[leg.channel] {
        case .answered?: return answered(leg.channel, at: now)
        case .ringing?, .down?: return []
        case nil: break
        }
        switch leg.state {
        case .keptBack where stage == .findingHelper, .unconfirmed where stage == .findingHelper:
            return coaching.orderAgain(on: operatorCall.liveCall, at: now)
        case .ordered where stage == .findingHelper:
            // The reply is on its way.
            _ = update(leg.channel) { $0.sawReconnect() }
            return []
        case .ordered, .unconfirmed, .keptBack, .originated, .ringing, .answered, .hangingUp, .ended:
            // The order may still be under way; the reply to a hang-up will show it.
            return refused(leg.channel, .failed, at: now)
        }
    }

    private mutating func reconcileOperator(_ snapshot: PBXSnapshot, at now: Date) -> [Action] {
        let leg = operatorLeg
        guard !leg.isNewer(than: snapshot) else { return [] }
        if let state = snapshot.channels[leg.channel] { return notice(leg.channel, state, at: now) }
        switch leg.state {
        case .ordered:
            // The reply is on its way.
            operatorCall.sawReconnect()
            return []
        case .unconfirmed, .keptBack:
            return reachOperatorAgain(at: now)
        case .originated, .ringing, .answered:
            if case .connected = stage { return ended(leg.channel, .normal, at: now) }
            return now >= terms.expiresAt ? expire(at: now) : ended(leg.channel, .noAnswer, at: now)
        case .hangingUp:
            // An order to ring may still be under way; the reply to this one will show it.
            return [.hangUp(leg.channel)]
        case .ended:
            return []
        }
    }

    private mutating func reachOperatorAgain(at now: Date) -> [Action] {
        if now >= terms.expiresAt { return expire(at: now) }
        if isOperatorNeeded { return operatorCall.orderAgain(terms, at: now) }
        guard case .closing(let state, let outcome, _) = stage else { return [] }
        // No longer needed: they hear the end on the call that they dialled, or not at all.
        _ = operatorCall.ended()
        return operatorCall.noticeChannel == nil ? end(state, outcome, at: now) : []
    }

    private mutating func reconcileHelper(_ index: Int, _ snapshot: PBXSnapshot, at now: Date) -> [Action] {
        let attempt = hunt.attempts[index]
        guard !attempt.leg.isNewer(than: snapshot) else { return [] }
        if let state = snapshot.channels[attempt.channel] { return notice(attempt.channel, state, at: now) }
        switch attempt.state {
        case .keptBack:
            return admitted(attempt.channel, at: now)
        case .ordered:
            hunt.attempts.sawReconnect(index)
            return []
        case .unconfirmed:
            // They may have been rung unnoticed, and nobody is rung twice.
            return refused(attempt.channel, .failed, at: now)
        case .originated, .ringing, .answered:
            // Its end was missed, so whether it rang is unknown.
            return ended(attempt.channel, .normal, at: now)
        case .hangingUp:
            return [.hangUp(attempt.channel)]
        case .ended:
            return []
        }
    }
}
