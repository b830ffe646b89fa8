import Crypto
import HTTPTypes
import HelpDesk
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// `POST /v1/webhooks/{id}`: a CRM calls for help. What it shows in place of a token is up to its mapping.
struct WebhookRoutes: Sendable {
    private static let longestBody = 256 * 1024
    private static let longestDeliveryId = 200

    let inbox: any WebhookInbox
    let desk: any HelpRequestDesk
    private let deliveriesInFlight = KeysInFlight()

    init(inbox: any WebhookInbox, desk: any HelpRequestDesk) {
        self.inbox = inbox
        self.desk = desk
    }

    func add(to router: Router<WebRequestContext>) {
        router.post("v1/webhooks/{id}", use: receive)
    }

    @Sendable
    private func receive(_ request: Request, context: WebRequestContext) async throws -> Response {
        var logger = context.logger
        let endpoint = context.parameters.get("id") ?? ""
        logger[metadataKey: "webhook"] = "\(endpoint.prefix(64))"
        do {
            let response = try await take(request, endpoint, logger)
            logger.info("webhook delivery", metadata: ["status": "\(response.status.code)"])
            return response
        } catch let problem as Problem {
            logger.warning(
                "webhook delivery refused",
                metadata: [
                    "status": "\(problem.status.code)", "code": "\(problem.code)", "reason": "\(problem.detail)",
                ])
            throw problem
        }
    }

    private func take(_ request: Request, _ endpoint: String, _ logger: Logger) async throws -> Response {
        let body = try await request.body(upTo: Self.longestBody)
        let query = request.uri.queryParameters.map { (String($0.key), String($0.value)) }
        let verdict = await inbox.read(
            WebhookPost(
                endpoint: endpoint, headers: request.headers.map { ($0.name.canonicalName, $0.value) },
                query: Dictionary(query) { _, last in last }, body: Array(body.readableBytesView)))
        switch verdict {
        case .uninteresting:
            return Response(status: .noContent)
        case .draft(let draft, let deliveryId):
            return try await submit(draft, deliveryId.map { Self.key(endpoint, $0) }, logger)
        case .unknownEndpoint:
            throw Problem.unknownWebhook
        case .unproven(let reason):
            throw Problem.unprovenWebhook(reason)
        case .unsupportedMediaType(let type):
            throw Problem.unsupportedMediaType(type)
        case .unreadable(let reason):
            throw Problem(.badRequest, code: "unreadable_body", detail: reason)
        case .invalid(let reason):
            throw Problem(.unprocessableContent, code: "invalid_delivery", detail: reason)
        case .misconfigured(let reason):
            logger.error("webhook endpoint cannot work", metadata: ["reason": "\(reason)"])
            throw Problem.misconfiguredWebhook
        }
    }

    /// Makes the request, once for each delivery: a repeated one gets the same request.
    private func submit(_ draft: HelpRequestDraft, _ key: String?, _ logger: Logger) async throws -> Response {
        guard let key else { return try await create(draft, nil, logger) }
        guard deliveriesInFlight.take(key) else { throw Problem.deliveryInFlight }
        defer { deliveriesInFlight.release(key) }
        if let earlier = try await desk.reading(logger, { try await desk.idempotencyRecord(key: key) }) {
            return .helpRequest(earlier.request, Array(earlier.response.utf8), status: .ok)
        }
        return try await create(draft, key, logger)
    }

    private func create(_ draft: HelpRequestDraft, _ key: String?, _ logger: Logger) async throws -> Response {
        let firstAnswer = FirstAnswer()
        let accepted: HelpRequest
        do throws(HelpDeskError) {
            if let key {
                accepted = try await desk.submit(draft) {
                    try firstAnswer.make(key: key, fingerprint: "webhook", for: $0)
                }
            } else {
                accepted = try await desk.submit(draft, idempotency: nil)
            }
        } catch {
            throw Problem(error, logger: logger)
        }
        return try .accepted(accepted, firstAnswer)
    }

    /// No credential's id begins like this: no delivery meets the key of an API client.
    private static func key(_ endpoint: String, _ deliveryId: String) -> String {
        let isShort = deliveryId.utf8.count <= longestDeliveryId
        let id = isShort ? deliveryId : SHA256.hash(data: Array(deliveryId.utf8)).hexadecimal
        return "webhook:\(endpoint) \(id)"
    }
}
