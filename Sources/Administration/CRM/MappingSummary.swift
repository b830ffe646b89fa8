/// A kind of CRM that can be set up: a mapping, as a form for its lookup sources and webhooks needs it.
public struct MappingSummary: Sendable, Equatable {
    /// How the CRM calls for help.
    public struct Webhook: Sendable, Equatable {
        /// The placeholder in an example for the endpoint's secret.
        public static let secretMark = "$SECRET"

        public var signature: WebhookSignature
        /// A delivery as the CRM sends it, in JSON.
        public var example: String

        public init(signature: WebhookSignature, example: String) {
            self.signature = signature
            self.example = example
        }
    }

    public var name: String
    /// The CRM's name, for people.
    public var title: String
    /// The credentials of a lookup source.
    public var credentials: [CredentialDefinition]
    /// The webhook; `nil` if the CRM cannot call for help by itself.
    public var webhook: Webhook?
    /// Whether finished help requests can be written into the CRM.
    public var canReport: Bool

    public init(
        name: String, title: String, credentials: [CredentialDefinition], webhook: Webhook?, canReport: Bool = false
    ) {
        self.name = name
        self.title = title
        self.credentials = credentials
        self.webhook = webhook
        self.canReport = canReport
    }
}

/// A provider of the mappings that come with the program.
public protocol MappingProvider: Sendable {
    /// Returns the mappings, sorted by title.
    func mappings() -> [MappingSummary]

    /// Returns why a mapping cannot be used, in one line; `nil` if it can.
    func fault(ofMapping name: String) -> String?
}
