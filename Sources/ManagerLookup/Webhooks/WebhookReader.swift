public import Foundation
public import HelpDesk

/// Reads the deliveries of webhook endpoints: the proof first, then what the mapping makes of them.
public struct WebhookReader: Sendable {
    /// What a proven delivery is.
    public enum Reading: Sendable, Equatable {
        /// Nothing that this endpoint is for.
        case uninteresting
        case call(WebhookCall)
    }

    private let catalogue: MappingCatalogue
    private let resolveSecret: @Sendable (SecretReference) throws -> String

    /// - Parameters:
    ///   - catalogue: the mappings.
    ///   - resolveSecret: reads a secret; called for every delivery, so that a changed one counts at once.
    public init(
        catalogue: MappingCatalogue, resolveSecret: @escaping @Sendable (SecretReference) throws -> String
    ) {
        self.catalogue = catalogue
        self.resolveSecret = resolveSecret
    }

    /// - Parameters:
    ///   - delivery: as it came.
    ///   - endpoint: where it came to.
    ///   - now: the time by which old deliveries are refused.
    /// - Throws: ``WebhookRefusal``.
    public func read(
        _ delivery: WebhookDelivery, at endpoint: WebhookEndpoint, now: Date = Date()
    ) throws(WebhookRefusal) -> Reading {
        let webhook = try webhook(of: endpoint)
        let proof = WebhookProof(signature: webhook.signature, secrets: try secrets(of: endpoint))
        let provenId = try proof.check(delivery, content: delivery.content, at: now)
        guard var call = try webhook.call(in: delivery.input(try delivery.content())) else { return .uninteresting }
        call.deliveryId = call.deliveryId ?? provenId
        return .call(call)
    }

    /// Reads a delivery that was proven when it came, as the mapping reads it now.
    ///
    /// - Throws: ``WebhookRefusal``.
    public func reread(
        _ delivery: WebhookDelivery, at endpoint: WebhookEndpoint
    ) throws(WebhookRefusal) -> Reading {
        guard let call = try webhook(of: endpoint).call(in: delivery.input(try delivery.content())) else {
            return .uninteresting
        }
        return .call(call)
    }

    /// A delivery as it may be kept: without the endpoint's secrets, and without what was made from them.
    ///
    /// - Returns: `nil` when a secret would still be in it, or when it could not be read any more.
    /// - Throws: ``WebhookRefusal`` when the endpoint's mapping or secret is missing.
    public func masked(
        _ delivery: WebhookDelivery, at endpoint: WebhookEndpoint
    ) throws(WebhookRefusal) -> WebhookDelivery? {
        let secrets = try secrets(of: endpoint)
        let masked = WebhookMask(signature: try webhook(of: endpoint).signature, secrets: secrets).masked(delivery)
        guard let masked, (try? masked.content()) != nil else { return nil }
        return masked
    }

    private func webhook(of endpoint: WebhookEndpoint) throws(WebhookRefusal) -> WebhookMapping {
        do {
            return try catalogue.webhook(of: endpoint)
        } catch {
            throw .misconfigured("\(error)")
        }
    }

    private func secrets(of endpoint: WebhookEndpoint) throws(WebhookRefusal) -> [String] {
        var secrets: [String] = []
        for reference in endpoint.secrets {
            do {
                let secret = try resolveSecret(reference)
                // An empty secret would be one that everybody knows.
                if !secret.isEmpty { secrets.append(secret) }
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
    func call(in input: JQValue) throws(WebhookRefusal) -> WebhookCall? {
        let output: JSONValue?
        do {
            if let accept, try !accept.isTrue(over: input) { return nil }
            output = try request.first(over: input)
        } catch {
            throw .invalid("\(error)")
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
    /// - Throws: ``ManagerLookupError`` when its mapping is not there or says nothing about webhooks.
    public func check(_ endpoint: WebhookEndpoint) throws {
        _ = try webhook(of: endpoint)
    }
}
