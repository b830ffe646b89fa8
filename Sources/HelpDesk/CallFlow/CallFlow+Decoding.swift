import Foundation

/// Storing flows, and decoding flows that an earlier version stored: an upgrade must not drop anybody's call.
///
/// A flow is stored in two parts, the ``terms`` once and the ``progress`` with each transition, and decoded from the
/// keys of both. Each machine writes its own keys into the same container; the public part of an attempt or a visit is
/// stored only in the request. Keys that are missing since they are newer than the flow get the values that they would
/// have had then. The first version had neither rounds nor more than two prompts, and another word for telling the
/// operator that nobody is available.
extension CallFlow {
    private enum CodingKeys: String, CodingKey {
        case request, stage
        /// Missing in flows that the first version stored.
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

    /// The part of the flow that a transition may change.
    public var progress: Progress { Progress(flow: self) }

    /// The part of a flow that each transition may change: all but its terms.
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
