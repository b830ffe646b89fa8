import Foundation

/// Ringing helpers: in which order, how many at once, and what came of it.
extension CallFlow {
    /// How many phones are rung for one request at the most, over all rounds.
    static let mostAttempts = 200

    /// Rings who is next, unless as many are being rung or asked at this moment as the route wants.
    mutating func ringNextHelpers(at now: Date, _ actions: inout [Action]) {
        guard stage == .findingHelper, let candidates else { return }
        passOverSurplus()
        if helperLegs.contains(where: \.isActive) {
            passOverPaused()
            return ring(takeBesides(candidates), asTaker: false, at: now, &actions)
        }
        if ringTaker(at: now, &actions) { return }
        passOverPaused()
        if queue.isEmpty, round < route.ringing.rounds { beginRound() }
        // Before the request goes elsewhere.
        if queue.isEmpty, waits(at: now, &actions) { return }
        if queue.isEmpty { beginRound() }
        guard !queue.isEmpty else {
            close(.unavailable, unavailableOutcome, saying: .unavailable, at: now, &actions)
            return
        }
        ring(takeFromQueue(candidates), asTaker: false, at: now, &actions)
    }

    /// Rings these candidates at once.
    mutating func ring(_ positions: [Int], asTaker: Bool, at now: Date, _ actions: inout [Action]) {
        guard let candidates, !positions.isEmpty else { return }
        for position in positions {
            let candidate = candidates[position]
            var leg = Leg(
                channel: .ofHelper(request.id, position: helperLegs.count + 1), extension: candidate.extension,
                candidate: position, orderedAt: now)
            leg.isTaker = asTaker
            helperLegs.append(leg)
            request.attempts.append(RingAttempt(extension: candidate.extension))
            request.manager = candidate
            actions.append(ringHelper(leg))
        }
        // Of several who are rung at once the first one stands for all, until one of them picks up.
        if let first = helperLegs.first(where: \.isActive) { request.manager = candidates[first.candidate] }
    }

    /// Fills the queue: the ladder as often as the route says, then its overflow, once.
    mutating func beginRound() {
        guard let candidates, helperLegs.count < Self.mostAttempts else { return }
        while queue.isEmpty, round <= route.ringing.rounds {
            round += 1
            let isLadder = round <= route.ringing.rounds
            queue =
                isLadder
                ? candidates.indices[..<overflowStart].filter { !hasDeclined($0) }
                : candidates.indices[overflowStart...].filter { !takers.contains($0) }
            passOverPaused()
            // The overflow's turn comes only after waiting.
            if round == route.ringing.rounds { return }
        }
    }

    /// Who has said no is not asked again.
    private func hasDeclined(_ candidate: Int) -> Bool {
        zip(helperLegs, request.attempts).contains { $0.candidate == candidate && $1.result == .declined }
    }

    /// The next one; with `simultaneous` those who were named by the same source, as many as may ring at once.
    private mutating func takeFromQueue(_ candidates: [Candidate]) -> [Int] {
        guard route.ringing.strategy == .simultaneous, let first = queue.first else { return [queue.removeFirst()] }
        return take(max(1, route.ringing.atOnce), namedBy: candidates[first].source, candidates)
    }

    /// With `simultaneous`, those who are rung in the place of others who have fallen away, while the rest rings on.
    private mutating func takeBesides(_ candidates: [Candidate]) -> [Int] {
        let active = helperLegs.filter(\.isActive)
        // Who has taken the request is rung alone, and who has picked up first is the one, unless a key decides.
        guard route.ringing.strategy == .simultaneous, nextTaken == nil, let first = active.first,
            !active.contains(where: { $0.isTaker || $0.consent == .given }),
            route.acceptKey != nil || active.allSatisfy(\.isPending)
        else { return [] }
        return take(
            max(1, route.ringing.atOnce) - active.count, namedBy: candidates[first.candidate].source, candidates)
    }

    private mutating func take(_ most: Int, namedBy source: String, _ candidates: [Candidate]) -> [Int] {
        let next = Array(queue.prefix(max(0, most)).prefix { candidates[$0].source == source })
        queue.removeFirst(next.count)
        return next
    }

    /// Lets nobody be rung beyond ``mostAttempts``: each attempt is written with every transition.
    private mutating func passOverSurplus() {
        let room = max(0, Self.mostAttempts - helperLegs.count)
        if queue.count > room { queue.removeLast(queue.count - room) }
    }

    func ringHelper(_ leg: Leg) -> Action {
        .originate(
            Ring(
                channel: leg.channel, extension: leg.extension,
                party: .helper(skipsBusy: route.ringing.skipBusy && !leg.isTaker),
                timeoutSeconds: route.ringing.timeoutSeconds,
                callerName: caller.name, callerNumber: caller.extension,
                originator: isCoaching || seeksLiveCall ? nil : operatorLeg.channel))
    }

    /// Why nobody could be had, by what came of the attempts.
    var unavailableOutcome: Outcome {
        let results = Set(request.attempts.compactMap(\.result))
        if results.isEmpty { return isSomebodyPaused ? .paused : .noManager }
        if !results.isDisjoint(with: [.noAnswer, .declined, .answered, .cancelled]) { return .noAnswer }
        if results.contains(.busy) { return .busy }
        if results.contains(.offline) { return .offline }
        return .pbxError
    }

    mutating func settleAttempt(_ position: Int, _ result: RingAttempt.Result, at now: Date) {
        // Who has picked up may still say no.
        guard request.attempts[position].result == nil || result == .declined else { return }
        request.attempts[position].result = result
        if request.attempts[position].milliseconds == nil {
            request.attempts[position].milliseconds = helperLegs[position].orderedAt.milliseconds(until: now)
        }
    }

    mutating func originated(_ channel: ChannelID, isPhone: Bool, at now: Date) {
        update(channel) { leg in
            if leg.isUncertain { leg.state = .originated }
            leg.originatedAt = now
            leg.isPhone = isPhone
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
            if stage == .reachingOperator {
                operatorAnswered(at: now, &actions)
            } else {
                joinIfReady(at: now, &actions)
            }
        } else if channel == nextSnoop?.channel {
            snoopAnswered(at: now, &actions)
        } else if let position = helperPosition(channel) {
            helperAnswered(position, at: now, &actions)
        } else {
            visitorAnswered(channel, at: now, &actions)
        }
    }

    /// Hangs up on a helper who is not wanted any more, and notes why.
    mutating func release(_ position: Int, _ result: RingAttempt.Result, at now: Date, _ actions: inout [Action]) {
        release(position, &actions)
        settleAttempt(position, result, at: now)
    }

    mutating func release(_ position: Int, _ actions: inout [Action]) {
        helperLegs[position].consent = .open
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
