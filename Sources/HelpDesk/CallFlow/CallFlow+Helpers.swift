import Foundation

/// Ringing helpers.
extension CallFlow {
    mutating func resolved(_ ladder: Ladder, at now: Date) -> [Action] {
        guard hunt.order.candidates == nil else { return [] }
        hunt.resolved(ladder)
        record.lookedUp(ladder.lookup)
        switch stage {
        case .reachingOperator, .findingHelper:
            hunt.nameFirst()
            return prepareFirstPrompt(at: now) + ringNextHelpers(at: now)
        case .joining, .connected, .closing, .ending, .ended:
            return []
        }
    }

    /// Rings the next helpers; if nobody is left, tells the operator.
    mutating func ringNextHelpers(at now: Date) -> [Action] {
        guard stage == .findingHelper else { return [] }
        if isTimeUp(at: now) { return hunt.attempts.contains(where: \.isActive) ? [] : giveUpOnHelpers(at: now) }
        switch hunt.ringNext(terms, for: operatorCall.originator, at: now) {
        case .rings(let actions): return actions
        case .exhausted(let outcome): return close(.unavailable, outcome, saying: .unavailable, at: now)
        }
    }

    mutating func helperEnded(_ index: Int, _ reason: HangupReason, at now: Date) -> [Action] {
        guard let before = hunt.attempts.ended(index) else { return [] }
        switch stage {
        case .connected(index):
            return end(.completed, .helped, at: now)
        case .joining(index, _):
            hunt.attempts.settle(index, .declined, at: now)
            return findAnother(at: now)
        case .findingHelper where before.state != .hangingUp:
            hunt.attempts.settle(index, reason, after: before, route, at: now)
            return ringNextHelpers(at: now)
        case .ending:
            finishIfQuiet(at: now)
            return []
        case .reachingOperator, .findingHelper, .joining, .connected, .closing, .ended:
            return []
        }
    }

    /// Looks for another helper after joining failed; the operator keeps waiting.
    mutating func findAnother(at now: Date) -> [Action] {
        stage = .findingHelper
        return startRinging() + ringNextHelpers(at: now)
    }

    mutating func helperOverdue(_ index: Int, at now: Date) -> [Action] {
        let attempt = hunt.attempts[index]
        guard attempt.state != .answered else { return consentOverdue(index, at: now) }
        // A phone may have to be woken up by a push: it may still ring while others are rung.
        if hunt.becomesLate(index) { return ringNextHelpers(at: now) }
        return hunt.attempts.release(index, hunt.attempts.isSilent(attempt) ? .offline : .noAnswer, at: now)
            + ringNextHelpers(at: now)
    }

    /// Releases all helpers, since their time limit has passed.
    mutating func giveUpOnHelpers(at now: Date) -> [Action] {
        // Helpers whose phones could not ring yet did not leave a call unanswered.
        let keptBack = hunt.attempts.release(.cancelled, at: now) { $0.state == .keptBack }
        let ringing = hunt.attempts.release(.noAnswer, at: now, where: \.isPending)
        return keptBack + ringing + close(.unavailable, hunt.outcome, saying: .unavailable, at: now)
    }
}

/// Introducing the request to helpers, and asking whether they are willing.
extension CallFlow {
    mutating func helperAnswered(_ index: Int, at now: Date) -> [Action] {
        guard stage == .findingHelper, hunt.attempts.willing == nil else {
            return hunt.attempts.release(index, .cancelled, at: now)
        }
        record.enter(.ringingManager, at: now)
        let releasing = hunt.answered(index, terms, at: now)
        return releasing + (terms.introducesCaller ? introduce(index, at: now) : consents(index, at: now))
    }

    private mutating func introduce(_ index: Int, at now: Date) -> [Action] {
        switch player.track(.managerIntro) {
        case .ready(let audio):
            let playing = player.play(audio, on: hunt.attempts[index].channel, of: id, at: now)
            hunt.attempts.ask(index, .hearing(playing.playback, until: playing.until))
            return [playing.order]
        case .preparing:
            hunt.attempts.ask(index, .waiting(since: now))
            return []
        case .idle, .playing, .finished:
            // The introduction could not be prepared; they are asked without it.
            return introduced(index, at: now)
        }
    }

    /// Introduces the request to waiting helpers, since the introduction is ready or has failed.
    mutating func introduceWaiting(at now: Date) -> [Action] {
        var actions: [Action] = []
        for index in hunt.attempts.indices where hunt.attempts[index].waitsForIntro {
            actions += introduce(index, at: now)
        }
        return actions
    }

    mutating func introFinished(_ playback: PlaybackID, at now: Date) -> [Action] {
        guard let index = hunt.attempts.firstIndex(where: { $0.hears(playback) }) else { return [] }
        return introduced(index, at: now)
    }

    private mutating func introduced(_ index: Int, at now: Date) -> [Action] {
        guard route.acceptKey != nil else { return consents(index, at: now) }
        hunt.attempts.ask(index, .asked(until: now.addingTimeInterval(Timing.consent)))
        return []
    }

    private mutating func consents(_ index: Int, at now: Date) -> [Action] {
        let releasing = hunt.consents(index, at: now)
        return releasing + joinIfReady(at: now, besides: releasing)
    }

    private mutating func consentOverdue(_ index: Int, at now: Date) -> [Action] {
        switch hunt.attempts[index].consent {
        case .waiting, .hearing: introduced(index, at: now)
        // A voicemail presses no key.
        case .asked: hunt.attempts.pressedNothing(index) + ringNextHelpers(at: now)
        case .open, .given: []
        }
    }

    /// Handles a key pressed on the phone of a helper or supervisor.
    mutating func pressed(_ key: Character, on channel: ChannelID, at now: Date) -> [Action] {
        if let actions = visitorPressed(key, on: channel, at: now) { return actions }
        if case .connected(let index) = stage, operatorCall.isCoaching,
            hunt.attempts[index].channel == channel
        {
            return coaching.pressed(key).map { changeMode(to: $0, at: now) } ?? []
        }
        guard stage == .findingHelper else { return [] }
        switch hunt.pressed(key, on: channel, route, at: now) {
        case .nothing: return []
        case .accepts(let actions): return actions + joinIfReady(at: now, besides: actions)
        case .leaves(let actions): return actions + ringNextHelpers(at: now)
        }
    }
}

/// Supervisors who take the request, and helpers who go offline.
extension CallFlow {
    /// Rings the supervisor next, and alone.
    mutating func taken(by taker: Candidate, at now: Date) -> [Action] {
        guard refusal(of: .taken(by: taker)) == nil else { return [] }
        hunt.name(taker)
        let preparing = player.prepare(.requestSent, promptValues, at: now)
        let (stopping, isRinging) = hunt.taken(by: taker, at: now)
        return preparing + stopping + (isRinging ? [] : ringNextHelpers(at: now))
    }

    /// - Parameter absent: everybody who is not online now.
    mutating func areAbsent(_ absent: [String: Presence.State], at now: Date) -> [Action] {
        // An emergency rings everybody.
        guard terms.urgency != .emergency else { return [] }
        hunt.areAbsent(absent)
        guard stage == .findingHelper else { return [] }
        let releasing = hunt.attempts.release(.declined, at: now) {
            $0.isPending && !$0.isTaker && absent[$0.extension] != nil
        }
        return releasing + ringNextHelpers(at: now)
    }
}

/// Waiting for the first helper who is free.
extension CallFlow {
    mutating func helperFree(_ number: String, at now: Date) -> [Action] {
        guard stage == .findingHelper, hunt.helperIsFree(number, route.ringing) else { return [] }
        return ringNextHelpers(at: now)
    }

    mutating func waitingPosition(_ position: Int, at now: Date) -> [Action] {
        guard stage == .findingHelper, hunt.lookDeadline(route.ringing) != nil, hunt.waiting?.position != position,
            // While they hear something else, the position is announced next time.
            player.canAnnouncePlace, !isOverheard
        else { return [] }
        hunt.told(position)
        return [player.prepareAnew(.waiting, promptValues, at: now)]
    }
}
