import HTTPTypes
import WebServer

extension Problem {
    static func invalidIdempotencyKey(_ reason: String) -> Problem {
        Problem(.badRequest, code: "invalid_idempotency_key", detail: "Idempotency-Key \(reason)")
    }

    static let idempotencyKeyReused = Problem(
        .unprocessableContent, code: "idempotency_key_reused",
        detail: "this Idempotency-Key was used with another body; take a new key for another request")

    static let idempotencyKeyInFlight = Problem(
        .conflict, code: "idempotency_key_in_flight",
        detail: "the first request with this Idempotency-Key is still under way; ask again in a moment",
        headers: [.retryAfter: "1"])
}
