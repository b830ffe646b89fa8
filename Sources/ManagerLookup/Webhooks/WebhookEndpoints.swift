public import Administration
public import Foundation
public import HelpDesk

/// The call centre's webhook endpoints.
///
/// Their mappings read the deliveries.
public struct WebhookEndpoints: WebhookReceiver {
    private let callCenter: any CallCenterSource
    private let reader: WebhookReader
    private let expireAfter: Duration
    private let now: @Sendable () -> Date
    private let health = SettingHealth<WebhookEndpoint>()

    /// - Parameters:
    ///   - expireAfter: the maximum age of a call for help, if the delivery has its time; an older one, as after an
    ///     outage, rings nobody.
    ///   - now: the clock by which old deliveries are refused or skipped.
    public init(
        callCenter: any CallCenterSource, reader: WebhookReader, expireAfter: Duration,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.callCenter = callCenter
        self.reader = reader
        self.expireAfter = expireAfter
        self.now = now
    }

    public func read(_ post: WebhookPost) async -> WebhookVerdict {
        let now = now()
        return await verdict(on: post, at: now) { delivery, endpoint async throws(WebhookRefusal) in
            try await reader.read(delivery, at: endpoint, now: now)
        }
    }

    /// Returns the known faults of endpoints that cannot accept deliveries, such as an unreadable secret.
    public func faults() -> [String: String] {
        health.faults(of: callCenter.current.webhooks)
    }

    /// Checks whether each endpoint can accept deliveries.
    ///
    /// - Parameter resolveSecret: reads a secret; unlike for deliveries, no sender waits for it.
    public func check(_ resolveSecret: @escaping @Sendable (SecretReference) async throws -> String) async {
        let reader = WebhookReader(catalogue: reader.catalogue, resolveSecret: resolveSecret)
        await health.check(callCenter.current.webhooks.values, reader.fault(of:))
    }

    public func reread(_ post: WebhookPost) async -> WebhookVerdict {
        // A replayed delivery may be of any age.
        await verdict(on: post, at: nil) { delivery, endpoint async throws(WebhookRefusal) in
            try await reader.reread(delivery, at: endpoint)
        }
    }

    public func masked(_ post: WebhookPost) async -> WebhookContent? {
        guard let endpoint = callCenter.current.webhooks[post.endpoint],
            let masked = try? await reader.masked(PostedWebhook(post), at: endpoint)
        else { return nil }
        return WebhookContent(headers: masked.headers, query: masked.query, body: masked.body)
    }

    /// - Parameter now: the time for the check of a call's age; `nil` to accept any age.
    private func verdict(
        on post: WebhookPost, at now: Date?,
        _ read: (PostedWebhook, WebhookEndpoint) async throws(WebhookRefusal) -> WebhookReader.Reading
    ) async -> WebhookVerdict {
        let callCenter = callCenter.current
        guard let endpoint = callCenter.webhooks[post.endpoint] else { return .unknownEndpoint }
        let reading: WebhookReader.Reading
        do {
            reading = try await read(PostedWebhook(post), endpoint)
        } catch {
            return WebhookVerdict(error)
        }
        switch reading {
        case .uninteresting:
            return .uninteresting
        case .call(let call):
            return verdict(on: call, at: endpoint, callCenter, now)
        case .calls(let calls):
            return .several(
                calls.map { call in
                    switch call {
                    case .success(let call): verdict(on: call, at: endpoint, callCenter, now)
                    case .failure(let refusal): WebhookVerdict(refusal)
                    }
                })
        }
    }

    private func verdict(
        on call: WebhookCall, at endpoint: WebhookEndpoint, _ callCenter: CallCenter, _ now: Date?
    ) -> WebhookVerdict {
        if let now, let age = tooOld(call, at: now) { return .tooOld(age, deliveryId: call.deliveryId) }
        guard let number = callCenter.extensionNumber(of: call) else {
            return .invalid("no operator has the email or crmId that the delivery names", field: "operator")
        }
        // CRMs know extensions, but seldom their PBX.
        let near = ExtensionAddress(endpoint.route).pbx
        let draft = HelpRequestDraft(
            operator: callCenter.operatorAddress(of: number, near: near), route: endpoint.route, mode: call.mode,
            department: call.department, customer: call.customer, reason: call.reason,
            urgency: call.urgency ?? .normal)
        return .draft(draft, deliveryId: call.deliveryId)
    }
}

extension WebhookEndpoints {
    /// Returns a description of the age if help was requested too long ago.
    private func tooOld(_ call: WebhookCall, at now: Date) -> String? {
        guard let asked = call.at else { return nil }
        let age = now.timeIntervalSince(asked)
        guard age > expireAfter / .seconds(1) else { return nil }
        return "the delivery arrived \(Int(min(age, 1e12))) s after help was requested, "
            + "and nobody waits longer than requests.expireAfterSeconds, \(Int(expireAfter / .seconds(1))) s"
    }
}

extension PostedWebhook {
    fileprivate init(_ post: WebhookPost) {
        self.init(address: post.address, headers: post.headers, query: post.query, body: post.body)
    }
}

extension CallCenter {
    /// Returns the operator with an extension on that PBX or, if there is none, the only operator with it on another
    /// PBX.
    fileprivate func operatorAddress(of number: String, near pbx: String?) -> String {
        let near = ExtensionAddress(number, pbx: pbx).text
        guard ExtensionAddress(number).pbx == nil, operators[near] == nil else {
            return ExtensionAddress(number).pbx == nil ? near : number
        }
        let others = operators.keys.filter { ExtensionAddress($0).number == number }
        return others.count == 1 ? others[0] : number
    }

    /// Returns the extension in a delivery, or the extension of the operator with its email or id.
    fileprivate func extensionNumber(of call: WebhookCall) -> String? {
        if let number = call.operator { return number }
        // Of an operator's several phones, the lowest extension.
        func first(_ isCaller: (Operator) -> Bool) -> String? {
            operators.values.filter(isCaller).map(\.extension).min { ($0.count, $0) < ($1.count, $1) }
        }
        if let id = call.crmId, let number = first({ $0.crmId?.plainNumber == id }) { return number }
        guard let email = call.email?.lowercased() else { return nil }
        return first { $0.email?.plainNumber.lowercased() == email }
    }
}

extension WebhookVerdict {
    fileprivate init(_ refusal: WebhookRefusal) {
        switch refusal {
        case .unproven(let reason): self = .unproven(reason)
        case .unsupportedType, .unsupportedEncoding: self = .unsupportedMediaType("\(refusal)")
        case .tooLarge(let limit): self = .tooLarge(limit: limit)
        case .unreadable: self = .unreadable("\(refusal)")
        case .invalid(let reason, let field): self = .invalid(reason, field: field)
        case .misconfigured(let reason): self = .misconfigured(reason)
        }
    }
}
