/// One kind of CRM that can be set up: a mapping, as a form for its lookup sources and webhooks needs it.
public struct MappingSummary: Sendable, Equatable {
    /// How the CRM calls for help.
    public struct Webhook: Sendable, Equatable {
        /// Stands in an example where the CRM puts the endpoint's secret.
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
    /// What a lookup source has to provide.
    public var credentials: [CredentialDefinition]
    /// `nil` when the CRM cannot call for help by itself.
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

/// Knows the mappings that come with the program.
public protocol MappingProvider: Sendable {
    /// By title.
    func mappings() -> [MappingSummary]

    /// Why a mapping cannot be used, in one line; `nil` when it can.
    func fault(ofMapping name: String) -> String?
}
