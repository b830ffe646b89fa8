/// The settings of a call-centre manager, as one consistent value.
public struct CallCenter: Sendable, Equatable {
    public private(set) var departments: [String: Department]
    public private(set) var operators: [String: Operator]
    public private(set) var sources: [String: LookupSource]
    public private(set) var routes: [String: Route]
    public private(set) var webhooks: [String: WebhookEndpoint]
    public private(set) var subscriptions: [String: WebhookSubscription]
    /// The presences that were set, by extension.
    public var presences: [String: Presence]

    public init(
        departments: [Department] = [], operators: [Operator] = [], sources: [LookupSource] = [], routes: [Route] = [],
        webhooks: [WebhookEndpoint] = [], subscriptions: [WebhookSubscription] = [],
        presences: [String: Presence] = [:]
    ) {
        self.departments = Self.index(departments)
        self.operators = Self.index(operators)
        self.sources = Self.index(sources)
        self.routes = Self.index(routes)
        self.webhooks = Self.index(webhooks)
        self.subscriptions = Self.index(subscriptions)
        self.presences = presences
    }

    /// Returns the ids of a department and of all departments below it.
    public func departments(below id: String) -> Set<String> {
        var found: Set<String> = [id]
        var open = [id]
        while let next = open.popLast() {
            for department in departments.values
            where department.parent == next && found.insert(department.id).inserted { open.append(department.id) }
        }
        return found
    }

    private static func index<Element: Identifiable>(_ elements: [Element]) -> [Element.ID: Element] {
        Dictionary(elements.map { ($0.id, $0) }, uniquingKeysWith: { _, last in last })
    }
}
