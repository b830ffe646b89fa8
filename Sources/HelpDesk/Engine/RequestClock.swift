import Foundation

/// The time of one request: it starts with the wall clock and then runs on its own, so that changing the wall clock does
/// not change how long anybody waits, and no step seems to come before the one that led to it.
///
/// Each request has its own, since the wall clock is usually right: a wrong one affects only the requests that were made
/// meanwhile.
struct RequestClock: Sendable {
    /// The wall clock, and one that nobody sets.
    struct Source: Sendable {
        var wall: @Sendable () -> Date = { Date() }
        var steady: @Sendable () -> ContinuousClock.Instant = { .now }
    }

    /// No deadline is further away, in seconds: beyond that nobody waits, and numbers end.
    private static let horizon: TimeInterval = 366 * 86_400

    private let source: Source
    private let start: Date
    private let began: ContinuousClock.Instant

    /// - Parameters:
    ///   - latest: the last time that the request knows of; if the wall clock was set back before it, the request goes on
    ///     from there.
    ///   - source: the clocks.
    init(since latest: Date, source: Source = Source()) {
        self.source = source
        start = max(latest, source.wall())
        began = source.steady()
    }

    func now() -> Date {
        start.addingTimeInterval((source.steady() - began) / .seconds(1))
    }

    /// When a time of this request will have come, for a timer that knows no wall clock.
    func instant(of date: Date) -> ContinuousClock.Instant {
        let seconds = date.timeIntervalSince(start)
        return began.advanced(by: .seconds(min(max(seconds, -Self.horizon), Self.horizon)))
    }

    /// This request's time for a time that was just read off the wall clock.
    func time(of wall: Date) -> Date {
        let age = source.wall().timeIntervalSince(wall)
        return age < 0 ? wall : now().addingTimeInterval(-age)
    }
}
