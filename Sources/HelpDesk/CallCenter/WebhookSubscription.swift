/// A subscription to the states that help requests enter, which are posted to a URL and signed as specified by Standard
/// Webhooks.
public struct WebhookSubscription: Sendable, Codable, Hashable, Identifiable {
    public var id: String
    /// The URL that receives states; redirects are not followed.
    public var url: String
    /// The secrets, each of which signs: during a change, the receiver may know either secret.
    public var secrets: [SecretReference]
    /// The states that are posted; empty for all states.
    public var states: [RequestState]
    /// A PEM file with the authority that signed the receiver's certificate, unless it is a public authority.
    public var caFile: String?

    public init(
        id: String, url: String, secrets: [SecretReference], states: [RequestState] = [], caFile: String? = nil
    ) {
        self.id = id
        self.url = url
        self.secrets = secrets
        self.states = states
        self.caFile = caFile
    }

    /// Whether the subscriber receives this state; without a selection, it receives all of them.
    public func wants(_ state: RequestState) -> Bool { states.isEmpty || states.contains(state) }
}
