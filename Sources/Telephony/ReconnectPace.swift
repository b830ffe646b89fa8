import Logging

/// Why a connection to Asterisk failed, or ended.
protocol ConnectionFailure: Error, Sendable, Equatable {
    /// Whether retrying alone is unlikely to help.
    var needsAttention: Bool { get }
    /// Whether a starting Asterisk fails like this.
    var mayBeStarting: Bool { get }
}

/// The delay before reconnecting, and the log level of a connection's end: repeated failures are retried less and less
/// often and logged quietly, unless they need attention.
///
/// Only a connection that lasted makes delays short again; a connection may end each time right after it was made.
struct ReconnectPace<Failure: ConnectionFailure>: Sendable {
    private let times: ReconnectTimes
    private var failures = 0
    private var startingSince: ContinuousClock.Instant?
    private var lastFailure: Failure?

    init(_ times: ReconnectTimes) {
        self.times = times
    }

    /// - Parameters:
    ///   - failure: The reason why the connection ended, or was not made.
    ///   - connectedFor: The duration of the connection; `nil` if it was never up.
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

/// The times for reconnecting to Asterisk.
struct ReconnectTimes: Sendable, Equatable {
    /// The delay after a failure that retrying is unlikely to fix.
    var refusedRetryDelay: Duration
    /// The time after which a connection counts as lasting.
    var stablePeriod: Duration
    /// The time that an Asterisk may take to start.
    var startingPeriod: Duration

    func hasLasted(_ duration: Duration?) -> Bool {
        duration.map { $0 >= stablePeriod } ?? false
    }
}
