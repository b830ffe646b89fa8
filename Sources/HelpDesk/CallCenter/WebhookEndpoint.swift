/// Where a CRM posts its calls for help.
public struct WebhookEndpoint: Sendable, Codable, Hashable, Identifiable {
    public var id: String
    public var mapping: String
    /// The request code of the route that its deliveries take.
    public var route: String
    /// Each proves a delivery: while a secret is being changed, the old and the new one are valid together.
    public var secrets: [SecretReference]

    public init(id: String, mapping: String, route: String, secrets: [SecretReference]) {
        self.id = id
        self.mapping = mapping
        self.route = route
        self.secrets = secrets
    }
}
