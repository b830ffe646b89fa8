public import Foundation

/// When a delivery that was not taken is sent again.
public enum DeliveryBackoff {
    /// For how long a delivery is tried.
    public static let patience: TimeInterval = 24 * 60 * 60
    /// Seconds after the first try, the second, and so on; the last one repeats itself.
    static let pauses: [TimeInterval] = [5, 30, 120, 600, 1800, 3600, 7200, 14_400]
    /// By how much of itself a pause may be longer, so that not everything comes back in the same moment.
    static let spread = 0.1

    /// - Parameters:
    ///   - attempts: how often it was tried, this time included.
    ///   - queuedAt: when it was put into the queue.
    ///   - now: when this try has failed.
    ///   - retryAfter: what the recipient asks for; they are not asked sooner.
    ///   - chance: 0 to 1, which spreads the tries.
    /// - Returns: `nil` when it is given up. The last try is made when the patience ends.
    public static func next(
        after attempts: Int, queuedAt: Date, now: Date, retryAfter: Duration? = nil, chance: Double
    ) -> Date? {
        let end = queuedAt.addingTimeInterval(patience)
        guard now < end else { return nil }
        let pause = pauses[min(max(attempts, 1), pauses.count) - 1] * (1 + spread * chance)
        let asked = retryAfter.map { TimeInterval($0.components.seconds) } ?? 0
        return min(now.addingTimeInterval(max(pause, asked)), end)
    }
}
