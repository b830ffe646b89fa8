import HTTPTypes
import WebServer

extension Problem {
    static func invalidIdempotencyKey(_ reason: String) -> Problem {
        Problem(.badRequest, code: "invalid_idempotency_key", detail: "Idempotency-Key \(reason)")
    }
}
