import Logging

/// Decides when the event stream is opened again, and at which level its end is logged.
struct Reconnection: Sendable {
    /// What is to be done about the end of an event stream.
    struct Step: Sendable, Equatable {
        /// Why it ended, as far as can be known from what came before.
        var reason: EventStreamError
        /// At which level the end is logged.
        var level: Logger.Level
        /// How long to wait before the next attempt.
        var delay: Duration
    }

    private let times: ReconnectTimes
    private var pace: ReconnectPace<EventStreamError>
    /// Openings that were given up, and which Asterisk may still come to see: each takes the application over once.
    private var openingsUnderWay: Int

    /// - Parameter afterOthers: whether another bridge may have had the PBX before, whose last opening may still be on its
    ///   way through a network that was silent.
    init(_ configuration: ARIConfiguration, afterOthers: Bool = false) {
        times = configuration.reconnectTimes
        pace = ReconnectPace(times)
        openingsUnderWay = afterOthers ? 1 : 0
    }

    /// - Parameters:
    ///   - error: Why the stream ended, or was not opened.
    ///   - connectedFor: How long it had been connected; `nil` if it never was.
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

    /// Tells our own late openings from another program's.
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
