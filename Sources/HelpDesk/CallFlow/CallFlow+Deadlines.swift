public import Foundation

/// Deadlines, and what to do when one has passed.
extension CallFlow {
    /// When ``Event/tick`` is due; `nil` if the request has no deadline.
    public var deadline: Date? {
        deadlines.min()
    }

    private var deadlines: [Date] {
        switch stage {
        case .reachingOperator:
            [operatorDeadline]
        case .findingHelper:
            [
                hunt.totalDeadline(since: operatorCall.answeredAt, route.ringing), player.track(.requestSent).deadline,
                listenerDeadline, hunt.lookDeadline(route.ringing), player.track(.waiting).deadline,
            ].compactMap(\.self) + hunt.attempts.compactMap { hunt.deadline($0, route.ringing) }
        case .joining(_, let since):
            [since.addingTimeInterval(Timing.joining)]
        case .connected:
            // A helper of an earlier attempt may still have to go.
            ([listenerDeadline, cleanup.deadline] + visits.all.map { $0.deadline(terms) }).compactMap(\.self)
        case .closing(_, _, let kind):
            [.requestSent, .waiting, kind].compactMap { player.track($0).deadline }
        case .ending(_, _, let retryAt):
            [retryAt]
        case .ended:
            []
        }
    }

    /// When a listener that has not appeared is given up.
    private var listenerDeadline: Date? { coaching.deadline ?? operatorCall.listenerDeadline }

    private var operatorDeadline: Date { operatorCall.deadline(terms) }

    mutating func tick(at now: Date) -> [Action] {
        switch stage {
        case .reachingOperator where operatorDeadline <= now: operatorOverdue(at: now)
        case .findingHelper where Self.isDue(listenerDeadline, at: now): listenerOverdue(at: now)
        case .findingHelper: tickFindingHelper(at: now)
        case .joining(_, let since) where since.addingTimeInterval(Timing.joining) <= now: joinFailed(at: now)
        case .connected: tickConnected(at: now)
        case .closing(_, _, let kind): finishDue([.requestSent, .waiting, kind], at: now)
        case .ending(let state, let outcome, let retryAt) where retryAt <= now: hangUpAgain(state, outcome, at: now)
        case .reachingOperator, .joining, .ending, .ended: []
        }
    }

    private static func isDue(_ deadline: Date?, at now: Date) -> Bool {
        deadline.map { $0 <= now } ?? false
    }

    private mutating func operatorOverdue(at now: Date) -> [Action] {
        if operatorLeg.state == .keptBack || (operatorCall.seeksLiveCall && !isDialled) {
            return end(.expired, .expired, at: now)
        }
        return end(.failed, isDialled || operatorCall.isCoaching ? .pbxError : .operatorNoAnswer, at: now)
    }

    private mutating func listenerOverdue(at now: Date) -> [Action] {
        guard let leg = coaching.nextListener else { return end(.failed, .pbxError, at: now) }
        return refused(leg.channel, .failed, at: now)
    }

    /// Goes on without those of the prompts that should be ready, or over, by now.
    private mutating func finishDue(_ kinds: [PromptKind], at now: Date) -> [Action] {
        var actions: [Action] = []
        for kind in kinds where Self.isDue(player.track(kind).deadline, at: now) {
            actions += promptFinished(kind, at: now)
        }
        return actions
    }

    private mutating func tickFindingHelper(at now: Date) -> [Action] {
        var actions = finishDue([.requestSent, .waiting], at: now)
        if stage == .findingHelper, Self.isDue(hunt.lookDeadline(route.ringing), at: now) {
            actions += ringNextHelpers(at: now)
        }
        if stage == .findingHelper,
            Self.isDue(hunt.totalDeadline(since: operatorCall.answeredAt, route.ringing), at: now)
        {
            actions += giveUpOnHelpers(at: now)
        }
        for index in hunt.attempts.indices
        where Self.isDue(hunt.deadline(hunt.attempts[index], route.ringing), at: now) {
            guard stage == .findingHelper else { break }
            actions += helperOverdue(index, at: now)
        }
        return actions
    }

    private mutating func tickConnected(at now: Date) -> [Action] {
        var actions = Self.isDue(listenerDeadline, at: now) ? listenerOverdue(at: now) : []
        if Self.isDue(cleanup.deadline, at: now) { actions += cleanup.sweep(at: now) }
        for index in visits.all.indices where Self.isDue(visits.all[index].deadline(terms), at: now) {
            guard case .connected = stage else { break }
            actions += follow(visits.expire(index, id, at: now), at: now)
        }
        return actions
    }
}
