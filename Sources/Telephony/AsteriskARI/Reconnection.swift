import Logging

/// Decides when the event stream is reopened, and the log level of its end.
struct Reconnection: Sendable {
    /// The reaction to the end of an event stream.
    struct Step: Sendable, Equatable {
        /// The reason for the end, as far as it can be inferred from earlier events.
        var reason: EventStreamError
        /// The log level of the end.
        var level: Logger.Level
        /// The delay before the next attempt.
        var delay: Duration
    }

    private let times: ReconnectTimes
    private var pace: ReconnectPace<EventStreamError>
    /// Openings that were abandoned, but which Asterisk may still receive: each takes over the application once.
    private var openingsUnderWay: Int

    /// - Parameter afterOthers: whether another bridge may have owned the PBX before, whose last opening may still be
    ///   under way after a network outage.
    init(_ configuration: ARIConfiguration, afterOthers: Bool = false) {
        times = configuration.reconnectTimes
        pace = ReconnectPace(times)
        openingsUnderWay = afterOthers ? 1 : 0
    }

    /// - Parameters:
    ///   - error: The reason why the stream ended, or was not opened.
    ///   - connectedFor: The duration of the connection; `nil` if it was never up.
    ///   - now: The time.
    ///   - jitter: A random number in ``ReconnectBackoff/jitter``.
    mutating func after(
        _ error: EventStreamError, connectedFor: Duration?, now: ContinuousClock.Instant, jitter: Double
    ) -> Step {
        if times.hasLasted(connectedFor) { openingsUnderWay = 0 }
        let reason = cleared(error)
        let (level, delay) = pace.after(reason, connectedFor: connectedFor, now: now, jitter: jitter)
        return Step(reason: reason, level: level, delay: delay)
    }

    /// Distinguishes our own late openings from another program's.
    private mutating func cleared(_ error: EventStreamError) -> EventStreamError {
        switch error {
        case .unopened:
            openingsUnderWay += 1
            return error
        case .replaced where openingsUnderWay > 0:
            openingsUnderWay -= 1
            return .overtaken
        default:
            return error
        }
    }
}
