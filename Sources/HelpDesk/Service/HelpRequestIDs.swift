import ConcurrencyPrimitives
import Foundation

/// Makes the ids of new requests so that a newer one always sorts after an older one, also when the clock was set back.
final class HelpRequestIDs: Sendable {
    /// If the clock jumps back by more than this, in seconds, it is believed: it was wrong before.
    private static let maximumLeap: TimeInterval = 3_600

    private let last = Locked(Date.distantPast)

    func next(at now: Date) -> HelpRequestID {
        let date = last.withLock { last in
            // The id counts in 4,096 parts of a millisecond.
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
