import Foundation
import HelpDesk

@testable import ManagerLookup

/// What anybody may post to a webhook's address: header fields, the query, the body; read by a mapping's webhook part.
enum Webhooks: FuzzedParser {
    static let name = "webhook"

    private static let reader = WebhookReader(catalogue: ShippedMappings.catalogue, resolveSecret: { $0.text })
    private static let endpoints = ShippedMappings.withWebhook.map { mapping in
        WebhookEndpoint(
            id: "fuzz", mapping: mapping, route: "*5003", secrets: [SecretReference(ShippedMappings.secret)])
    }

    static func read(_ input: [UInt8]) {
        var input = FuzzInput(input)
        let endpoint = endpoints[input.choice(of: endpoints.count)]
        let query = input.line() ?? ""
        let parameters = query.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), parts.count == 2 ? String(parts[1]) : "")
        }
        let delivery = PostedWebhook(
            headers: input.fields(), query: Dictionary(parameters) { _, last in last }, body: input.bytes)
        Blocking.run {
            if case .call? = try? await reader.read(delivery, at: endpoint) {
                preconditionFailure("a delivery was taken that proves nothing")
            }
            // And as if it were proven.
            _ = try? await reader.reread(delivery, at: endpoint)
            _ = try? await reader.masked(delivery, at: endpoint)
        }
    }
}
