import ConcurrencyPrimitives
public import Foundation
import HelpDesk

/// The wall clock and its plausibility: a wrong year must neither delete a history nor end sessions.
///
/// While the program runs, the wall clock may leave the monotonic one by a day at most. When it starts, its time may be
/// up to 30 days after the last one that the database has seen, and not a day before it. What is stored is judged by
/// ``now``: the wall clock's time while that is plausible, otherwise the last plausible one and the time that has
/// passed since.
public final class PlausibleClock: Sendable {
    /// The clock's time and the time to use.
    public struct Reading: Sendable, Equatable {
        public var wall: Date
        /// The time to use.
        public var now: Date

        public var isPlausible: Bool { wall == now }

        /// The time that the wall clock is behind; 0 if it may have been ahead before and be right now.
        fileprivate var lag: TimeInterval {
            let lag = now.timeIntervalSince(wall)
            return lag > PlausibleClock.maximumRest ? lag : 0
        }
    }

    private struct Anchor: Sendable {
        var wall: Date
        var instant: ContinuousClock.Instant
        /// The maximum by which the wall clock may be ahead of the expected time.
        var maximumAhead: TimeInterval
    }

    static let day: TimeInterval = 24 * 60 * 60
    /// The longest time that a bridge may have been switched off.
    static let maximumRest = 30 * day

    private let wall: @Sendable () -> Date
    private let monotonic: @Sendable () -> ContinuousClock.Instant
    private let anchor: Locked<Anchor>

    /// - Parameter lastSeen: the last plausible time; `nil` trusts the clock.
    package init(
        lastSeen: Date?, wall: @escaping @Sendable () -> Date = { Date() },
        monotonic: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
    ) {
        self.wall = wall
        self.monotonic = monotonic
        anchor = Locked(
            Anchor(
                wall: lastSeen ?? wall(), instant: monotonic(),
                maximumAhead: lastSeen == nil ? Self.day : Self.maximumRest))
    }

    /// The time to use.
    public var now: Date { reading.now }

    /// The time by which what happens now is dated: the wall clock's, unless that is years behind. Dated by such a one,
    /// it would be removed as old once the clock is right.
    public var timestamp: Date {
        let reading = self.reading
        return reading.wall.addingTimeInterval(reading.lag)
    }

    /// - Parameter wall: a recent time of the wall clock.
    /// - Returns: the timestamp for events at that time.
    func timestamp(of wall: Date) -> Date { wall.addingTimeInterval(reading.lag) }

    public var reading: Reading {
        let wall = wall()
        let instant = monotonic()
        return anchor.withLock { anchor in
            let passed = instant - anchor.instant
            let expected = anchor.wall.addingTimeInterval(passed / .seconds(1))
            guard (-Self.day...anchor.maximumAhead).contains(wall.timeIntervalSince(expected)) else {
                return Reading(wall: wall, now: expected)
            }
            anchor = Anchor(wall: wall, instant: instant, maximumAhead: Self.day)
            return Reading(wall: wall, now: wall)
        }
    }

    /// Checks the time against the last one in the database again: an administrator may have confirmed it.
    func compare(lastSeen: Date) {
        guard !reading.isPlausible else { return }
        let wall = wall()
        guard (-Self.day...Self.maximumRest).contains(wall.timeIntervalSince(lastSeen)) else { return }
        trust(wall)
    }

    /// Trusts the clock.
    func trust(_ wall: Date) {
        let instant = monotonic()
        anchor.withLock { $0 = Anchor(wall: wall, instant: instant, maximumAhead: Self.day) }
    }
}
