import Administration
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
    }

    /// How long a file of a secret may keep a delivery waiting.
    private static let secretTimeout = Duration.seconds(5)

    private let catalogue: MappingCatalogue
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
        _ delivery: WebhookDelivery, at endpoint: WebhookEndpoint, now: Date = Date()
    ) async throws(WebhookRefusal) -> Reading {
        let webhook = try webhook(of: endpoint)
        let proof = WebhookProof(signature: webhook.signature, secrets: try await secrets(of: endpoint))
        let bodyToken = try await webhook.bodyToken { () throws(WebhookRefusal) in
            try await scope(delivery)
        }
        let provenId = try await beside(delivery) { () throws(WebhookRefusal) in
            try proof.check(delivery, bodyToken: bodyToken, at: now)
        }
        guard var call = try await webhook.call(in: scope(delivery)) else { return .uninteresting }
        call.deliveryId = call.deliveryId ?? provenId
        return .call(call)
    }

    /// Reads a delivery that was proven when it came, as the mapping reads it now.
    ///
    /// - Throws: ``WebhookRefusal``.
    func reread(
        _ delivery: WebhookDelivery, at endpoint: WebhookEndpoint
    ) async throws(WebhookRefusal) -> Reading {
        guard let call = try await webhook(of: endpoint).call(in: scope(delivery)) else {
            return .uninteresting
        }
        return .call(call)
    }

    /// A delivery as it may be kept: without the endpoint's secrets, and without what was made from them.
    ///
    /// - Returns: `nil` when a secret would still be in it, or when it could not be read any more.
    /// - Throws: ``WebhookRefusal`` when the endpoint's mapping or secret is missing.
    func masked(
        _ delivery: WebhookDelivery, at endpoint: WebhookEndpoint
    ) async throws(WebhookRefusal) -> WebhookDelivery? {
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

    private func scope(_ delivery: WebhookDelivery) async throws(WebhookRefusal) -> JQScope {
        let input = try await beside(delivery) { () throws(WebhookRefusal) in
            delivery.input(try delivery.content())
        }
        return JQScope(input, by: catalogue.jq)
    }

    /// Does what takes longer the larger a delivery is: in place for a small one, beside all tasks for a large one.
    private func beside<Value: Sendable>(
        _ delivery: WebhookDelivery, _ work: @escaping @Sendable () throws(WebhookRefusal) -> Value
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
        do {
            return try await withDeadline(.now + Self.secretTimeout) { [resolveSecret] in
                try await resolveSecret(reference)
            }
        } catch is LookupFailure {
            throw LookupFailure.timeout("\(path) could not be read in time")
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

extension WebhookMapping {
    /// What a delivery asks for; `nil` when it is none of our business.
    func call(in scope: JQScope) async throws(WebhookRefusal) -> WebhookCall? {
        let output: JSONTree?
        do {
            if let accept, try await !accept.isTrue(over: scope) { return nil }
            output = try await request.first(over: scope)
        } catch {
            throw WebhookRefusal(error)
        }
        return try WebhookCall(output ?? .null)
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
        for reference in endpoint.secrets {
            let secret: String?
            do {
                secret = try resolve(reference)
            } catch {
                throw ManagerLookupError.webhook(id: endpoint.id, problem: "its secret cannot be read: \(error)")
            }
            if let problem = secret.flatMap({ signature.problem(with: $0) }) {
                throw ManagerLookupError.webhook(id: endpoint.id, problem: problem)
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
    fileprivate func problem(with secret: String) -> String? {
        switch self {
        case .standard where StandardWebhooks.keys(of: secret).isEmpty:
            "its secret begins with whsec_, and what follows is no Base64: copy it from the CRM once more"
        case .basic where !secret.contains(":"):
            "its secret is not user:password, which is what its mapping's scheme basic compares"
        case .standard, .hmac, .token, .basic: nil
        }
    }
}
