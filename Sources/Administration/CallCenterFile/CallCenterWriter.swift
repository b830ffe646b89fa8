import HelpDesk
import LocatedYAML

/// A writer of the form of the call-centre file, always in the same order.
///
/// ``CallCenterReader`` reads it back.
enum CallCenterWriter {
    /// Returns the whole file.
    static func value(_ callCenter: CallCenter) -> LocatedValue {
        let sections: [(key: String, value: LocatedValue?)] = SettingKind.allCases.map { kind in
            let items =
                switch kind {
                case .department: list(callCenter.departments, department)
                case .operator: list(callCenter.operators, agent)
                case .source: list(callCenter.sources, source)
                case .route: list(callCenter.routes, route)
                case .webhook: list(callCenter.webhooks, webhook)
                case .subscription: list(callCenter.subscriptions, subscription)
                }
            return (kind.section, items.isEmpty ? nil : .array(items))
        }
        let file = LocatedValue.object(of: sections)
        guard file.members.isEmpty else { return file }
        return .object(of: [(SettingKind.department.section, LocatedValue.array([]).compact)])
    }

    /// Returns a setting as written in a file; `nil` if there is none.
    static func value(_ item: SettingItem, in callCenter: CallCenter) -> LocatedValue? {
        switch item.kind {
        case .department: callCenter.departments[item.id].map(department)
        case .operator: callCenter.operators[item.id].map(agent)
        case .source: callCenter.sources[item.id].map(source)
        case .route: callCenter.routes[item.id].map(route)
        case .webhook: callCenter.webhooks[item.id].map(webhook)
        case .subscription: callCenter.subscriptions[item.id].map(subscription)
        }
    }

    private static func list<Element>(
        _ elements: [String: Element], _ value: (Element) -> LocatedValue
    ) -> [LocatedValue] {
        elements.sorted { $0.key < $1.key }.map { value($0.value) }
    }

    /// Returns `nil` for an empty list, which need not be written.
    static func nonEmpty(_ items: [LocatedValue]) -> LocatedValue? { items.isEmpty ? nil : .array(items) }
}
