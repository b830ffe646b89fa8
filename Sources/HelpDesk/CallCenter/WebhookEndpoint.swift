/// The endpoint to which a CRM posts its calls for help.
public struct WebhookEndpoint: Sendable, Codable, Hashable, Identifiable {
    public var id: String
    public var mapping: String
    /// The request code of the route for its deliveries.
    public var route: String
    /// The secrets, any of which authenticates a delivery: while a secret is being changed, the old and the new one are
    /// both valid.
    public var secrets: [SecretReference]

    public init(id: String, mapping: String, route: String, secrets: [SecretReference]) {
        self.id = id
        self.mapping = mapping
        self.route = route
        self.secrets = secrets
    }
}
