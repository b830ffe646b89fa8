import HTTPTypes
import WebServer

extension Problem {
    static let unknownWebhook = Problem(
        .notFound, code: "unknown_webhook", detail: "there is no webhook endpoint with this id")

    static func unprovenWebhook(_ reason: String) -> Problem {
        Problem(.unauthorized, code: "unproven_delivery", detail: reason, headers: [.wwwAuthenticate: "Webhook"])
    }

    static func unreadableWebhook(_ reason: String) -> Problem {
        Problem(
            .unsupportedMediaType, code: "unsupported_media_type", detail: reason,
            headers: [.accept: "application/json, application/x-www-form-urlencoded"])
    }

    /// Senders retry, and the endpoint may be fixed by then.
    static let misconfiguredWebhook = Problem(
        .serviceUnavailable, code: "misconfigured_webhook",
        detail: "the webhook endpoint cannot work as it is set; the bridge's log and /readyz say why",
        headers: [.retryAfter: "60"])

    static let deliveryInFlight = Problem(
        .conflict, code: "delivery_in_flight",
        detail: "the same delivery is just being taken; send it again in a moment", headers: [.retryAfter: "1"])

    static func unknownDelivery(_ id: some CustomStringConvertible) -> Problem {
        Problem(
            .notFound, code: "unknown_delivery", detail: "this endpoint has no delivery \(id), or has it no more")
    }

    static func unknownOutgoingDelivery(_ id: some CustomStringConvertible) -> Problem {
        Problem(
            .notFound, code: "unknown_delivery",
            detail: "there is no outgoing delivery \(id) that is over: one that waits is sent anyway")
    }

    static func deliveryNotKept(_ id: Int64) -> Problem {
        Problem(
            .conflict, code: "delivery_not_kept",
            detail: "the delivery \(id) cannot be replayed: only what is proven to come from the CRM is kept")
    }
}
