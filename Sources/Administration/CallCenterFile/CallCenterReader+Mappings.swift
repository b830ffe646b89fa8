import HelpDesk
import LocatedYAML

/// Checks of settings against the mapping that they name.
extension CallCenterReader {
    /// Reports each credential that the mapping does not know, each missing one that it requires, and a `reports`
    /// setting if the mapping writes no reports.
    ///
    /// - Parameters:
    ///   - source: the source as written.
    ///   - mapping: the field of the source.
    ///   - credentials: the fields of its credentials.
    func checkFit(of source: LookupSource, _ mapping: CollectingMapping, _ credentials: [String: CollectingField]) {
        guard let summary = context.mapping(source.mapping) else { return }
        let names = summary.credentials.map(\.name)
        for (name, field) in credentials.sorted(by: { $0.key < $1.key }) where !names.contains(name) {
            let known = names.isEmpty ? "none" : names.sorted().joined(separator: ", ")
            field.report("the mapping \(summary.name) has no such credential; it knows \(known)")
        }
        for credential in summary.credentials where credential.isRequired && credentials[credential.name] == nil {
            mapping.owner.report(
                "is missing: \(credential.description)", at: "credentials.\(credential.name)",
                code: "credentialMissing")
        }
        if source.policy.reports != .none, !summary.canReport {
            mapping.optional("reports")?.report("the mapping \(summary.name) writes no reports; leave it out")
        }
    }

    /// Returns the source with numeric credentials in plain digits, whatever keyboard they were typed on; secrets are
    /// unchanged.
    func plain(_ source: LookupSource) -> LookupSource {
        var plain = source
        for credential in context.mapping(source.mapping)?.credentials ?? [] where !credential.isSecret {
            guard case .literal(let text)? = source.credentials[credential.name]?.location else { continue }
            let number = text.plainNumber
            guard !number.isEmpty, number.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
            else { continue }
            plain.credentials[credential.name] = SecretReference(number)
        }
        return plain
    }

    /// Returns how the deliveries of an endpoint are proven; `nil` if that is unknown.
    ///
    /// A mapping without a webhook part is reported.
    func signature(of webhook: WebhookEndpoint, _ field: CollectingField?) -> WebhookSignature? {
        guard let summary = context.mapping(webhook.mapping) else { return nil }
        if summary.webhook == nil {
            field?.report("the mapping \(summary.name) has no webhook part; add one, or take another")
        }
        return summary.webhook?.signature
    }
}
