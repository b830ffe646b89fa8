public import Administration
import Crypto
import Foundation
import HTTPTypes
public import HelpDesk
public import Logging
import WebEncoding
import WebServer

/// Turns webhook deliveries, new and replayed ones, into help requests, and records the result of each.
public struct WebhookIntake: Sendable {
    private static let maximumDeliveryIdLength = 200

    private let receiver: any WebhookReceiver
    private let helpRequests: any HelpRequestService
    private let deliveries: WebhookDeliveryService
    private let audit: any AuditTrail

    public init(
        receiver: any WebhookReceiver, helpRequests: any HelpRequestService, deliveries: WebhookDeliveryService,
        audit: any AuditTrail
    ) {
        self.receiver = receiver
        self.audit = audit
        self.helpRequests = helpRequests
        self.deliveries = deliveries
    }

    /// Handles a delivery that has just come.
    ///
    /// - Throws: `Problem` when it is refused.
    func receive(_ post: WebhookPost, _ logger: Logger) async throws -> Outcome {
        try await settle(post, await receiver.read(post), receivedAt: Date(), logger)
    }

    /// Handles a stored delivery again, as its endpoint's mapping reads it now; it leads to a new request.
    ///
    /// - Parameters:
    ///   - id: of a delivery whose content was kept.
    ///   - endpoint: the one that it came to.
    ///   - author: for the audit log.
    /// - Throws: `Problem` when there is no such delivery, when nothing of it was kept, or when it is refused.
    public func replay(_ id: Int64, of endpoint: String, by author: String, _ logger: Logger) async throws -> Outcome {
        let found = try await withStorage(logger) { try await deliveries.delivery(id, of: endpoint) }
        guard let found else { throw Problem.unknownDelivery(id) }
        guard found.delivery.isReplayable else { throw Problem.deliveryNotKept(id) }
        var verdict = await receiver.reread(found.post)
        // A new key: a replay is never taken for a repetition.
        let deliveryId = "replay-\(UUID().uuidString.lowercased())"
        verdict = verdict.named(deliveryId)
        logger.info(
            "webhook delivery replayed",
            metadata: ["webhook": "\(endpoint)", "delivery": "\(id)", "as": "\(deliveryId)", "author": "\(author)"])
        await audit.note("replayed", "webhook_delivery", "\(endpoint) \(id)")
        return try await settle(found.post, verdict, receivedAt: Date(), logger)
    }

    private func settle(
        _ post: WebhookPost, _ verdict: WebhookVerdict, receivedAt: Date, _ logger: Logger
    ) async throws -> Outcome {
        do {
            let outcome = try await outcome(of: verdict, at: post.endpoint, logger)
            note(post, verdict, .success(outcome), receivedAt)
            return outcome
        } catch let problem as Problem {
            note(post, verdict, .failure(problem), receivedAt)
            throw problem
        }
    }

    private func outcome(of verdict: WebhookVerdict, at endpoint: String, _ logger: Logger) async throws -> Outcome {
        switch verdict {
        case .uninteresting:
            return .ignored
        case .draft(let draft, let deliveryId):
            return try await submit(draft, deliveryId.map { Self.key(endpoint, $0) }, logger)
        case .several(let verdicts):
            return try await outcome(of: verdicts, at: endpoint, logger)
        case .tooOld(let reason, _):
            logger.notice("webhook delivery too old", metadata: ["reason": "\(reason)"])
            return .tooOld(reason)
        case .unknownEndpoint:
            throw Problem.unknownWebhook
        case .unproven(let reason):
            throw Problem.unprovenWebhook(reason)
        case .unsupportedMediaType(let reason):
            throw Problem.unreadableWebhook(reason)
        case .tooLarge(let limit):
            throw Problem.bodyTooLarge(limit: limit)
        case .unreadable(let reason):
            throw Problem(.badRequest, code: "unreadable_body", detail: reason)
        case .invalid(let reason, let field):
            throw Problem(
                .unprocessableContent, code: "invalid_delivery", detail: reason,
                errors: [Problem.FieldError(field: field ?? "body", message: reason)])
        case .misconfigured(let reason):
            logger.error("webhook endpoint cannot work", metadata: ["reason": "\(reason)"])
            throw Problem.misconfiguredWebhook
        }
    }

    /// Handles each by itself. Where one of them may go better later the whole delivery is refused, so that the CRM sends it
    /// again: what was taken by then is known by its id.
    private func outcome(of verdicts: [WebhookVerdict], at endpoint: String, _ logger: Logger) async throws -> Outcome {
        var outcomes: [Outcome] = []
        var refusal: Problem?
        for verdict in verdicts {
            do {
                outcomes.append(try await outcome(of: verdict, at: endpoint, logger))
            } catch let problem as Problem {
                logger.notice(
                    "one of a webhook delivery's calls for help refused",
                    metadata: ["webhook": "\(endpoint)", "code": "\(problem.code)", "reason": "\(problem.detail)"])
                if refusal?.isPassing != true { refusal = problem }
            }
        }
        if let refusal, refusal.isPassing || outcomes.isEmpty { throw refusal }
        return outcomes.min { $0.rank < $1.rank } ?? .ignored
    }

    /// Makes the request, once for each delivery: a repeated one gets the same request.
    private func submit(_ draft: HelpRequestDraft, _ key: IdempotencyKey?, _ logger: Logger) async throws -> Outcome {
        let submission: Submission
        do throws(HelpDeskError) {
            // A CRM asks for all operators.
            submission = try await helpRequests.submit(draft, once: key, mayAct: { _ in true })
        } catch {
            throw error == .idempotencyKeyInFlight ? Problem.deliveryInFlight : Problem(error, logger: logger)
        }
        let body = try submission.body()
        return switch submission {
        case .accepted(let request): .accepted(request.id, body: body)
        case .replayed(let id, _): .repeated(id, body: body)
        }
    }

    /// No credential's id begins like this, so that a delivery's key never equals that of an API client.
    private static func key(_ endpoint: String, _ deliveryId: String) -> IdempotencyKey {
        // A database may cut off or replace control characters, so that two ids would be one.
        let isPlain =
            deliveryId.utf8.count <= maximumDeliveryIdLength
            && !deliveryId.unicodeScalars.contains { $0.properties.generalCategory == .control }
        let id = isPlain ? deliveryId : SHA256.hash(data: Array(deliveryId.utf8)).hexadecimal
        // A CRM that sends a delivery again may write it in another way.
        return IdempotencyKey("\(IdempotencyKey.deliveries)\(endpoint) \(id)", fingerprint: "webhook")
    }

    /// An endpoint that does not exist has no deliveries: anybody could make them up.
    private func note(
        _ post: WebhookPost, _ verdict: WebhookVerdict, _ result: Result<Outcome, Problem>, _ receivedAt: Date
    ) {
        guard verdict != .unknownEndpoint else { return }
        deliveries.note(WebhookDelivery(post, verdict, result, receivedAt), of: post)
    }
}

extension WebhookVerdict {
    /// The same as another delivery.
    fileprivate func named(_ id: String) -> WebhookVerdict {
        switch self {
        case .draft(let draft, _): .draft(draft, deliveryId: id)
        case .several(let verdicts):
            .several(verdicts.enumerated().map { index, verdict in verdict.named("\(id)-\(index)") })
        default: self
        }
    }
}

extension Problem {
    /// Whether the same may go better later.
    fileprivate var isPassing: Bool {
        status.kind == .serverError || status == .tooManyRequests || self == .deliveryInFlight
    }
}
