import ConcurrencyPrimitives
import Foundation

@testable import HelpDesk

/// Time that passes when a test says so, and a wall clock that somebody sets.
final class FakeTime: Sendable {
    private let time = Locked((wall: FlowFixture.start, steady: ContinuousClock.now))

    var source: RequestClock.Source {
        RequestClock.Source(
            wall: { self.time.withLock { $0.wall } }, steady: { self.time.withLock { $0.steady } })
    }

    func pass(_ seconds: TimeInterval) {
        time.withLock { time in
            time.wall += seconds
            time.steady += .seconds(seconds)
        }
    }

    /// Somebody sets the wall clock; nothing else changes.
    func setWallClock(by seconds: TimeInterval) {
        time.withLock { $0.wall += seconds }
    }
}
