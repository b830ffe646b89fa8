/// A CRM that can be asked: its mapping, address and timeout.
public struct LookupSource: Sendable, Codable, Hashable, Identifiable {
    public var id: String
    /// The name of the mapping, `Mappings/<name>.yaml`.
    public var mapping: String
    /// The only origin this source may ever reach, with an optional path prefix.
    public var baseURL: String
    /// The timeout of all steps of one lookup together.
    public var timeoutMilliseconds: Int
    public var credentials: [String: SecretReference]
    /// A PEM file with the authority that signed the CRM's certificate, unless it is a public authority.
    public var caFile: String?
    public var policy: LookupPolicy

    public init(
        id: String, mapping: String, baseURL: String, timeoutMilliseconds: Int = 1000,
        credentials: [String: SecretReference] = [:], caFile: String? = nil, policy: LookupPolicy = LookupPolicy()
    ) {
        self.id = id
        self.mapping = mapping
        self.baseURL = baseURL
        self.timeoutMilliseconds = timeoutMilliseconds
        self.credentials = credentials
        self.caFile = caFile
        self.policy = policy
    }
}
