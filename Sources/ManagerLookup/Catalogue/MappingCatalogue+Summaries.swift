public import Administration
public import HelpDesk

/// The mappings as those who set up a CRM need them.
extension MappingCatalogue: MappingProvider {
    public func mappings() -> [MappingSummary] {
        all.map(MappingSummary.init).sorted { $0.title < $1.title }
    }
}

extension MappingCatalogue {
    /// Tells whether the sources and webhooks of a call centre fit their mappings.
    ///
    /// - Throws: ``ManagerLookupError`` for the first that does not.
    public func check(_ callCenter: CallCenter) throws {
        for source in callCenter.sources.values.sorted(by: { $0.id < $1.id }) { try check(source) }
        for webhook in callCenter.webhooks.values.sorted(by: { $0.id < $1.id }) { try check(webhook) }
    }
}

extension MappingSummary {
    fileprivate init(_ mapping: Mapping) {
        self.init(
            name: mapping.name, title: mapping.title,
            credentials: mapping.credentials.sorted { $0.key < $1.key }.map { name, definition in
                Credential(
                    name: name, description: definition.description, isSecret: definition.isSecret,
                    isRequired: definition.isRequired)
            },
            webhook: mapping.webhook.map(Webhook.init))
    }
}

extension MappingSummary.Webhook {
    fileprivate init(_ webhook: WebhookMapping) {
        let signature = webhook.signature
        let (name, prefix) = (signature.name ?? "", signature.prefix ?? "")
        let proof: MappingSummary.Proof =
            switch (signature.scheme, signature.place) {
            case (.standard, _): .standard
            case (.hmacSHA256, _): .hmacSHA256(header: name, prefix: prefix)
            case (.token, .header?): .header(name: name, prefix: prefix)
            case (.token, .query?): .query(name: name)
            case (.token, _): .body
            case (.basic, _): .basic
            }
        // `{}` where the mapping has no example.
        let example = webhook.examples.first { $0.request != nil }.map { JSONText.string($0.body) } ?? "{}"
        self.init(proof: proof, example: example)
    }
}
