import Foundation

/// A request's wait for the first free helper while all are on the phone.
struct HelperWait: Sendable, Codable, Equatable {
    /// The number of attempts in excess of the route's rounds for one helper while the request waits.
    static let furtherAttempts = 3

    let until: Date
    /// The time of the next check.
    private(set) var lookAt: Date
    /// The position in the line that was last announced to the operator.
    private(set) var position: Int?

    init(seconds: Int, from now: Date) {
        until = now.addingTimeInterval(TimeInterval(seconds))
        lookAt = now
    }

    /// - Returns: whether to check now who is free. If so, the next check is scheduled for a little later.
    mutating func looks(at now: Date) -> Bool {
        guard lookAt <= now else { return false }
        lookAt = now.addingTimeInterval(CallFlow.Timing.look)
        return true
    }

    mutating func told(_ position: Int) {
        self.position = position
    }
}
