import Foundation

/// Ringing one helper after the other, and joining the one who answers.
extension CallFlow {
    mutating func ringNextHelper(at now: Date, _ actions: inout [Action]) {
        guard stage == .findingHelper, let candidates else { return }
        guard helperLegs.count < candidates.count else {
            apologize(unavailableOutcome, at: now, &actions)
            return
        }
        let candidate = candidates[helperLegs.count]
        let leg = Leg(
            channel: .ofHelper(request.id, position: helperLegs.count + 1), extension: candidate.extension,
            orderedAt: now)
        helperLegs.append(leg)
        request.attempts.append(RingAttempt(extension: candidate.extension))
        request.manager = candidate
        actions.append(ringHelper(leg))
    }

    func ringHelper(_ leg: Leg) -> Action {
        .originate(
            Ring(
                channel: leg.channel, extension: leg.extension, timeoutSeconds: route.ringing.timeoutSeconds,
                callerName: caller.name, callerNumber: caller.extension, originator: operatorLeg.channel))
    }

    /// Why nobody could be had, by what came of the attempts.
    var unavailableOutcome: Outcome {
        let results = Set(request.attempts.compactMap(\.result))
        if results.isEmpty { return .noManager }
        if !results.isDisjoint(with: [.noAnswer, .declined, .answered, .cancelled]) { return .noAnswer }
        if results.contains(.busy) { return .busy }
        if results.contains(.offline) { return .offline }
        return .pbxError
    }

    mutating func settleAttempt(_ position: Int, _ result: RingAttempt.Result, at now: Date) {
        guard request.attempts[position].result == nil || result == .declined else { return }
        request.attempts[position].result = result
        if request.attempts[position].milliseconds == nil {
            let elapsed = now.timeIntervalSince(helperLegs[position].orderedAt)
            request.attempts[position].milliseconds = max(0, Int((elapsed * 1000).rounded()))
        }
    }

    mutating func ringing(_ channel: ChannelID, at now: Date) {
        var isNews = false
        update(channel) { leg in
            if leg.isPending, leg.state != .ringing {
                leg.state = .ringing
                isNews = true
            }
        }
        guard isNews else { return }
        if channel == operatorLeg.channel {
            request.enter(.ringingOperator, at: now)
        } else if stage == .findingHelper {
            request.enter(.ringingManager, at: now)
        }
    }

    mutating func answered(_ channel: ChannelID, at now: Date, _ actions: inout [Action]) {
        var isNews = false
        var isUnwanted = false
        update(channel) { leg in
            isUnwanted = leg.state == .hangingUp
            if leg.isPending {
                leg.state = .answered
                isNews = true
            }
        }
        // He picked up in the moment in which we gave up on him.
        if isUnwanted { actions.append(.hangUp(channel)) }
        guard isNews else { return }
        if channel == operatorLeg.channel {
            if stage == .reachingOperator { operatorAnswered(at: now, &actions) }
        } else if let position = helperLegs.firstIndex(where: { $0.channel == channel }) {
            helperAnswered(position, at: now, &actions)
        }
    }

    private mutating func helperAnswered(_ position: Int, at now: Date, _ actions: inout [Action]) {
        guard stage == .findingHelper else {
            release(position, &actions)
            return
        }
        request.enter(.ringingManager, at: now)
        settleAttempt(position, .answered, at: now)
        // A sentence cut off in the middle sounds like a fault: the two are joined when the operator has heard it.
        if !announcement.isPlaying { join(position, at: now, &actions) }
    }

    mutating func join(_ position: Int, at now: Date, _ actions: inout [Action]) {
        stage = .joining(position, since: now)
        announcement = .finished
        if operatorHearsRinging {
            operatorHearsRinging = false
            actions.append(.stopRinging(operatorLeg.channel))
        }
        bridgeOrdered = true
        actions.append(.join([operatorLeg.channel, helperLegs[position].channel], .of(request.id)))
    }

    mutating func joined(_ channel: ChannelID, at now: Date) {
        update(channel) { if $0.state == .answered { $0.isJoined = true } }
        guard case .joining(let position, _) = stage, operatorLeg.isJoined, helperLegs[position].isJoined else {
            return
        }
        stage = .connected(position)
        request.enter(.connected, at: now)
    }

    mutating func joinFailed(at now: Date, _ actions: inout [Action]) {
        guard case .joining(let position, _) = stage else { return }
        stage = .findingHelper
        release(position, &actions)
        settleAttempt(position, .error, at: now)
        startRinging(&actions)
        ringNextHelper(at: now, &actions)
    }

    /// Hangs up on a helper who is not wanted any more.
    mutating func release(_ position: Int, _ actions: inout [Action]) {
        switch helperLegs[position].state {
        case .ended: break
        // It never reached the PBX: there is nothing to hang up.
        case .waitingForPBX: helperLegs[position].state = .ended
        case .ordered, .unconfirmed, .originated, .ringing, .answered, .hangingUp:
            helperLegs[position].state = .hangingUp
            actions.append(.hangUp(helperLegs[position].channel))
        }
    }
}
