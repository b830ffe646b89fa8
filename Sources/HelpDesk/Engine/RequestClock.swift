import Foundation

/// The clock of one request, which starts from the wall clock and then follows a monotonic clock.
///
/// Setting the wall clock changes neither how long anybody waits nor the order of events.
///
/// Each request has its own clock, so that a wrong wall clock affects only the requests made in the meantime.
struct RequestClock: Sendable {
    /// The wall clock, a monotonic clock, and the clock that dates new requests.
    struct Source: Sendable {
        var wall: @Sendable () -> Date = { Date() }
        var steady: @Sendable () -> ContinuousClock.Instant = { .now }
        /// The clock that dates new requests; `nil` for the wall clock.
        var dates: (@Sendable () -> Date)?

        /// Returns the time for a new request.
        func date() -> Date { dates?() ?? wall() }
    }

    /// The longest time until a deadline, in seconds; longer times would overflow.
    private static let horizon: TimeInterval = 366 * 86_400

    private let source: Source
    private let start: Date
    private let began: ContinuousClock.Instant

    /// - Parameters:
    ///   - latest: the latest time stored in the request; the clock continues from it if the wall clock was set back.
    ///   - now: the request's current time, if it is known more accurately than by the wall clock.
    ///   - source: the clocks.
    init(since latest: Date, now: Date? = nil, source: Source = Source()) {
        self.source = source
        start = max(latest, now ?? source.wall())
        began = source.steady()
    }

    func now() -> Date {
        start.addingTimeInterval((source.steady() - began) / .seconds(1))
    }

    /// Converts a time of this request to the monotonic clock, for timers.
    func instant(of date: Date) -> ContinuousClock.Instant {
        let seconds = date.timeIntervalSince(start)
        return began.advanced(by: .seconds(min(max(seconds, -Self.horizon), Self.horizon)))
    }

    /// Converts a recent wall-clock time to the request's time.
    func time(of wall: Date) -> Date {
        let age = source.wall().timeIntervalSince(wall)
        return age < 0 ? wall : now().addingTimeInterval(-age)
    }
}
