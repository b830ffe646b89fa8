/// Where a CRM posts its calls for help.
public struct WebhookEndpoint: Sendable, Codable, Equatable, Identifiable {
    public var id: String
    public var mapping: String
    /// The request code of the route that its deliveries take.
    public var route: String
    public var secret: SecretReference

    public init(id: String, mapping: String, route: String, secret: SecretReference) {
        self.id = id
        self.mapping = mapping
        self.route = route
        self.secret = secret
    }
}
