/// The time that a worker with a task may be silent.
///
/// Time spent waiting for the processor or the disk does not count, nor does time between observations that come late,
/// so that a worker on a busy machine is not taken to hang.
package struct WorkerPatience: Sendable {
    /// The conclusion from observing a silent worker.
    package enum Verdict: Sendable, Equatable {
        case waiting
        /// The worker slept or computed for longer than it may.
        case hangs
        /// The worker got too little processor time for too long.
        case starves
    }

    /// The factor by which the total time may exceed the worker's own time.
    package static let utmostFactor = 15

    private let own: Duration
    private let utmost: Duration
    private var heardAt: ContinuousClock.Instant
    private var observedAt: ContinuousClock.Instant
    private var slept = Duration.zero
    private var processorTimeBefore: Duration?

    /// - Parameters:
    ///   - own: the time that the worker may sleep, and the processor time that it may use, while silent.
    ///   - now: the time at which the worker got its task.
    package init(_ own: Duration, at now: ContinuousClock.Instant = .now) {
        self.own = own
        utmost = own * Self.utmostFactor
        heardAt = now
        observedAt = now
    }

    /// Restarts the measurement: the worker sent something or gets another task.
    package mutating func restart(at now: ContinuousClock.Instant = .now) {
        self = WorkerPatience(own, at: now)
    }

    /// - Parameters:
    ///   - now: the time of the observation; there must be at least eight of them within the worker's own time.
    ///   - activity: `nil` if the system does not report it; then all the time counts.
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
