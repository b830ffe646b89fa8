public import HelpDesk

extension CallCenter {
    /// Returns this call centre without one setting.
    public func removing(_ item: SettingItem) -> CallCenter {
        CallCenter(
            departments: departments.values.filter { item.kind != .department || $0.id != item.id },
            operators: operators.values.filter { item.kind != .operator || $0.id != item.id },
            sources: sources.values.filter { item.kind != .source || $0.id != item.id },
            routes: routes.values.filter { item.kind != .route || $0.id != item.id },
            webhooks: webhooks.values.filter { item.kind != .webhook || $0.id != item.id },
            subscriptions: subscriptions.values.filter { item.kind != .subscription || $0.id != item.id })
    }

    /// Returns the settings that name a setting, and would name nothing without it; by kind, then by id.
    public func users(of item: SettingItem) -> [SettingItem] {
        func items(_ kind: SettingKind, _ ids: [String]) -> [SettingItem] {
            ids.sorted().map { SettingItem(kind: kind, id: $0) }
        }
        switch item.kind {
        case .department:
            return items(.department, departments.values.filter { $0.parent == item.id && $0.id != item.id }.map(\.id))
                + items(.operator, operators.values.filter { $0.department == item.id }.map(\.id))
                + items(.route, routes.values.filter { $0.options.overflow == .department(item.id) }.map(\.id))
        case .source:
            return items(.route, routes.values.filter { $0.sources.contains(item.id) }.map(\.id))
        case .route:
            return items(.webhook, webhooks.values.filter { $0.route == item.id }.map(\.id))
        case .operator, .webhook, .subscription:
            return []
        }
    }
}
