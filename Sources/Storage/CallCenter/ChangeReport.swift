import HelpDesk

/// What applying settings has changed, or would change.
public struct ChangeReport: Sendable, Equatable, Codable {
    /// The kinds of settings, in the order of reports.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case department
        case `operator`
        case source
        case route
        case webhook
    }

    /// One setting: its kind, and its id, extension or request code.
    public struct Item: Sendable, Hashable, Codable, CustomStringConvertible {
        public var kind: Kind
        public var id: String

        public init(kind: Kind, id: String) {
            self.kind = kind
            self.id = id
        }

        public var description: String { "\(kind.rawValue) \(id)" }
    }

    /// By kind, then by id.
    public internal(set) var added: [Item] = []
    public internal(set) var changed: [Item] = []
    public internal(set) var removed: [Item] = []

    /// Whether nothing differs.
    public var isEmpty: Bool { added.isEmpty && changed.isEmpty && removed.isEmpty }

    /// What leads from one call centre to another.
    init(from old: CallCenter, to new: CallCenter) {
        compare(.department, old.departments, new.departments)
        compare(.operator, old.operators, new.operators)
        compare(.source, old.sources, new.sources)
        compare(.route, old.routes, new.routes)
        compare(.webhook, old.webhooks, new.webhooks)
    }

    private mutating func compare<Value: Equatable>(_ kind: Kind, _ old: [String: Value], _ new: [String: Value]) {
        for id in Set(old.keys).union(new.keys).sorted() {
            let item = Item(kind: kind, id: id)
            switch (old[id], new[id]) {
            case (nil, _?): added.append(item)
            case (_?, nil): removed.append(item)
            case (let before?, let after?) where before != after: changed.append(item)
            case (_?, _?), (nil, nil): break
            }
        }
    }
}
