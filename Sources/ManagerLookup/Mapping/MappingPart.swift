public import HelpDesk

/// A part of a mapping that has programs of its own; what has to do with logging in belongs to those that send requests.
public enum MappingPart: Sendable, CaseIterable {
    case manager, webhook, report

    public static let all = Set(allCases)

    /// What a call centre needs of each mapping, by its name.
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
