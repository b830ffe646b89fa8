import Foundation

/// Storing flows, and reading those that an earlier version has stored: an upgrade must not leave anybody's call in the
/// air.
///
/// A flow is stored in two parts, the ``terms`` once and the ``progress`` with each transition, and read from the members
/// of both. Each machine writes its own keys, side by side; what everybody sees of an attempt or a visit stands in the
/// request only. Keys that are newer than the flow have the values that they would have had then. The first version knew
/// neither rounds nor prompts beyond two, and had another word for telling the operator that nobody is available.
extension CallFlow {
    private enum CodingKeys: String, CodingKey {
        case request, stage
        /// Nothing in what the first version has stored.
        case round
    }

    private enum FirstStage: Decodable {
        case apologizing(Outcome)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let isFirstVersion = !container.contains(.round)
        let request = try container.decode(HelpRequest.self, forKey: .request)
        terms = try RequestTerms(from: decoder, request)
        stage = try isFirstVersion ? Self.firstStage(container) : container.decode(Stage.self, forKey: .stage)
        record = RequestRecord(request)
        operatorCall = try OperatorCall(from: decoder, request, isDialled: terms.isDialled)
        hunt = try HelperHunt(from: decoder, request, isFirstVersion: isFirstVersion)
        coaching = try Coaching(from: decoder, request)
        listeners = try Listeners(from: decoder)
        player = try PromptPlayer(from: decoder)
        visits = try SupervisorVisits(from: decoder, request)
        cleanup = try Cleanup(from: decoder)
        if isFirstVersion { try player.readFirstVersion(decoder) }
        if let damage { throw Self.damaged(damage, decoder) }
    }

    private static func firstStage(_ container: KeyedDecodingContainer<CodingKeys>) throws -> Stage {
        if let first = try? container.decode(FirstStage.self, forKey: .stage), case .apologizing(let outcome) = first {
            return .closing(.unavailable, outcome, saying: .unavailable)
        }
        return try container.decode(Stage.self, forKey: .stage)
    }

    static func damaged(_ damage: String, _ decoder: any Decoder) -> DecodingError {
        .dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: damage))
    }

    public func encode(to encoder: any Encoder) throws {
        try terms.encode(to: encoder)
        try progress.encode(to: encoder)
    }

    /// All of it that a transition may change.
    public var progress: Progress { Progress(flow: self) }

    /// What each transition may change: the flow without its terms.
    public struct Progress: Sendable, Encodable {
        fileprivate let flow: CallFlow

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(flow.request, forKey: .request)
            try container.encode(flow.stage, forKey: .stage)
            try flow.operatorCall.encode(to: encoder)
            try flow.hunt.encode(to: encoder)
            try flow.coaching.encode(to: encoder)
            try flow.listeners.encode(to: encoder)
            try flow.player.encode(to: encoder)
            try flow.visits.encode(to: encoder)
            try flow.cleanup.encode(to: encoder)
        }
    }
}
