import Foundation
import HelpDesk

extension WebhookExample {
    /// In what the mapping's reading of the delivery differs from the record, one line each.
    func differences(under mapping: Mapping, _ jq: JQPool) async -> [String] {
        guard let webhook = mapping.webhook else { return ["the mapping has no webhook part"] }
        let delivery = WebhookDelivery(headers: headers.map { ($0.key, $0.value) }, query: query, body: [])
        let read: WebhookCall?
        let expected: WebhookCall?
        do {
            read = try await webhook.call(in: JQScope(delivery.input(body), by: jq))
        } catch {
            return ["it is refused: \(error)"]
        }
        do {
            expected = try request.map { json throws(WebhookRefusal) in try WebhookCall(json) }
        } catch {
            return ["the recorded request is none: \(error)"]
        }
        guard read != expected else { return [] }
        return ["request: expected \(Self.text(expected)), got \(Self.text(read))"]
    }

    private static func text(_ call: WebhookCall?) -> String {
        guard let call else { return "nothing, since it is not accepted" }
        let members: [(String, String?)] = [
            ("operator", call.operator), ("email", call.email), ("crmId", call.crmId), ("department", call.department),
            ("customer", call.customer), ("reason", call.reason), ("urgency", call.urgency?.rawValue),
            ("mode", call.mode?.rawValue), ("deliveryId", call.deliveryId),
            ("at", call.at.map { "\($0.timeIntervalSince1970) s" }),
        ]
        return members.compactMap { name, value in value.map { "\(name) \($0)" } }.joined(separator: ", ")
    }
}
