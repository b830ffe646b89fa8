public import Foundation

/// What happens when nothing happens.
extension CallFlow {
    /// When ``Event/tick`` is due; `nil` when the request waits for people only.
    public var deadline: Date? {
        deadlines.min()
    }

    private var deadlines: [Date] {
        switch stage {
        case .reachingOperator:
            [operatorDeadline]
        case .findingHelper:
            [totalDeadline, announcement.deadline, snoopDeadline, lookDeadline, prompts[.waiting]?.deadline]
                .compactMap(\.self) + helperLegs.compactMap(helperDeadline)
        case .joining(_, let since):
            [since.addingTimeInterval(Patience.joining)]
        case .connected:
            // A helper of an earlier attempt may still have to go.
            ([snoopDeadline, sweepDeadline] + visits.map(visitDeadline)).compactMap(\.self)
        case .closing(_, _, let kind):
            [announcement.deadline, prompts[.waiting]?.deadline, prompts[kind]?.deadline].compactMap(\.self)
        case .ending(_, _, let retryAt):
            [retryAt]
        case .ended:
            []
        }
    }

    /// When those who should be gone are hung up on again: one who stays in the bridge would go on being heard.
    private var sweepDeadline: Date? {
        formerChannels.isEmpty ? nil : sweptAt?.addingTimeInterval(Patience.hangUp)
    }

    private mutating func sweep(at now: Date, _ actions: inout [Action]) {
        sweptAt = now
        for channel in formerChannels { actions.append(.hangUp(channel)) }
    }

    /// When a listener that does not come is given up.
    private var snoopDeadline: Date? {
        if let leg = nextSnoop { return leg.orderedAt.addingTimeInterval(Patience.answering) }
        guard isCoaching, operatorLeg.isPending, operatorLeg.state != .waitingForPBX else { return nil }
        return operatorLeg.orderedAt.addingTimeInterval(Patience.answering)
    }

    private var operatorDeadline: Date {
        if seeksLiveCall, !isDialled { return expiresAt }
        if isCoaching { return snoopDeadline ?? expiresAt }
        if isDialled { return operatorLeg.orderedAt.addingTimeInterval(Patience.answering) }
        return switch operatorLeg.state {
        case .waitingForPBX: expiresAt
        default:
            operatorLeg.orderedAt.addingTimeInterval(TimeInterval(route.ringing.operatorSeconds) + Patience.ringing)
        }
    }

    private var totalDeadline: Date? {
        // A helper who has picked up is listening, or waits for the end of the announcement: he is not given up.
        // Nor is he who has taken the request himself a moment ago: his own ringing has its own time.
        // If it may not be rung at all, the request does not wait for ever.
        guard
            !helperLegs.contains(where: {
                $0.state == .answered || ($0.isTaker && $0.isPending && $0.state != .waitingForPBX)
            })
        else { return nil }
        return operatorAnsweredAt?.addingTimeInterval(TimeInterval(route.ringing.totalSeconds))
    }

    private func helperDeadline(_ leg: Leg) -> Date? {
        if leg.state == .answered { return consentDeadline(leg) }
        guard leg.isPending, leg.state != .waitingForPBX else { return nil }
        return firstRingDeadline(leg)
            ?? leg.orderedAt.addingTimeInterval(TimeInterval(route.ringing.timeoutSeconds) + Patience.ringing)
    }

    /// A phone that is registered and idle rings at once; one that does not is dead.
    private func firstRingDeadline(_ leg: Leg) -> Date? {
        guard leg.state == .originated, leg.isPhone, !isBlind else { return nil }
        return leg.originatedAt?.addingTimeInterval(Patience.firstRing)
    }

    mutating func tick(at now: Date, _ actions: inout [Action]) {
        func isDue(_ date: Date?) -> Bool { date.map { $0 <= now } ?? false }

        switch stage {
        case .reachingOperator where isDue(operatorDeadline):
            if operatorLeg.state == .waitingForPBX || (seeksLiveCall && !isDialled) {
                end(.expired, .expired, at: now, &actions)
            } else {
                end(.failed, isDialled || isCoaching ? .pbxError : .operatorNoAnswer, at: now, &actions)
            }
        case .connected:
            if isDue(snoopDeadline) { snoopOverdue(at: now, &actions) }
            if isDue(sweepDeadline) { sweep(at: now, &actions) }
            for position in visits.indices where isDue(visitDeadline(visits[position])) {
                guard case .connected = stage else { break }
                visitOverdue(position, at: now, &actions)
            }
        case .findingHelper where isDue(snoopDeadline):
            snoopOverdue(at: now, &actions)
        case .findingHelper:
            if isDue(announcement.deadline) { promptFinished(.requestSent, at: now, &actions) }
            if isDue(prompts[.waiting]?.deadline) { promptFinished(.waiting, at: now, &actions) }
            if stage == .findingHelper, isDue(lookDeadline) { ringNextHelpers(at: now, &actions) }
            if stage == .findingHelper, isDue(totalDeadline) { giveUpOnHelpers(at: now, &actions) }
            for position in helperLegs.indices where isDue(helperDeadline(helperLegs[position])) {
                guard stage == .findingHelper else { break }
                helperOverdue(position, at: now, &actions)
            }
        case .joining(_, let since) where isDue(since.addingTimeInterval(Patience.joining)):
            joinFailed(at: now, &actions)
        case .closing(_, _, let kind):
            if isDue(announcement.deadline) { promptFinished(.requestSent, at: now, &actions) }
            if isDue(prompts[.waiting]?.deadline) { promptFinished(.waiting, at: now, &actions) }
            if isDue(prompts[kind]?.deadline) { promptFinished(kind, at: now, &actions) }
        case .ending(let state, let outcome, let retryAt) where retryAt <= now:
            stage = .ending(state, outcome, retryAt: now.addingTimeInterval(Patience.hangUp))
            hangUpEverything(at: now, &actions)
            finishIfQuiet(at: now)
        case .reachingOperator, .joining, .ending, .ended:
            break
        }
    }

    private mutating func snoopOverdue(at now: Date, _ actions: inout [Action]) {
        guard let leg = nextSnoop else { return end(.failed, .pbxError, at: now, &actions) }
        refused(leg.channel, .failed, at: now, &actions)
    }

    private mutating func helperOverdue(_ position: Int, at now: Date, _ actions: inout [Action]) {
        let leg = helperLegs[position]
        if leg.state == .answered { return consentOverdue(position, at: now, &actions) }
        release(position, firstRingDeadline(leg) == nil ? .noAnswer : .offline, at: now, &actions)
        ringNextHelpers(at: now, &actions)
    }

    private mutating func giveUpOnHelpers(at now: Date, _ actions: inout [Action]) {
        for position in helperLegs.indices where helperLegs[position].isPending {
            release(position, .noAnswer, at: now, &actions)
        }
        close(.unavailable, unavailableOutcome, saying: .unavailable, at: now, &actions)
    }
}
