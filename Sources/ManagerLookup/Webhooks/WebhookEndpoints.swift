public import Administration
public import HelpDesk

/// The call centre's webhook endpoints, whose deliveries are read by their mappings.
public struct WebhookEndpoints: WebhookInbox {
    private let callCenter: any CallCenterSource
    private let reader: WebhookReader

    public init(callCenter: any CallCenterSource, reader: WebhookReader) {
        self.callCenter = callCenter
        self.reader = reader
    }

    public func read(_ post: WebhookPost) async -> WebhookVerdict {
        await verdict(on: post) { delivery, endpoint async throws(WebhookRefusal) in
            try await reader.read(delivery, at: endpoint)
        }
    }

    public func reread(_ post: WebhookPost) async -> WebhookVerdict {
        await verdict(on: post) { delivery, endpoint async throws(WebhookRefusal) in
            try await reader.reread(delivery, at: endpoint)
        }
    }

    public func masked(_ post: WebhookPost) async -> WebhookContent? {
        guard let endpoint = callCenter.current.webhooks[post.endpoint],
            let masked = try? await reader.masked(WebhookDelivery(post), at: endpoint)
        else { return nil }
        return WebhookContent(headers: masked.headers, query: masked.query, body: masked.body)
    }

    private func verdict(
        on post: WebhookPost,
        _ read: (WebhookDelivery, WebhookEndpoint) async throws(WebhookRefusal) -> WebhookReader.Reading
    ) async -> WebhookVerdict {
        let callCenter = callCenter.current
        guard let endpoint = callCenter.webhooks[post.endpoint] else { return .unknownEndpoint }
        let reading: WebhookReader.Reading
        do {
            reading = try await read(WebhookDelivery(post), endpoint)
        } catch {
            return WebhookVerdict(error)
        }
        switch reading {
        case .uninteresting:
            return .uninteresting
        case .call(let call):
            guard let number = callCenter.extensionNumber(of: call) else {
                return .invalid("no operator has the email or crmId that the delivery names")
            }
            let draft = HelpRequestDraft(
                operator: number, route: endpoint.route, mode: call.mode, department: call.department,
                customer: call.customer, reason: call.reason, urgency: call.urgency ?? .normal)
            return .draft(draft, deliveryId: call.deliveryId)
        }
    }
}

extension WebhookDelivery {
    fileprivate init(_ post: WebhookPost) {
        self.init(headers: post.headers, query: post.query, body: post.body)
    }
}

extension CallCenter {
    /// The extension that a delivery names, or that of the operator whom it names otherwise.
    fileprivate func extensionNumber(of call: WebhookCall) -> String? {
        if let number = call.operator { return number }
        return operators.values.first { agent in
            (call.crmId != nil && agent.crmId == call.crmId)
                || (call.email != nil && agent.email?.lowercased() == call.email?.lowercased())
        }?.extension
    }
}

extension WebhookVerdict {
    fileprivate init(_ refusal: WebhookRefusal) {
        switch refusal {
        case .unproven(let reason): self = .unproven(reason)
        case .unsupportedType(let type): self = .unsupportedMediaType(type)
        case .unreadable: self = .unreadable("\(refusal)")
        case .invalid(let reason): self = .invalid(reason)
        case .misconfigured(let reason): self = .misconfigured(reason)
        }
    }
}
