import Foundation

/// Telling a helper who needs him, and asking whether he is willing.
extension CallFlow {
    mutating func helperAnswered(_ position: Int, at now: Date, _ actions: inout [Action]) {
        guard stage == .findingHelper, !helperLegs.contains(where: { $0.consent == .given }) else {
            release(position, .cancelled, at: now, &actions)
            return
        }
        request.enter(.ringingManager, at: now)
        settleAttempt(position, .answered, at: now)
        if let candidates { request.manager = candidates[helperLegs[position].candidate] }
        guard route.introducesCaller else { return consents(position, at: now, &actions) }
        // Without a key to be pressed whoever picks up first is the one.
        if route.acceptKey == nil { releaseOthers(than: position, at: now, &actions) }
        introduce(position, at: now, &actions)
    }

    private mutating func introduce(_ position: Int, at now: Date, _ actions: inout [Action]) {
        switch intro {
        case .ready(let audio):
            let (playback, until) = play(audio, on: helperLegs[position].channel, at: now, &actions)
            helperLegs[position].consent = .hearing(playback, until: until)
        case .preparing:
            helperLegs[position].consent = .waiting(since: now)
        case .idle, .playing, .finished:
            // It could not be made: he is asked all the same.
            introduced(position, at: now, &actions)
        }
    }

    /// The intro is there, or never will be.
    mutating func introduceWaiting(at now: Date, _ actions: inout [Action]) {
        for position in helperLegs.indices {
            guard case .waiting = helperLegs[position].consent, helperLegs[position].state == .answered else {
                continue
            }
            introduce(position, at: now, &actions)
        }
    }

    mutating func introFinished(_ playback: PlaybackID, at now: Date, _ actions: inout [Action]) {
        guard
            let position = helperLegs.firstIndex(where: {
                if case .hearing(playback, _) = $0.consent { $0.state == .answered } else { false }
            })
        else { return }
        introduced(position, at: now, &actions)
    }

    private mutating func introduced(_ position: Int, at now: Date, _ actions: inout [Action]) {
        if route.acceptKey == nil {
            consents(position, at: now, &actions)
        } else {
            helperLegs[position].consent = .asked(until: now.addingTimeInterval(Patience.consent))
        }
    }

    /// A key on somebody's phone; one that means nothing changes nothing.
    mutating func pressed(_ key: Character, on channel: ChannelID, at now: Date, _ actions: inout [Action]) {
        if visitorPressed(key, on: channel, at: now, &actions) { return }
        if case .connected(let position) = stage, isCoaching, helperLegs[position].channel == channel {
            return pressedWhileCoaching(key, at: now, &actions)
        }
        guard let position = helperPosition(channel), helperLegs[position].state == .answered,
            stage == .findingHelper, let acceptKey = route.acceptKey
        else { return }
        switch helperLegs[position].consent {
        case .waiting, .hearing, .asked: break
        case .open, .given: return
        }
        switch String(key) {
        case acceptKey:
            if case .hearing(let playback, _) = helperLegs[position].consent { actions.append(.stopPlaying(playback)) }
            consents(position, at: now, &actions)
        case Route.declineKey:
            release(position, .declined, at: now, &actions)
            ringNextHelpers(at: now, &actions)
        case Route.passOnKey:
            // He has picked up, which counts as no refusal: another round may ring him again.
            request.attempts[position].result = .noAnswer
            release(position, .noAnswer, at: now, &actions)
            ringNextHelpers(at: now, &actions)
        default: break
        }
    }

    /// He helps: nobody else is needed.
    private mutating func consents(_ position: Int, at now: Date, _ actions: inout [Action]) {
        helperLegs[position].consent = .given
        if let candidates { request.manager = candidates[helperLegs[position].candidate] }
        releaseOthers(than: position, at: now, &actions)
        joinIfReady(at: now, &actions)
    }

    mutating func releaseOthers(than position: Int?, at now: Date, _ actions: inout [Action]) {
        for other in helperLegs.indices where other != position && helperLegs[other].isActive {
            request.attempts[other].result = nil
            release(other, .cancelled, at: now, &actions)
        }
    }

    /// When a helper who was asked is given up.
    func consentDeadline(_ leg: Leg) -> Date? {
        guard leg.state == .answered else { return nil }
        return switch leg.consent {
        case .waiting(let since): since.addingTimeInterval(Patience.preparing)
        case .hearing(_, let until): until
        case .asked(let until): until
        case .open, .given: nil
        }
    }

    mutating func consentOverdue(_ position: Int, at now: Date, _ actions: inout [Action]) {
        switch helperLegs[position].consent {
        case .waiting, .hearing:
            introduced(position, at: now, &actions)
        case .asked:
            // A voicemail presses no key.
            request.attempts[position].result = .noAnswer
            release(position, .noAnswer, at: now, &actions)
            ringNextHelpers(at: now, &actions)
        case .open, .given: break
        }
    }
}
