import Foundation

/// How it ends: the operator is told, everybody is hung up on, and only then it is over.
extension CallFlow {
    /// It is decided how it ends: tell the operator, after what they are just hearing.
    mutating func close(
        _ state: RequestState, _ outcome: Outcome, saying kind: PromptKind, at now: Date
    ) -> [Action] {
        stage = .closing(state, outcome, saying: kind)
        hunt.nameNobody()
        // A listener in another mode would let the customer hear it, or nobody.
        if operatorCall.isCoaching, coaching.listenerMode != .whisper { return end(state, outcome, at: now) }
        return player.prepare(kind, promptValues, at: now) + closeIfQuiet(at: now)
    }

    mutating func closeIfQuiet(at now: Date) -> [Action] {
        guard case .closing(let state, let outcome, let kind) = stage, !player.isSpeaking else { return [] }
        switch player.track(kind) {
        case .ready: return play(kind, at: now)
        case .finished: return end(state, outcome, at: now)
        case .idle, .preparing, .playing: return []
        }
    }

    /// Decides how the request ends, and hangs up what is left of it.
    ///
    /// The state is not entered before the PBX has confirmed that every leg and bridge is gone: an ended request does nothing
    /// more.
    mutating func end(_ state: RequestState, _ outcome: Outcome, at now: Date) -> [Action] {
        switch stage {
        case .ending, .ended: return []
        // Who has talked with the operator has helped, however it ends.
        case .connected: break
        case .reachingOperator, .findingHelper, .joining, .closing:
            if state != .completed, state != .unavailable { hunt.nameNobody() }
        }
        stage = .ending(state, outcome, retryAt: now.addingTimeInterval(Patience.hangUp))
        hunt.settleOpen(at: now)
        visits.settle(at: now)
        let actions = hangUpEverything(at: now)
        finishIfQuiet(at: now)
        return actions
    }

    mutating func hangUpEverything(at now: Date) -> [Action] {
        let legs = hunt.hangUp() + follow(visits.leave(id), at: now) + operatorCall.hangUp()
        if let listener = coaching.dropListener() { cleanup.add(listener) }
        cleanup.callEnds(id)
        return legs + cleanup.removeAll().filter { !legs.contains($0) }
    }

    /// Orders again what was not confirmed.
    mutating func hangUpAgain(_ state: RequestState, _ outcome: Outcome, at now: Date) -> [Action] {
        stage = .ending(state, outcome, retryAt: now.addingTimeInterval(Patience.hangUp))
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

    /// What is still to be done when it is over: nobody who turns up late, or is found, may ring or hold the line on.
    func leftover(in event: Event) -> [Action] {
        switch event {
        case .ringing(let channel), .answered(let channel), .replaced(_, by: let channel),
            .forwarded(_, by: let channel, _):
            [.hangUp(channel)]
        case .reconciled(let snapshot):
            snapshot.channels.keys.map(Action.hangUp) + snapshot.bridges.keys.map(Action.destroy)
        default: []
        }
    }
}
