import Foundation

/// What can be said of the helpers at any moment.
extension HelperHunt {
    /// Why nobody could be had, by what came of the attempts.
    var outcome: Outcome {
        let results = Set(attempts.compactMap(\.report.result))
        if results.isEmpty { return order.isSomebodyAbsent ? .paused : .noManager }
        if !results.isDisjoint(with: [.noAnswer, .declined, .answered, .cancelled]) { return .noAnswer }
        if results.contains(.busy) { return .busy }
        if results.contains(.offline) { return .offline }
        return .pbxError
    }

    /// For whom the request waits, in the order of the ladder; empty when it does not wait.
    func awaitedHelpers(_ ringing: RingingPolicy) -> [String] {
        guard waiting != nil, order.candidates != nil else { return [] }
        return order.ladder.filter { isWorthWaitingFor($0, ringing) && !order.isAbsent($0) }
            .compactMap { order.candidate($0)?.extension }
    }

    /// Whether they were on the phone when they were rung last. A phone that refuses each time, though nobody talks on
    /// it, is given up.
    private func isWorthWaitingFor(_ candidate: Int, _ ringing: RingingPolicy) -> Bool {
        let rung = attempts.filter { $0.candidate == candidate }
        guard let last = rung.last, rung.count - Self.furtherAttempts < ringing.rounds else { return false }
        return last.report.result == .busy
    }

    /// When it is to be looked whether somebody is free.
    func lookDeadline(_ ringing: RingingPolicy) -> Date? {
        guard let waiting, !attempts.contains(where: \.isActive), order.queue.isEmpty,
            !awaitedHelpers(ringing).isEmpty
        else { return nil }
        return min(waiting.lookAt, waiting.until)
    }

    /// When all helpers are given up.
    func totalDeadline(since answeredAt: Date?, _ ringing: RingingPolicy) -> Date? {
        // Helpers who have picked up are listening, or wait for the end of the announcement: they are not given up.
        // Nor are those who have taken the request themselves a moment ago: their own ringing has its own time.
        // If it may not be rung at all, the request does not wait for ever.
        guard !attempts.contains(where: { $0.state == .answered || ($0.isTaker && $0.isRinging) }) else { return nil }
        return answeredAt?.addingTimeInterval(TimeInterval(ringing.totalSeconds))
    }

    /// When a helper is given up.
    func deadline(_ attempt: HelperAttempt, _ ringing: RingingPolicy) -> Date? {
        if attempt.state == .answered { return consentDeadline(attempt) }
        guard attempt.isRinging else { return nil }
        let last = attempt.orderedAt.addingTimeInterval(
            TimeInterval(ringing.timeoutSeconds) + CallFlow.Patience.ringing)
        return min(firstRingDeadline(attempt, ringing) ?? last, last)
    }

    private func consentDeadline(_ attempt: HelperAttempt) -> Date? {
        switch attempt.consent {
        case .waiting(let since): since.addingTimeInterval(CallFlow.Patience.preparing)
        case .hearing(_, let until): until
        case .asked(let until): until
        case .open, .given: nil
        }
    }

    /// Whether a phone is registered and idle, and does not ring: it may have to be woken up first, or it is dead.
    func isSilent(_ attempt: HelperAttempt) -> Bool {
        attempt.state == .originated && attempt.leg.isPhone && !isBlind
    }

    /// When somebody else is rung meanwhile, or a phone that does not ring is given up.
    func firstRingDeadline(_ attempt: HelperAttempt, _ ringing: RingingPolicy) -> Date? {
        guard isSilent(attempt), let since = attempt.leg.originatedAt else { return nil }
        let given = ringing.firstRingSeconds.map(TimeInterval.init)
        let patience =
            !attempt.isLate && isSomebodyLeft(besides: attempt)
            ? given ?? CallFlow.Patience.firstRing : max(given ?? 0, CallFlow.Patience.wakingUp)
        return since.addingTimeInterval(patience)
    }

    /// Whether somebody can be rung while a phone does not ring yet. Whoever has taken the request is rung alone.
    func isSomebodyLeft(besides attempt: HelperAttempt) -> Bool {
        !attempt.isTaker && order.queue.contains { !order.isAbsent($0) } && attempts.count < Self.mostAttempts
    }
}
