public import Administration
import ConcurrencyPrimitives
import Foundation
public import HelpDesk
import JSON

/// Reads the deliveries of webhook endpoints: the proof first, then what the mapping makes of them.
public struct WebhookReader: Sendable {
    /// What a proven delivery is.
    enum Reading: Sendable, Equatable {
        /// Nothing that this endpoint is for.
        case uninteresting
        case call(WebhookCall)
        /// Several of them, of which some may be none.
        case calls([Result<WebhookCall, WebhookRefusal>])
    }

    /// How long a file of a secret may keep a delivery waiting.
    private static let secretTimeout = Duration.seconds(5)

    let catalogue: MappingCatalogue
    private let resolveSecret: @Sendable (SecretReference) async throws -> String

    /// - Parameters:
    ///   - catalogue: the mappings.
    ///   - resolveSecret: reads a secret; called for every delivery, so that a changed one counts at once.
    public init(
        catalogue: MappingCatalogue, resolveSecret: @escaping @Sendable (SecretReference) async throws -> String
    ) {
        self.catalogue = catalogue
        self.resolveSecret = resolveSecret
    }

    /// - Parameters:
    ///   - delivery: as it came.
    ///   - endpoint: where it came to.
    ///   - now: the time by which old deliveries are refused.
    /// - Throws: ``WebhookRefusal``.
    func read(
        _ delivery: PostedWebhook, at endpoint: WebhookEndpoint, now: Date = Date()
    ) async throws(WebhookRefusal) -> Reading {
        let webhook = try webhook(of: endpoint)
        let proof = WebhookProof(signature: webhook.signature, secrets: try await secrets(of: endpoint))
        let bodyToken = try await webhook.bodyToken { () throws(WebhookRefusal) in
            try await scope(delivery)
        }
        let provenId = try await beside(delivery) { () throws(WebhookRefusal) in
            try proof.check(delivery, bodyToken: bodyToken, at: now)
        }
        let reading = try await webhook.reading(in: scope(delivery))
        return provenId.map(reading.named) ?? reading
    }

    /// Reads a delivery that was proven when it came, as the mapping reads it now.
    ///
    /// - Throws: ``WebhookRefusal``.
    func reread(
        _ delivery: PostedWebhook, at endpoint: WebhookEndpoint
    ) async throws(WebhookRefusal) -> Reading {
        try await webhook(of: endpoint).reading(in: scope(delivery))
    }

    /// A delivery as it may be kept: without the endpoint's secrets, and without what was made from them.
    ///
    /// - Returns: `nil` when a secret would still be in it, or when it could not be read any more.
    /// - Throws: ``WebhookRefusal`` when the endpoint's mapping or secret is missing.
    func masked(
        _ delivery: PostedWebhook, at endpoint: WebhookEndpoint
    ) async throws(WebhookRefusal) -> PostedWebhook? {
        let mask = WebhookMask(
            signature: try webhook(of: endpoint).signature, secrets: try await secrets(of: endpoint))
        return try await beside(delivery) {
            guard let plain = try? delivery.plain(), let masked = mask.masked(plain),
                let content = try? masked.content(), !mask.isSecret(content)
            else { return nil }
            return masked
        }
    }

    /// What keeps an endpoint from ever taking a delivery; `nil` when nothing does.
    func fault(of endpoint: WebhookEndpoint) async -> String? {
        do throws(WebhookRefusal) {
            if let fault = catalogue.fault(ofMapping: endpoint.mapping) { throw .misconfigured(fault) }
            let signature = try webhook(of: endpoint).signature
            for secret in try await secrets(of: endpoint) {
                if let problem = signature.problem(with: secret) { throw .misconfigured(problem) }
            }
            return nil
        } catch {
            return "\(error)"
        }
    }

    private func scope(_ delivery: PostedWebhook) async throws(WebhookRefusal) -> JQScope {
        let input = try await beside(delivery) { () throws(WebhookRefusal) in
            delivery.input(try delivery.content())
        }
        return JQScope(input, by: catalogue.jq)
    }

    /// Does what takes longer the larger a delivery is: in place for a small one, beside all tasks for a large one.
    private func beside<Value: Sendable>(
        _ delivery: PostedWebhook, _ work: @escaping @Sendable () throws(WebhookRefusal) -> Value
    ) async throws(WebhookRefusal) -> Value {
        // A few compressed bytes may be many.
        guard delivery.body.count > ThreadPool.worthIt || delivery.headers["content-encoding"] != nil else {
            return try work()
        }
        do {
            return try await ThreadPool.reading.run(work)
        } catch let refusal as WebhookRefusal {
            throw refusal
        } catch {
            // Only that the sender went away.
            throw .unreadable("cut short")
        }
    }

    /// A file may lie where nobody answers.
    private func secret(_ reference: SecretReference) async throws -> String {
        guard case .file(let path) = reference.location else { return try await resolveSecret(reference) }
        let slow = LookupFailure.timeout("\(path) could not be read in time")
        return try await withDeadline(.now + Self.secretTimeout, throwing: slow) { [resolveSecret] in
            try await resolveSecret(reference)
        }
    }

    private func webhook(of endpoint: WebhookEndpoint) throws(WebhookRefusal) -> WebhookMapping {
        do {
            return try catalogue.webhook(of: endpoint)
        } catch {
            throw .misconfigured("\(error)")
        }
    }

    private func secrets(of endpoint: WebhookEndpoint) async throws(WebhookRefusal) -> [String] {
        var secrets: [String] = []
        for reference in endpoint.secrets {
            do {
                let secret = try await secret(reference)
                // A blank secret would be one that everybody knows.
                if !secret.allSatisfy(\.isWhitespace) { secrets.append(secret) }
            } catch {
                throw .misconfigured("webhook \(endpoint.id): its secret cannot be read: \(error)")
            }
        }
        guard !secrets.isEmpty else { throw .misconfigured("webhook \(endpoint.id): its secret is empty") }
        return secrets
    }
}

extension MappingCatalogue {
    /// How the deliveries of an endpoint are read.
    ///
    /// - Throws: ``ManagerLookupError`` when its mapping is not there or says nothing about webhooks.
    func webhook(of endpoint: WebhookEndpoint) throws -> WebhookMapping {
        guard let webhook = try mapping(named: endpoint.mapping).webhook else {
            throw ManagerLookupError.webhook(
                id: endpoint.id,
                problem: "the mapping \(endpoint.mapping) has no webhook part; add one, or take another")
        }
        return webhook
    }

    /// Tells whether an endpoint's deliveries can be read.
    ///
    /// - Parameter resolve: reads a secret; `nil` for one that cannot be read here. Literal ones only where it is left out.
    /// - Throws: ``ManagerLookupError`` when its mapping is not there or says nothing about webhooks, when nothing could
    ///   ever be signed with its secret, or what `resolve` throws.
    public func check(
        _ endpoint: WebhookEndpoint, resolve: (SecretReference) throws -> String? = Self.literal
    ) throws {
        let signature = try webhook(of: endpoint).signature
        try check(endpoint.secrets, of: "webhook \(endpoint.id)", resolve: resolve) { signature.problem(with: $0) }
    }

    /// The same for a subscription, which has no mapping.
    func check(
        _ subscription: WebhookSubscription, resolve: (SecretReference) throws -> String?
    ) throws {
        try check(
            subscription.secrets, of: "subscription \(subscription.id)", resolve: resolve, StandardWebhooks.problem)
    }

    private func check(
        _ secrets: [SecretReference], of owner: String, resolve: (SecretReference) throws -> String?,
        _ problem: (String) -> String?
    ) throws {
        for reference in secrets {
            let secret: String?
            do {
                secret = try resolve(reference)
            } catch {
                throw ManagerLookupError.secret(owner: owner, problem: "its secret cannot be read: \(error)")
            }
            if let problem = secret.flatMap(problem) {
                throw ManagerLookupError.secret(owner: owner, problem: problem)
            }
        }
    }

    /// For where only secrets that are written out can be read.
    public static func literal(_ reference: SecretReference) -> String? {
        if case .literal(let secret) = reference.location { secret } else { nil }
    }
}

extension WebhookSignature {
    /// Why nothing could ever be signed with a secret, or user and password never fit it.
    public func problem(with secret: String) -> String? {
        switch self {
        case .standard: StandardWebhooks.problem(with: secret)
        case .basic where !secret.contains(":"):
            "its secret is not user:password, which is what its mapping's scheme basic compares"
        case .hmac, .token, .basic: nil
        }
    }
}
