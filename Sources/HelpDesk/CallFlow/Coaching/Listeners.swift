import Foundation

/// The request's listeners on a call, each with its own name.
struct Listeners: Sendable, Equatable {
    private(set) var count = 0

    mutating func make(
        on call: ChannelID, _ mode: CallMode, _ terms: RequestTerms, at now: Date
    ) -> (leg: Leg, order: CallFlow.Action) {
        count += 1
        let leg = Leg(
            channel: .ofSnoop(terms.id, ordinal: count), extension: terms.caller.extension, orderedAt: now)
        return (leg, .snoop(call, as: leg.channel, mode))
    }
}

extension Listeners: Codable {
    private enum CodingKeys: String, CodingKey {
        case count = "snoops"
    }

    /// The first version had no listeners.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        count = try container.decodeIfPresent(Int.self, forKey: .count) ?? 0
    }
}
