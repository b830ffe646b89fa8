import HelpDesk
import LocatedYAML

/// Whether what is read fits the mapping that it names.
extension CallCenterReader {
    /// Reports each credential that the mapping does not know, each that it cannot do without, and reports that it does not
    /// write.
    ///
    /// - Parameters:
    ///   - source: as it is written.
    ///   - mapping: where it is written.
    ///   - credentials: its credentials there.
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

    /// The source with numbers of the CRM's in plain digits, whatever keyboard they were typed on. A secret stays as it is.
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

    /// How the deliveries of an endpoint are proven; `nil` where that is not known. A mapping that says nothing about
    /// webhooks is reported.
    func signature(of webhook: WebhookEndpoint, _ field: CollectingField?) -> WebhookSignature? {
        guard let summary = context.mapping(webhook.mapping) else { return nil }
        if summary.webhook == nil {
            field?.report("the mapping \(summary.name) has no webhook part; add one, or take another")
        }
        return summary.webhook?.signature
    }
}
