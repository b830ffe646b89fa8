import Foundation
import HelpDesk
import JSON

extension WebhookExample {
    /// Returns the differences of the mapping's output from the recording, one line each.
    func differences(under mapping: Mapping, _ jq: JQPool) async -> [String] {
        guard let webhook = mapping.webhook else { return ["the mapping has no webhook part"] }
        let delivery = PostedWebhook(headers: headers.map { ($0.key, $0.value) }, query: query, body: [])
        let read: [WebhookCall]
        let expected: [WebhookCall]
        do {
            read =
                switch try await webhook.reading(in: JQScope(delivery.input(body), by: jq)) {
                case .uninteresting: []
                case .call(let call): [call]
                case .calls(let calls): try calls.map { try $0.get() }
                }
        } catch {
            return ["it is refused: \(error)"]
        }
        do {
            var recorded = request.map { [$0] } ?? []
            if case .array(let calls)? = request { recorded = calls }
            expected = try recorded.map { call throws(WebhookRefusal) in try WebhookCall(call) }
        } catch {
            return ["the recorded request is none: \(error)"]
        }
        guard read != expected else { return [] }
        return ["request: expected \(Self.text(expected)), got \(Self.text(read))"]
    }

    private static func text(_ calls: [WebhookCall]) -> String {
        calls.isEmpty ? "nothing, since it is not accepted" : calls.map(text).joined(separator: "; ")
    }

    private static func text(_ call: WebhookCall) -> String {
        let members: [(String, String?)] = [
            ("operator", call.operator), ("email", call.email), ("crmId", call.crmId), ("department", call.department),
            ("customer", call.customer), ("reason", call.reason), ("urgency", call.urgency?.rawValue),
            ("mode", call.mode?.rawValue), ("deliveryId", call.deliveryId),
            ("at", call.at.map { "\($0.timeIntervalSince1970) s" }),
        ]
        return members.compactMap { name, value in value.map { "\(name) \($0)" } }.joined(separator: ", ")
    }
}
