public import Administration
import Crypto
import Foundation
import HTTPTypes
public import HelpDesk
public import Logging
import WebEncoding
import WebServer

/// Turns webhook deliveries, new and replayed, into help requests, and records the result of each.
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

    /// Handles a new delivery.
    ///
    /// - Throws: `Problem` if the delivery is rejected.
    func receive(_ post: WebhookPost, _ logger: Logger) async throws -> Outcome {
        try await settle(post, await receiver.read(post), receivedAt: Date(), logger)
    }

    /// Handles a stored delivery again with the endpoint's current mapping; it leads to a new request.
    ///
    /// - Parameters:
    ///   - id: the id of a delivery whose content was kept.
    ///   - endpoint: the endpoint that received it.
    ///   - author: the author for the audit log.
    /// - Throws: `Problem` if there is no such delivery, if its content was not kept, or if it is rejected.
    public func replay(_ id: Int64, of endpoint: String, by author: String, _ logger: Logger) async throws -> Outcome {
        let found = try await withStorage(logger) { try await deliveries.delivery(id, of: endpoint) }
        guard let found else { throw Problem.unknownDelivery(id) }
        guard found.delivery.isReplayable else { throw Problem.deliveryNotKept(id) }
        var verdict = await receiver.reread(found.post)
        // The new id keeps a replay from being taken for a repetition.
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

    /// Handles each verdict separately.
    ///
    /// If a retry of one may succeed, rejects the whole delivery, so that the CRM sends it again; those accepted so far
    /// are recognized by their ids.
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

    /// Creates the request, once for each delivery: a repeated delivery gets the same request.
    private func submit(_ draft: HelpRequestDraft, _ key: IdempotencyKey?, _ logger: Logger) async throws -> Outcome {
        let submission: Submission
        do throws(HelpDeskError) {
            // A CRM may act for every operator.
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

    /// Returns the key of a delivery.
    ///
    /// No credential's id has this prefix, so it never equals a key of an API client.
    private static func key(_ endpoint: String, _ deliveryId: String) -> IdempotencyKey {
        // A database may truncate or replace control characters, which could make two ids equal.
        let isPlain =
            deliveryId.utf8.count <= maximumDeliveryIdLength
            && !deliveryId.unicodeScalars.contains { $0.properties.generalCategory == .control }
        let id = isPlain ? deliveryId : SHA256.hash(data: Array(deliveryId.utf8)).hexadecimal
        // A CRM that sends a delivery again may encode it differently.
        return IdempotencyKey("\(IdempotencyKey.deliveries)\(endpoint) \(id)", fingerprint: "webhook")
    }

    /// Records a delivery, unless its endpoint does not exist: anybody could send those.
    private func note(
        _ post: WebhookPost, _ verdict: WebhookVerdict, _ result: Result<Outcome, Problem>, _ receivedAt: Date
    ) {
        guard verdict != .unknownEndpoint else { return }
        deliveries.note(WebhookDelivery(post, verdict, result, receivedAt), of: post)
    }
}

extension WebhookVerdict {
    /// Returns the verdict with another delivery id.
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
    /// Whether a retry may succeed.
    fileprivate var isPassing: Bool {
        status.kind == .serverError || status == .tooManyRequests || self == .deliveryInFlight
    }
}
