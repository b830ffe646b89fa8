import Foundation

/// What can be said of the helpers at any moment.
extension HelperHunt {
    /// Why nobody could be had, by what came of the attempts.
    var outcome: Outcome {
        let results = Set(attempts.compactMap(\.report.result))
        if results.isEmpty { return order.isSomebodyPaused ? .paused : .noManager }
        if !results.isDisjoint(with: [.noAnswer, .declined, .answered, .cancelled]) { return .noAnswer }
        if results.contains(.busy) { return .busy }
        if results.contains(.offline) { return .offline }
        return .pbxError
    }

    /// For whom the request waits, in the order of the ladder; empty when it does not wait.
    func awaitedHelpers(_ ringing: RingingPolicy) -> [String] {
        guard waiting != nil, order.candidates != nil else { return [] }
        return order.ladder.filter { isWorthWaitingFor($0, ringing) && !order.isPaused($0) }
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
        return firstRingDeadline(attempt)
            ?? attempt.orderedAt.addingTimeInterval(
                TimeInterval(ringing.timeoutSeconds) + CallFlow.Patience.ringing)
    }

    private func consentDeadline(_ attempt: HelperAttempt) -> Date? {
        switch attempt.consent {
        case .waiting(let since): since.addingTimeInterval(CallFlow.Patience.preparing)
        case .hearing(_, let until): until
        case .asked(let until): until
        case .open, .given: nil
        }
    }

    /// A phone that is registered and idle rings at once; one that does not is dead.
    func firstRingDeadline(_ attempt: HelperAttempt) -> Date? {
        guard attempt.state == .originated, attempt.leg.isPhone, !isBlind else { return nil }
        return attempt.leg.originatedAt?.addingTimeInterval(CallFlow.Patience.firstRing)
    }
}
