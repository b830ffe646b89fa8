public import Administration
public import HelpDesk

/// The mappings as those who set up a CRM need them.
extension MappingCatalogue: MappingProvider {
    public func mappings() -> [MappingSummary] {
        all.map(MappingSummary.init).sorted { $0.title < $1.title }
    }

    public func fault(ofMapping name: String) -> String? {
        fault(of: name)?.description
    }
}

extension MappingCatalogue {
    /// Tells whether the sources and webhooks of a call centre fit their mappings.
    ///
    /// - Parameters:
    ///   - stored: those that are set so already are not refused for a mapping that has become unusable since.
    ///   - resolve: reads a webhook's secret, see ``check(_:resolve:)``.
    /// - Throws: ``ManagerLookupError`` for the first that does not.
    public func check(
        _ callCenter: CallCenter, besides stored: CallCenter = CallCenter(),
        resolve: (SecretReference) throws -> String? = Self.literal
    ) throws {
        for source in callCenter.sources.values.sorted(by: { $0.id < $1.id }) {
            if fault(of: source.mapping) != nil, stored.sources[source.id] == source { continue }
            try check(source)
        }
        for webhook in callCenter.webhooks.values.sorted(by: { $0.id < $1.id }) {
            if fault(of: webhook.mapping) != nil, stored.webhooks[webhook.id] == webhook { continue }
            try check(webhook, resolve: resolve)
        }
    }
}

extension MappingSummary {
    fileprivate init(_ mapping: Mapping) {
        self.init(
            name: mapping.name, title: mapping.title,
            credentials: mapping.credentials.values.sorted { $0.name < $1.name },
            webhook: mapping.webhook.map(Webhook.init), canReport: mapping.report != nil)
    }
}

extension MappingSummary.Webhook {
    fileprivate init(_ webhook: WebhookMapping) {
        // `{}` where the mapping has no example.
        let example = webhook.examples.first { $0.request != nil }.map { JSONText.string($0.body) } ?? "{}"
        self.init(signature: webhook.signature, example: example)
    }
}
