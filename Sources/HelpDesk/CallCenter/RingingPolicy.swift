/// The order and timing of the calls to helpers.
public struct RingingPolicy: Sendable, Codable, Equatable {
    /// The ringing order of helpers, and how many ring at once.
    public enum Strategy: String, Sendable, Codable, CaseIterable {
        /// One after the other, in the ladder's order.
        case sequential
        /// All helpers named by the same source at once: the CRM's answers, then the department's helpers, and so on.
        case simultaneous
        /// One after the other; among helpers named by the same source, the least recent helper goes first.
        case leastRecent = "least_recent"
    }

    public var strategy: Strategy
    /// The maximum ringing time of one helper's phone.
    public var timeoutSeconds: Int
    /// The maximum time that the operator waits for a helper, over all helpers.
    public var totalSeconds: Int
    /// The maximum ringing time of the operator's own phone.
    public var operatorSeconds: Int
    /// The number of times the whole ladder is rung, before its overflow.
    public var rounds: Int
    /// Whether helpers whose phone is known to be in use are skipped.
    public var skipBusy: Bool
    /// The maximum number of phones that ring at once for one request with `simultaneous`; others follow as phones drop
    /// out.
    public var atOnce: Int
    /// The time that a registered, idle phone may take to start ringing before the next helper is rung as well.
    ///
    /// `nil` is 2 seconds if there is a next helper, and otherwise 10.
    public var firstRingSeconds: Int?

    public init(
        strategy: Strategy = .sequential, timeoutSeconds: Int = 20, totalSeconds: Int = 90, operatorSeconds: Int = 30,
        rounds: Int = 1, skipBusy: Bool = true, atOnce: Int = 10, firstRingSeconds: Int? = nil
    ) {
        self.strategy = strategy
        self.timeoutSeconds = timeoutSeconds
        self.totalSeconds = totalSeconds
        self.operatorSeconds = operatorSeconds
        self.rounds = rounds
        self.skipBusy = skipBusy
        self.atOnce = atOnce
        self.firstRingSeconds = firstRingSeconds
    }

    public init() {
        self.init(strategy: .sequential)
    }

    /// Decodes a policy; policies stored by earlier versions lack the newer keys.
    ///
    /// Values written into the database by hand may be unreasonable, and are clamped.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let standard = RingingPolicy()
        func given(_ key: CodingKeys, _ range: ClosedRange<Int>) throws -> Int? {
            try container.decodeIfPresent(Int.self, forKey: key).map {
                min(max($0, range.lowerBound), range.upperBound)
            }
        }
        func number(_ key: CodingKeys, _ range: ClosedRange<Int>, or standard: Int) throws -> Int {
            try given(key, range) ?? standard
        }
        strategy = try container.decodeIfPresent(Strategy.self, forKey: .strategy) ?? standard.strategy
        timeoutSeconds = try number(.timeoutSeconds, 0...86_400, or: standard.timeoutSeconds)
        totalSeconds = try number(.totalSeconds, 0...86_400, or: standard.totalSeconds)
        operatorSeconds = try number(.operatorSeconds, 0...86_400, or: standard.operatorSeconds)
        rounds = try number(.rounds, 1...100, or: standard.rounds)
        skipBusy = try container.decodeIfPresent(Bool.self, forKey: .skipBusy) ?? standard.skipBusy
        atOnce = try number(.atOnce, 1...100, or: standard.atOnce)
        firstRingSeconds = try given(.firstRingSeconds, 1...300)
    }
}

extension RingingPolicy: RouteOptionGroup {
    public static let declared: [RouteOption<RingingPolicy>] = [
        .word("strategy", \.strategy),
        .number("timeoutSeconds", \.timeoutSeconds, in: 1...300, of: "seconds"),
        .number("firstRingSeconds", \.firstRingSeconds, in: 1...60, of: "seconds"),
        .number("totalSeconds", \.totalSeconds, in: 1...3600, of: "seconds"),
        .number("operatorSeconds", \.operatorSeconds, in: 1...300, of: "seconds"),
        .number("rounds", \.rounds, in: 1...10, of: "rounds"),
        .flag("skipBusy", \.skipBusy),
        .number("atOnce", \.atOnce, in: 1...50, of: "phones"),
    ]
}
