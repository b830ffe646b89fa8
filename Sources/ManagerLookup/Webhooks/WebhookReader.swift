public import Administration
import ConcurrencyPrimitives
import Foundation
public import HelpDesk
import JSON

/// Reads the deliveries of webhook endpoints: verifies the proof, then evaluates the mapping.
public struct WebhookReader: Sendable {
    /// The content of a proven delivery.
    enum Reading: Sendable, Equatable {
        /// The delivery is not a call for help.
        case uninteresting
        case call(WebhookCall)
        /// Several calls, some of which may be invalid.
        case calls([Result<WebhookCall, WebhookRefusal>])
    }

    /// The limit on the wait for a secret's file.
    private static let secretTimeout = Duration.seconds(5)

    let catalogue: MappingCatalogue
    private let resolveSecret: @Sendable (SecretReference) async throws -> String

    /// - Parameters:
    ///   - catalogue: the mappings.
    ///   - resolveSecret: reads a secret; called for every delivery, so that changes take effect at once.
    public init(
        catalogue: MappingCatalogue, resolveSecret: @escaping @Sendable (SecretReference) async throws -> String
    ) {
        self.catalogue = catalogue
        self.resolveSecret = resolveSecret
    }

    /// - Parameters:
    ///   - delivery: the delivery as received.
    ///   - endpoint: the endpoint that received it.
    ///   - now: the time for the check of a delivery's age.
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

    /// Reads a delivery that was proven on arrival with the current mapping.
    ///
    /// - Throws: ``WebhookRefusal``.
    func reread(
        _ delivery: PostedWebhook, at endpoint: WebhookEndpoint
    ) async throws(WebhookRefusal) -> Reading {
        try await webhook(of: endpoint).reading(in: scope(delivery))
    }

    /// Returns a delivery that is fit to be stored: without the endpoint's secrets and the signatures made with them.
    ///
    /// - Returns: `nil` if a secret would remain in it, or if it could no longer be read.
    /// - Throws: ``WebhookRefusal`` if the endpoint's mapping or secret is missing.
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

    /// Returns the reason why an endpoint can never accept a delivery; `nil` if it can.
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

    /// Runs work that grows with the delivery's size: inline for a small delivery, on a thread pool for a large one.
    private func beside<Value: Sendable>(
        _ delivery: PostedWebhook, _ work: @escaping @Sendable () throws(WebhookRefusal) -> Value
    ) async throws(WebhookRefusal) -> Value {
        // A few compressed bytes may expand to many.
        guard delivery.body.count > ThreadPool.worthIt || delivery.headers["content-encoding"] != nil else {
            return try work()
        }
        do {
            return try await ThreadPool.reading.run(work)
        } catch let refusal as WebhookRefusal {
            throw refusal
        } catch {
            // Only cancellation: the sender disconnected.
            throw .unreadable("cut short")
        }
    }

    /// Reads a secret, whose file may be on a hung mount.
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
                // Anybody could guess a blank secret.
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
    /// Returns the `webhook` part of an endpoint's mapping.
    ///
    /// - Throws: ``ManagerLookupError`` if the mapping does not exist or has no `webhook` part.
    func webhook(of endpoint: WebhookEndpoint) throws -> WebhookMapping {
        guard let webhook = try mapping(named: endpoint.mapping).webhook else {
            throw ManagerLookupError.webhook(
                id: endpoint.id,
                problem: "the mapping \(endpoint.mapping) has no webhook part; add one, or take another")
        }
        return webhook
    }

    /// Checks that an endpoint's deliveries can be read.
    ///
    /// - Parameter resolve: reads a secret; `nil` for a secret that cannot be read here. By default only literal
    ///   secrets are read.
    /// - Throws: ``ManagerLookupError`` if the mapping does not exist or has no `webhook` part, or if a secret cannot
    ///   be read or can never sign anything.
    public func check(
        _ endpoint: WebhookEndpoint, resolve: (SecretReference) throws -> String? = Self.literal
    ) throws {
        let signature = try webhook(of: endpoint).signature
        try check(endpoint.secrets, of: "webhook \(endpoint.id)", resolve: resolve) { signature.problem(with: $0) }
    }

    /// Checks a subscription, which has no mapping.
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

    /// Returns a literal secret; `nil` for a secret that is stored elsewhere.
    public static func literal(_ reference: SecretReference) -> String? {
        if case .literal(let secret) = reference.location { secret } else { nil }
    }
}

extension WebhookSignature {
    /// Returns the reason why a secret can never sign anything, or never match a user and password.
    public func problem(with secret: String) -> String? {
        switch self {
        case .standard: StandardWebhooks.problem(with: secret)
        case .basic where !secret.contains(":"):
            "its secret is not user:password, which is what its mapping's scheme basic compares"
        case .hmac, .token, .basic: nil
        }
    }
}
