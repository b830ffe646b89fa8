/// An endpoint that receives calls for help from a CRM.
public struct WebhookEndpoint: Sendable, Codable, Hashable, Identifiable {
    public var id: String
    public var mapping: String
    /// The request code of the route for its deliveries.
    public var route: String
    /// The secrets, any of which authenticates a delivery: during a change, both the old and the new secret are valid.
    public var secrets: [SecretReference]

    public init(id: String, mapping: String, route: String, secrets: [SecretReference]) {
        self.id = id
        self.mapping = mapping
        self.route = route
        self.secrets = secrets
    }
}
