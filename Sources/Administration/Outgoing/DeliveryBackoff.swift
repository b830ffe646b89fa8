public import Foundation

/// The retry schedule of a delivery that was not accepted.
public enum DeliveryBackoff {
    /// How long a delivery is retried.
    public static let patience: TimeInterval = 24 * 60 * 60
    /// The pauses in seconds after the first try, the second, and so on; the last one repeats.
    static let pauses: [TimeInterval] = [5, 30, 120, 600, 1800, 3600, 7200, 14_400]
    /// The maximum random extension of a pause, as a fraction, so that deliveries are not all retried at once.
    static let spread = 0.1

    /// - Parameters:
    ///   - attempts: the number of tries, including this one.
    ///   - queuedAt: the time it was queued.
    ///   - now: the time this try failed.
    ///   - retryAfter: the pause that the recipient asks for; it is not contacted sooner.
    ///   - chance: 0 to 1, which spreads the tries.
    /// - Returns: `nil` if it is given up. The last try is made when the patience ends.
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
