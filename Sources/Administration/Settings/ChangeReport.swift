public import HelpDesk

/// The changes that applying settings made, or would make.
public struct ChangeReport: Sendable, Equatable, Codable {
    /// Sorted by kind, then by id.
    public private(set) var added: [SettingItem] = []
    public private(set) var changed: [SettingItem] = []
    public private(set) var removed: [SettingItem] = []

    /// Whether nothing differs.
    public var isEmpty: Bool { added.isEmpty && changed.isEmpty && removed.isEmpty }

    /// Creates the report of the changes from one call centre to another.
    public init(from old: CallCenter, to new: CallCenter) {
        compare(.department, old.departments, new.departments)
        compare(.operator, old.operators, new.operators)
        compare(.source, old.sources, new.sources)
        compare(.route, old.routes, new.routes)
        compare(.webhook, old.webhooks, new.webhooks)
        compare(.subscription, old.subscriptions, new.subscriptions)
    }

    private mutating func compare<Value: Equatable>(_ kind: SettingKind, _ old: [String: Value], _ new: [String: Value])
    {
        for id in Set(old.keys).union(new.keys).sorted() {
            let item = SettingItem(kind: kind, id: id)
            switch (old[id], new[id]) {
            case (nil, _?): added.append(item)
            case (_?, nil): removed.append(item)
            case (let before?, let after?) where before != after: changed.append(item)
            case (_?, _?), (nil, nil): break
            }
        }
    }
}
