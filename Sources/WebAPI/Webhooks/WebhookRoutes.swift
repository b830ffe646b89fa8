import Administration
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import WebServer

/// `POST /v1/webhooks/{id}`: a CRM's call for help.
///
/// The mapping defines how the CRM proves its identity, instead of a token.
struct WebhookRoutes: Sendable {
    private static let maximumBodyBytes = 256 * 1024

    let intake: WebhookIntake

    func add(to router: Router<WebRequestContext>) {
        router.post("v1/webhooks/{id}", use: receive)
    }

    @Sendable
    private func receive(_ request: Request, context: WebRequestContext) async throws -> Response {
        var logger = context.logger
        let endpoint = context.parameters.get("id") ?? ""
        logger[metadataKey: "webhook"] = "\(endpoint.prefix(64))"
        do {
            let response = Response(try await receive(request, endpoint, logger))
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

    private func receive(
        _ request: Request, _ endpoint: String, _ logger: Logger
    ) async throws -> WebhookIntake.Outcome {
        let body = try await request.body(upTo: Self.maximumBodyBytes)
        let query = request.uri.parameters(plusIsSpace: true).map { ($0.name, $0.value) }
        return try await intake.receive(
            WebhookPost(
                endpoint: endpoint, address: (request.head.authority ?? "") + (request.head.path ?? ""),
                headers: request.headers.map { ($0.name.canonicalName, $0.value) },
                query: Dictionary(query) { _, last in last }, body: Array(body.readableBytesView)),
            logger)
    }
}

extension Response {
    init(_ outcome: WebhookIntake.Outcome) {
        switch outcome {
        case .ignored, .tooOld: self.init(status: .noContent)
        case .accepted(let id, let body): self = .helpRequest(id, body, status: .accepted)
        case .repeated(let id, let body): self = .helpRequest(id, body, status: .ok)
        }
    }
}
