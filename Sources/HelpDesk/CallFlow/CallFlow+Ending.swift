import Foundation

/// Ending a request: the operator is told, all legs are hung up, and only then is the request over.
extension CallFlow {
    /// Decides the end, and tells the operator after the current prompt.
    mutating func close(
        _ state: RequestState, _ outcome: Outcome, saying kind: PromptKind, at now: Date
    ) -> [Action] {
        stage = .closing(state, outcome, saying: kind)
        hunt.nameNobody()
        // In other modes the customer would hear it too, or nobody would.
        if operatorCall.isCoaching, coaching.listenerMode != .whisper { return end(state, outcome, at: now) }
        return player.prepare(kind, promptValues, at: now) + closeIfQuiet(at: now)
    }

    mutating func closeIfQuiet(at now: Date) -> [Action] {
        guard case .closing(let state, let outcome, let kind) = stage, !player.isSpeaking else { return [] }
        switch player.track(kind) {
        case .ready where !operatorCall.canBeTold: return end(state, outcome, at: now)
        case .ready where !hunt.attempts.mayMissEvents: return play(kind, at: now)
        case .ready: return isWorthTellingLater(kind, at: now) ? [] : end(state, outcome, at: now)
        case .finished: return end(state, outcome, at: now)
        case .idle, .preparing, .playing: return []
        }
    }

    /// Whether an operator who cannot be told now, since the PBX is away, is told after it returns.
    ///
    /// Operators who cancelled know that nobody is coming.
    func isWorthTellingLater(_ kind: PromptKind, at now: Date) -> Bool {
        kind == .unavailable && now < terms.expiresAt
    }

    /// Decides the end and hangs up whatever is left.
    ///
    /// The state is entered only when the PBX has confirmed that every leg and bridge is gone: an ended request does
    /// nothing more.
    mutating func end(_ state: RequestState, _ outcome: Outcome, at now: Date) -> [Action] {
        switch stage {
        case .ending, .ended: return []
        // A helper who talked with the operator helped, however the call ends.
        case .connected: break
        case .reachingOperator, .findingHelper, .joining, .closing:
            if state != .completed, state != .unavailable { hunt.nameNobody() }
        }
        stage = .ending(state, outcome, retryAt: now.addingTimeInterval(Timing.hangUp))
        hunt.attempts.settleOpen(at: now)
        visits.settle(at: now)
        let actions = hangUpEverything(at: now)
        finishIfQuiet(at: now)
        return actions
    }

    mutating func hangUpEverything(at now: Date) -> [Action] {
        let legs = hunt.attempts.hangUp() + follow(visits.leave(id), at: now) + operatorCall.hangUp()
        if let listener = coaching.dropListener() { cleanup.add(listener) }
        cleanup.callEnds(id)
        return legs + cleanup.removeAll().filter { !legs.contains($0) }
    }

    /// Repeats the orders that were not confirmed.
    mutating func hangUpAgain(_ state: RequestState, _ outcome: Outcome, at now: Date) -> [Action] {
        stage = .ending(state, outcome, retryAt: now.addingTimeInterval(Timing.hangUp))
        let actions = hangUpEverything(at: now)
        finishIfQuiet(at: now)
        return actions
    }

    mutating func finishIfQuiet(at now: Date) {
        guard case .ending(let state, let outcome, _) = stage,
            ([operatorLeg] + hunt.attempts.map(\.leg) + visits.phones).allSatisfy({ $0.state == .ended }),
            cleanup.isDone
        else { return }
        stage = .ended
        record.end(state, outcome, at: now)
    }

    /// Handles events after the end: no late or forgotten channel may keep ringing or stay on the line.
    func leftover(in event: Event) -> [Action] {
        switch event {
        case .ringing(let channel), .answered(let channel), .replaced(_, by: let channel),
            .forwarded(_, by: let channel, _, _):
            [.hangUp(channel)]
        case .reconciled(let snapshot):
            snapshot.channels.keys.map(Action.hangUp) + snapshot.bridges.keys.map(Action.destroy)
        default: []
        }
    }
}
