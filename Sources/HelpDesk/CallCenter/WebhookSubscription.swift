/// Somebody who is told of each state that a help request enters: where it is posted, signed as Standard Webhooks are.
public struct WebhookSubscription: Sendable, Codable, Hashable, Identifiable {
    public var id: String
    /// The one address to which it is posted; redirects are not followed.
    public var url: String
    /// Each signs: while a secret is being changed, the receiver may know either.
    public var secrets: [SecretReference]
    /// Which states are told; all where none is named.
    public var states: [RequestState]
    /// A PEM file with the authority that signed the receiver's certificate, where it is not a public one.
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

    /// Whether the subscriber is told of this state; without a choice, of every one.
    public func wants(_ state: RequestState) -> Bool { states.isEmpty || states.contains(state) }
}
