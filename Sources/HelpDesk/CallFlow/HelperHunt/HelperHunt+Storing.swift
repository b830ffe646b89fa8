import Foundation

/// Stored next to the request, which contains the reports and the manager.
extension HelperHunt: Encodable {
    private enum CodingKeys: String, CodingKey {
        case attempts = "helperLegs"
        case waiting, lookups
        case mayMissEvents = "isBlind"
    }

    /// Decodes a stored value; earlier versions lack the newer keys.
    init(from decoder: any Decoder, _ request: HelpRequest, isFirstVersion: Bool) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let stored = try container.decode([HelperAttempt.Stored].self, forKey: .attempts)
        guard stored.count == request.attempts.count else {
            throw CallFlow.damaged("the number of attempts does not match the number of legs", decoder)
        }
        var order = try RingingOrder(from: decoder)
        order.readPassedOver(request.passedOver)
        if isFirstVersion { order.readFirstVersion(rung: stored.count) }
        let attempts = zip(stored.indices, zip(stored, request.attempts)).map { index, attempt in
            HelperAttempt(attempt.0, of: attempt.0.candidate ?? index, attempt.1)
        }
        self.init(
            attempts: HelperAttempts(
                attempts, mayMissEvents: try container.decodeIfPresent(Bool.self, forKey: .mayMissEvents) ?? false),
            order: order, waiting: try container.decodeIfPresent(HelperWait.self, forKey: .waiting),
            manager: request.manager, lookups: try container.decodeIfPresent(Int.self, forKey: .lookups) ?? 1)
    }

    func encode(to encoder: any Encoder) throws {
        try order.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Array(attempts), forKey: .attempts)
        try container.encodeIfPresent(waiting, forKey: .waiting)
        try container.encode(lookups, forKey: .lookups)
        try container.encode(attempts.mayMissEvents, forKey: .mayMissEvents)
    }

    /// Why the value cannot be used; `nil` if it can.
    var damage: String? {
        let ranks = order.candidates?.indices ?? 0..<0
        return attempts.allSatisfy { ranks.contains($0.candidate) } ? order.damage : "a leg rings no candidate"
    }
}
