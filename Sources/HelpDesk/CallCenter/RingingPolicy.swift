/// How helpers are rung, and for how long.
public struct RingingPolicy: Sendable, Codable, Equatable {
    public enum Strategy: String, Sendable, Codable, CaseIterable {
        case sequential
        case simultaneous
        case leastRecent = "least_recent"
    }

    public var strategy: Strategy
    /// How long one helper's phone rings.
    public var timeoutSeconds: Int
    /// How long the operator waits for a helper, over all of them.
    public var totalSeconds: Int
    /// How long the operator's own phone rings.
    public var operatorSeconds: Int

    public init(
        strategy: Strategy = .sequential, timeoutSeconds: Int = 20, totalSeconds: Int = 90, operatorSeconds: Int = 30
    ) {
        self.strategy = strategy
        self.timeoutSeconds = timeoutSeconds
        self.totalSeconds = totalSeconds
        self.operatorSeconds = operatorSeconds
    }
}
