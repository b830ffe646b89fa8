/// One kind of CRM that can be set up: a mapping, as a form for its lookup sources and webhooks needs it.
public struct MappingSummary: Sendable, Equatable {
    /// What a lookup source has to bring along.
    public struct Credential: Sendable, Equatable {
        public var name: String
        /// What it is and where to find it, as the mapping says it.
        public var description: String
        public var isSecret: Bool
        public var isRequired: Bool

        public init(name: String, description: String, isSecret: Bool, isRequired: Bool) {
            self.name = name
            self.description = description
            self.isSecret = isSecret
            self.isRequired = isRequired
        }
    }

    /// How a delivery proves that it is genuine.
    public enum Proof: Sendable, Equatable {
        /// Standard Webhooks: three headers.
        case standard
        case hmac(WebhookHMAC)
        /// The secret itself, in a header after a prefix.
        case header(name: String, prefix: String)
        /// The secret itself, as a parameter of the query.
        case query(name: String)
        /// The secret itself, somewhere in the body.
        case body
        /// The secret as user and password.
        case basic
    }

    /// How the CRM calls for help.
    public struct Webhook: Sendable, Equatable {
        public var proof: Proof
        /// A delivery as the CRM sends it, in JSON.
        public var example: String

        public init(proof: Proof, example: String) {
            self.proof = proof
            self.example = example
        }
    }

    public var name: String
    /// The CRM's name, for people.
    public var title: String
    public var credentials: [Credential]
    /// `nil` when the CRM cannot call for help by itself.
    public var webhook: Webhook?

    public init(name: String, title: String, credentials: [Credential], webhook: Webhook?) {
        self.name = name
        self.title = title
        self.credentials = credentials
        self.webhook = webhook
    }
}

/// Knows the mappings that come with the program.
public protocol MappingProvider: Sendable {
    /// By title.
    func mappings() -> [MappingSummary]

    /// Why a mapping cannot be used, in one line; `nil` when it can.
    func fault(ofMapping name: String) -> String?
}
