public import Foundation

/// Deadlines, and their handling.
extension CallFlow {
    /// The time of the next ``Event/tick``; `nil` if the request has no deadline.
    public var deadline: Date? {
        deadlines.min()
    }

    private var deadlines: [Date] {
        switch stage {
        case .reachingOperator:
            [operatorDeadline, operatorCall.heldCall?.lookAt].compactMap(\.self)
        case .findingHelper:
            [
                hunt.totalDeadline(since: operatorCall.answeredAt, route.ringing), player.track(.requestSent).deadline,
                listenerDeadline, hunt.lookDeadline(route.ringing), player.track(.waiting).deadline,
                unconfirmedDeadline, operatorCall.heldCall?.lookAt,
            ].compactMap(\.self) + hunt.attempts.compactMap { hunt.deadline($0, route.ringing) }
        case .joining(_, let since):
            [joiningDeadline(since)].compactMap(\.self)
        case .connected:
            // A helper of an earlier attempt may not be gone yet.
            ([listenerDeadline, cleanup.deadline, unconfirmedDeadline] + visits.all.map(visitDeadline))
                .compactMap(\.self)
        case .closing(_, _, let kind):
            [.requestSent, .waiting, kind].compactMap { player.track($0).deadline }
                + [untoldDeadline(kind)].compactMap(\.self)
        case .ending(_, _, let retryAt):
            [retryAt]
        case .ended:
            []
        }
    }

    /// The deadline of a missing listener; `nil` while events may be missed, since the PBX's list will show it.
    private var listenerDeadline: Date? {
        hunt.attempts.mayMissEvents ? nil : coaching.deadline ?? operatorCall.listenerDeadline
    }

    private func joiningDeadline(_ since: Date) -> Date? {
        hunt.attempts.mayMissEvents ? nil : since.addingTimeInterval(Timing.joining)
    }

    private func visitDeadline(_ visit: Visit) -> Date? {
        hunt.attempts.mayMissEvents ? nil : visit.deadline(terms)
    }

    /// The time for repeating unconfirmed orders for legs; `nil` while the PBX is away, since its list will show them.
    private var unconfirmedDeadline: Date? {
        guard !hunt.attempts.mayMissEvents else { return nil }
        let isSomebodyLeaving =
            hunt.attempts.contains { $0.state == .hangingUp } || visits.all.contains { $0.phone.state == .hangingUp }
        return isSomebodyLeaving || isLeftApart ? cleanup.nextSweep : nil
    }

    /// Whether the listener that replaced the operator's leg has not been joined with the helper yet.
    private var isLeftApart: Bool {
        guard case .connected = stage else { return false }
        return operatorLeg.state == .answered && !operatorLeg.isJoined
    }

    /// The time for hanging up on an operator who could not hear that nobody is coming, since the PBX is away.
    private func untoldDeadline(_ kind: PromptKind) -> Date? {
        player.track(kind).isReady && !player.isSpeaking ? terms.expiresAt : nil
    }

    private mutating func orderUnconfirmedAgain(at now: Date) -> [Action] {
        guard Self.isDue(unconfirmedDeadline, at: now) else { return [] }
        cleanup.ordered(at: now)
        let leaving = (hunt.attempts.map(\.leg) + visits.phones).filter { $0.state == .hangingUp }
        let orders = leaving.map { Action.hangUp($0.channel) }
        guard isLeftApart, case .connected(let index) = stage else { return orders }
        return orders + [.join([operatorLeg.channel, hunt.attempts[index].channel], .of(id))]
    }

    /// Whether the operator's dialled call, or the listener on their live call, may exist without our knowledge.
    private var mayMissOperator: Bool { hunt.attempts.mayMissEvents && (isDialled || operatorCall.isCoaching) }

    private var operatorDeadline: Date {
        let deadline = operatorCall.deadline(terms)
        return mayMissOperator ? max(deadline, terms.expiresAt) : deadline
    }

    mutating func tick(at now: Date) -> [Action] {
        switch stage {
        case .reachingOperator where operatorDeadline <= now: operatorOverdue(at: now)
        case .reachingOperator: lookAtHeldCall(at: now)
        case .findingHelper where Self.isDue(listenerDeadline, at: now): listenerOverdue(at: now)
        case .findingHelper: tickFindingHelper(at: now)
        case .joining(_, let since) where Self.isDue(joiningDeadline(since), at: now): joinFailed(at: now)
        case .connected: tickConnected(at: now)
        case .closing(let state, let outcome, let kind) where Self.isDue(untoldDeadline(kind), at: now):
            end(state, outcome, at: now)
        case .closing(_, _, let kind): finishDue([.requestSent, .waiting, kind], at: now)
        case .ending(let state, let outcome, let retryAt) where retryAt <= now: hangUpAgain(state, outcome, at: now)
        case .joining, .ending, .ended: []
        }
    }

    /// Whether the time limit for all helpers has passed, and nobody who took the request is still to be rung.
    func isTimeUp(at now: Date) -> Bool {
        let end = HelperHunt.end(since: operatorCall.answeredAt, route.ringing)
        return hunt.order.nextTaken == nil && Self.isDue(end, at: now)
    }

    private mutating func lookAtHeldCall(at now: Date) -> [Action] {
        Self.isDue(operatorCall.heldCall?.lookAt, at: now) ? [operatorCall.lookAgain(terms, at: now)] : []
    }

    private static func isDue(_ deadline: Date?, at now: Date) -> Bool {
        deadline.map { $0 <= now } ?? false
    }

    private mutating func operatorOverdue(at now: Date) -> [Action] {
        if operatorLeg.state == .keptBack || mayMissOperator || (operatorCall.seeksLiveCall && !isDialled) {
            return end(.expired, .expired, at: now)
        }
        return end(.failed, isDialled || operatorCall.isCoaching ? .pbxError : .operatorNoAnswer, at: now)
    }

    private mutating func listenerOverdue(at now: Date) -> [Action] {
        guard let leg = coaching.nextListener else { return end(.failed, .pbxError, at: now) }
        return refused(leg.channel, .failed, at: now)
    }

    /// Continues without those of the prompts that should be ready, or over, by now.
    private mutating func finishDue(_ kinds: [PromptKind], at now: Date) -> [Action] {
        var actions: [Action] = []
        for kind in kinds where Self.isDue(player.track(kind).deadline, at: now) {
            actions += promptFinished(kind, at: now)
        }
        return actions
    }

    private mutating func tickFindingHelper(at now: Date) -> [Action] {
        var actions = orderUnconfirmedAgain(at: now) + finishDue([.requestSent, .waiting], at: now)
        if stage == .findingHelper, Self.isDue(hunt.lookDeadline(route.ringing), at: now) {
            actions += ringNextHelpers(at: now)
        }
        if stage == .findingHelper,
            Self.isDue(hunt.totalDeadline(since: operatorCall.answeredAt, route.ringing), at: now)
        {
            actions += giveUpOnHelpers(at: now)
        }
        if stage == .findingHelper { actions += lookAtHeldCall(at: now) }
        for index in hunt.attempts.indices
        where Self.isDue(hunt.deadline(hunt.attempts[index], route.ringing), at: now) {
            guard stage == .findingHelper else { break }
            actions += helperOverdue(index, at: now)
        }
        return actions
    }

    private mutating func tickConnected(at now: Date) -> [Action] {
        var actions = Self.isDue(listenerDeadline, at: now) ? listenerOverdue(at: now) : []
        let isSweepDue = Self.isDue(cleanup.deadline, at: now)
        actions += orderUnconfirmedAgain(at: now)
        if isSweepDue { actions += cleanup.sweep(at: now) }
        for index in visits.all.indices where Self.isDue(visitDeadline(visits.all[index]), at: now) {
            guard case .connected = stage else { break }
            actions += follow(visits.expire(index, id, at: now), at: now)
        }
        return actions
    }
}
