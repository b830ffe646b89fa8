import ConcurrencyPrimitives
import Foundation

/// A generator of request ids whose newer ids always sort after older ones, even if the clock was set back.
final class HelpRequestIDs: Sendable {
    /// The backward clock jump, in seconds, beyond which the new time is accepted: the clock was wrong before.
    private static let maximumLeap: TimeInterval = 3_600

    private let last = Locked(Date.distantPast)

    func next(at now: Date) -> HelpRequestID {
        let date = last.withLock { last in
            // The id has a resolution of 1/4,096 of a millisecond.
            if last.timeIntervalSince(now) < Self.maximumLeap {
                last = max(now, last.addingTimeInterval(1e-6))
            } else {
                last = now
            }
            return last
        }
        return HelpRequestID(at: date)
    }
}
