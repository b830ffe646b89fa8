/// A person who was named and is not rung.
public struct PassedOver: Sendable, Equatable {
    /// The reason; its raw values are stable, for programs.
    public enum Reason: String, Sendable, Codable, CaseIterable {
        case isOperator = "operator"
        case standsAlready = "listed_already"
        case notDialable = "forbidden_number"
        case isBusy = "presence_busy"
        case isOnBreak = "presence_break"
        case isOffline = "presence_offline"
        case ladderIsFull = "ladder_full"
    }

    public var `extension`: String
    public var name: String?
    public var source: CandidateSource
    public var reason: Reason

    public init(_ candidate: Candidate, _ reason: Reason) {
        self.extension = candidate.extension
        name = candidate.name
        source = candidate.source
        self.reason = reason
    }

    /// Whether a request shows the person to everybody: not if they are on the ladder anyway, nor for the rest of a
    /// very long ladder.
    var isWorthTelling: Bool { reason != .standsAlready && reason != .ladderIsFull }
}

extension PassedOver.Reason {
    /// - Returns: `nil` if the person may be rung.
    init?(_ state: Presence.State?) {
        switch state {
        case .busy?: self = .isBusy
        case .onBreak?: self = .isOnBreak
        case .offline?: self = .isOffline
        case .online?, nil: return nil
        }
    }

    /// Whether the reason is the person's presence.
    public var isPresence: Bool {
        switch self {
        case .isBusy, .isOnBreak, .isOffline: true
        case .isOperator, .standsAlready, .notDialable, .ladderIsFull: false
        }
    }

    /// The reason in words, for people.
    public var words: String {
        switch self {
        case .isOperator: "they are the operator"
        case .standsAlready: "they are already on the ladder"
        case .notDialable: "their extension may not be dialled under pbx.numbers"
        case .isBusy: "they are busy"
        case .isOnBreak: "they are on a break"
        case .isOffline: "they are offline"
        case .ladderIsFull: "\(Ladder.maximumCandidates) others stand on the ladder before them"
        }
    }
}

extension PassedOver: Codable {
    private enum CodingKeys: String, CodingKey {
        case `extension`, name, source, code, reason
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.extension = try container.decode(String.self, forKey: .extension)
        name = try container.decodeIfPresent(String.self, forKey: .name)
        source = try container.decode(CandidateSource.self, forKey: .source)
        reason = try container.decode(Reason.self, forKey: .code)
    }

    /// Encodes the reason both as a code for programs and in words.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.extension, forKey: .extension)
        try container.encode(name, forKey: .name)
        try container.encode(source, forKey: .source)
        try container.encode(reason, forKey: .code)
        try container.encode(reason.words, forKey: .reason)
    }
}
