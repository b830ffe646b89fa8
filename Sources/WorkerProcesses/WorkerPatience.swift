/// How long a worker that has something to do may say nothing.
///
/// Time in which it only waits for the processor or the disk does not count, nor does time in which nobody observed it: a
/// machine that is busy makes no worker hang.
package struct WorkerPatience: Sendable {
    /// What observing a silent worker has shown.
    package enum Verdict: Sendable, Equatable {
        case waiting
        /// It has slept, or computed, for longer than it may.
        case hangs
        /// It has had no turn for so long that nobody waits any more.
        case starves
    }

    /// How many times as long as its own time the whole may take.
    package static let utmostFactor = 15

    private let own: Duration
    private let utmost: Duration
    private var heardAt: ContinuousClock.Instant
    private var observedAt: ContinuousClock.Instant
    private var slept = Duration.zero
    private var processorTimeBefore: Duration?

    /// - Parameters:
    ///   - own: how long it may sleep, and how much of the processor it may have, without a word.
    ///   - now: when it was given something to do.
    package init(_ own: Duration, at now: ContinuousClock.Instant = .now) {
        self.own = own
        utmost = own * Self.utmostFactor
        heardAt = now
        observedAt = now
    }

    /// It has said something, or gets something else to do.
    package mutating func restart(at now: ContinuousClock.Instant = .now) {
        self = WorkerPatience(own, at: now)
    }

    /// - Parameters:
    ///   - now: it is observed every so often, at the least eight times within its own time.
    ///   - activity: `nil` where the system does not say; all of the time counts then.
    package mutating func observe(at now: ContinuousClock.Instant, _ activity: WorkerActivity?) -> Verdict {
        let since = observedAt.duration(to: now)
        observedAt = now
        var computed = Duration.zero
        if let activity {
            if activity.isAsleep { slept += min(since, own / 8) }
            let before = processorTimeBefore ?? activity.processorTime
            processorTimeBefore = before
            computed = activity.processorTime - before
        } else {
            slept += since
        }
        if slept >= own || computed >= own { return .hangs }
        return heardAt.duration(to: now) >= utmost ? .starves : .waiting
    }
}
