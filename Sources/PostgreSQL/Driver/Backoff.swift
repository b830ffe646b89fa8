/// The time to retry after failures.
struct Backoff {
    private let range: ClosedRange<Duration>
    private var pause: Duration?
    /// The earliest time of the next attempt; `nil` after a success.
    private(set) var end: ContinuousClock.Instant?

    init(_ range: ClosedRange<Duration>) {
        self.range = range
    }

    var hasFailed: Bool { pause != nil }

    func isOver(at now: ContinuousClock.Instant) -> Bool { end.map { $0 <= now } ?? true }

    mutating func succeed() {
        pause = nil
        end = nil
    }

    /// Doubles the pause, up to the maximum, with jitter so that several bridges do not reconnect at the same moment.
    mutating func fail(at now: ContinuousClock.Instant) {
        let next = min(pause.map { $0 * 2 } ?? range.lowerBound, range.upperBound)
        pause = next
        end = now + next * Double.random(in: 0.5...1)
    }
}
