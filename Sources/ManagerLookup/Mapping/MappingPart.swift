public import HelpDesk

/// A part of a mapping with its own programs.
///
/// The login belongs to the parts that send requests.
public enum MappingPart: Sendable, CaseIterable {
    case manager, webhook, report

    public static let all = Set(allCases)

    /// Returns the parts of each mapping that a call centre uses, by the mapping's name.
    public static func inUse(by callCenter: CallCenter) -> [String: Set<MappingPart>] {
        var parts: [String: Set<MappingPart>] = [:]
        for source in callCenter.sources.values {
            parts[source.mapping, default: []].insert(.manager)
            if source.policy.reports != .none { parts[source.mapping]?.insert(.report) }
        }
        for webhook in callCenter.webhooks.values { parts[webhook.mapping, default: []].insert(.webhook) }
        return parts
    }
}
