public import Administration
public import HelpDesk
import JSON

/// The mappings for the setup of a CRM.
extension MappingCatalogue: MappingProvider {
    public func mappings() -> [MappingSummary] {
        all.map(MappingSummary.init).sorted { $0.title < $1.title }
    }

    /// Returns a mapping; `nil` if it does not exist or cannot be read.
    public func summary(ofMapping name: String) -> MappingSummary? {
        (try? mapping(named: name)).map(MappingSummary.init)
    }

    public func fault(ofMapping name: String) -> String? {
        fault(of: name)?.description
    }
}

extension MappingCatalogue {
    /// Checks that the sources and webhooks of a call centre fit their mappings, and that its subscriptions can sign.
    ///
    /// - Parameters:
    ///   - stored: the current settings; an unchanged setting is not rejected if its mapping has become unusable.
    ///   - resolve: reads a secret of a webhook or subscription, see ``check(_:resolve:)``.
    /// - Throws: ``ManagerLookupError`` for the first unusable setting.
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
        for subscription in callCenter.subscriptions.values.sorted(by: { $0.id < $1.id }) {
            try check(subscription, resolve: resolve)
        }
    }
}

extension MappingSummary {
    fileprivate init(_ mapping: Mapping) {
        self.init(
            name: mapping.name, title: mapping.title,
            credentials: mapping.credentialsInOrder,
            webhook: mapping.webhook.map(Webhook.init), canReport: mapping.report != nil)
    }
}

extension MappingSummary.Webhook {
    fileprivate init(_ webhook: WebhookMapping) {
        // `{}` if the mapping has no example.
        let body = webhook.examples.first { $0.request != nil }?.body ?? .object([:])
        let example = webhook.token.flatMap { token in token.plainPath.map { body.marked(at: $0) } } ?? body
        self.init(signature: webhook.signature, example: JSONText.string(example))
    }
}

extension JQProgram {
    /// The path of keys if the program is only a path: `.auth.application_token`.
    fileprivate var plainPath: ArraySlice<String>? {
        guard text.wholeMatch(of: /(\.[A-Za-z_][A-Za-z0-9_]*)+/) != nil else { return nil }
        return text.split(separator: ".").map(String.init)[...]
    }
}

extension JSONTree {
    /// Returns the value with the secret's mark at the end of a path; unchanged if the path does not exist.
    fileprivate func marked(at path: ArraySlice<String>) -> JSONTree {
        guard let key = path.first else { return .text(MappingSummary.Webhook.secretMark) }
        guard case .object(let members) = self else { return self }
        return .object(
            Members(
                members.map { $0.key == key ? Member(key, $0.value.marked(at: path.dropFirst())) : $0 }))
    }
}
