import Foundation

/// Outcome and deadlines.
extension HelperHunt {
    /// The reason why no helper was found, from the results of the attempts.
    var outcome: Outcome {
        attempts.outcome ?? (order.isSomebodyAbsent ? .paused : .noManager)
    }

    /// The helpers that the request waits for, in the order of the ladder; empty if it does not wait.
    func awaitedHelpers(_ ringing: RingingPolicy) -> [String] {
        guard waiting != nil, order.candidates != nil, order.round <= ringing.rounds, !isSomebodyComing else {
            return []
        }
        return order.ladder.filter { isWorthWaitingFor($0, ringing) && !order.isAbsent($0) }
            .compactMap { order.candidate($0)?.extension }
    }

    /// Whether somebody picked up, or is being rung after taking the request: no helper is kept from other requests for
    /// it.
    private var isSomebodyComing: Bool {
        attempts.contains { $0.state == .answered || ($0.isTaker && $0.isActive) }
    }

    /// Whether the helper was on the phone when last rung.
    ///
    /// A phone that refuses every time although nobody is talking on it is no longer awaited.
    private func isWorthWaitingFor(_ candidate: Int, _ ringing: RingingPolicy) -> Bool {
        let rung = attempts.filter { $0.candidate == candidate }
        guard let last = rung.last, rung.count - HelperWait.furtherAttempts < ringing.rounds else { return false }
        return last.report.result == .busy
    }

    /// The time of the next check for a free helper.
    func lookDeadline(_ ringing: RingingPolicy) -> Date? {
        guard let waiting, !attempts.contains(where: \.isActive), order.queue.isEmpty,
            !awaitedHelpers(ringing).isEmpty
        else { return nil }
        return min(waiting.lookAt, waiting.until)
    }

    /// Returns the end of the search for a helper.
    func totalDeadline(since answeredAt: Date?, _ ringing: RingingPolicy) -> Date? {
        // Helpers who picked up are not released, nor are those who just took the request: their phone has its own time
        // limit. A helper who may not be rung does not delay the request.
        guard !attempts.contains(where: { $0.state == .answered || ($0.isTaker && $0.isRinging) }) else { return nil }
        return Self.end(since: answeredAt, ringing)
    }

    /// The end of the time limit for all helpers.
    static func end(since answeredAt: Date?, _ ringing: RingingPolicy) -> Date? {
        answeredAt?.addingTimeInterval(TimeInterval(ringing.totalSeconds))
    }

    /// Returns the time for releasing a helper.
    func deadline(_ attempt: HelperAttempt, _ ringing: RingingPolicy) -> Date? {
        if attempt.state == .answered { return attempt.consentDeadline }
        guard attempt.isRinging else { return nil }
        let last = attempt.orderedAt.addingTimeInterval(
            TimeInterval(ringing.timeoutSeconds) + CallFlow.Timing.ringing)
        return min(firstRingDeadline(attempt, ringing) ?? last, last)
    }

    /// Returns the time for ringing another helper as well, or for releasing the helper of a silent phone.
    func firstRingDeadline(_ attempt: HelperAttempt, _ ringing: RingingPolicy) -> Date? {
        guard attempts.isSilent(attempt), let since = attempt.leg.originatedAt else { return nil }
        let given = ringing.firstRingSeconds.map(TimeInterval.init)
        let limit =
            !attempt.isLate && isSomebodyLeft(besides: attempt)
            ? given ?? CallFlow.Timing.firstRing : max(given ?? 0, CallFlow.Timing.wakingUp)
        return since.addingTimeInterval(limit)
    }

    /// Whether somebody else can be rung while a phone is silent.
    ///
    /// A helper who took the request is rung alone.
    func isSomebodyLeft(besides attempt: HelperAttempt) -> Bool {
        !attempt.isTaker && order.queue.contains { !order.isAbsent($0) } && attempts.count < HelperAttempts.maximumCount
    }
}
