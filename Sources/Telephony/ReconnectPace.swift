import Logging

/// Why a connection to Asterisk could not be made, or ended.
protocol ConnectionFailure: Error, Sendable, Equatable {
    /// Whether waiting alone will hardly mend it.
    var needsAttention: Bool { get }
    /// Whether an Asterisk that is starting fails so.
    var mayBeStarting: Bool { get }
}

/// How soon a connection is made again, and at which level its end is logged: what keeps failing is tried less and less often,
/// and logged loudly once. Only a connection that has lasted makes pauses short again; one may end each time right after it was made.
struct ReconnectPace<Failure: ConnectionFailure>: Sendable {
    private let times: ReconnectTimes
    private var failures = 0
    private var startingSince: ContinuousClock.Instant?
    private var lastFailure: Failure?

    init(_ times: ReconnectTimes) {
        self.times = times
    }

    /// - Parameters:
    ///   - failure: Why the connection ended, or was not made.
    ///   - connectedFor: How long it had stood; `nil` if it never did.
    ///   - now: The time.
    ///   - jitter: A random number in ``ReconnectBackoff/jitter``.
    mutating func after(
        _ failure: Failure, connectedFor: Duration?, now: ContinuousClock.Instant, jitter: Double
    ) -> (level: Logger.Level, delay: Duration) {
        if times.hasLasted(connectedFor) { failures = 0 }
        failures += 1
        startingSince = failure.mayBeStarting ? startingSince ?? now : nil
        let isStarting = startingSince.map { $0.duration(to: now) < times.startingPeriod } ?? false
        let needsAttention = failure.needsAttention && !isStarting
        let isRepetition = connectedFor == nil && failure == lastFailure
        lastFailure = failure
        return (
            needsAttention ? .error : isRepetition ? .debug : .warning,
            needsAttention
                ? times.refusedRetryDelay
                : ReconnectBackoff().delay(afterFailures: failures, jitter: jitter)
        )
    }
}

/// The times by which connections to Asterisk are made again.
struct ReconnectTimes: Sendable, Equatable {
    /// How long to wait after a failure that waiting will hardly mend.
    var refusedRetryDelay: Duration
    /// After how long a connection counts as one that lasts.
    var stablePeriod: Duration
    /// How long an Asterisk may take to start.
    var startingPeriod: Duration

    func hasLasted(_ duration: Duration?) -> Bool {
        duration.map { $0 >= stablePeriod } ?? false
    }
}
