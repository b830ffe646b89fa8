import Foundation

/// The time in which a request waits for the first helper who is free, all of them being on the phone.
struct HelperWait: Sendable, Codable, Equatable {
    /// How many times more than the route's rounds one helper is rung while the request waits.
    static let furtherAttempts = 3

    let until: Date
    /// When it is to be looked again.
    private(set) var lookAt: Date
    /// The position in the line that the operator was told last.
    private(set) var position: Int?

    init(seconds: Int, from now: Date) {
        until = now.addingTimeInterval(TimeInterval(seconds))
        lookAt = now
    }

    /// - Returns: whether it is time to look who is free. The next time is a little later.
    mutating func looks(at now: Date) -> Bool {
        guard lookAt <= now else { return false }
        lookAt = now.addingTimeInterval(CallFlow.Timing.look)
        return true
    }

    mutating func told(_ position: Int) {
        self.position = position
    }
}
