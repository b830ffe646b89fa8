public import Administration
import CurlHTTP
public import Foundation
public import HelpDesk
import JSON

/// Posts the states of help requests to subscriptions, signed as Standard Webhooks.
///
/// The rules are those of lookup sources: requests go only to the address that a person configured; redirects count as
/// responses and are never followed. Of the response, only the status is read, and `Retry-After`.
public struct SubscriptionSender: DeliverySender {
    /// The posted message, in the form that Standard Webhooks recommends.
    private struct Message: Encodable {
        let type: String
        let timestamp: Date
        let data: HelpRequest
    }

    private static let connectTimeout = Duration.seconds(5)
    private static let timeout = Duration.seconds(10)
    private static let encoder = JSONTextEncoder { date, bytes in
        let text = date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        bytes += Array("\"\(text)\"".utf8)
    }

    private let callCenter: any CallCenterSource
    private let clients: HTTPClientSelection
    private let resolveSecret: @Sendable (SecretReference) async throws -> String
    private let now: @Sendable () -> Date

    /// - Parameters:
    ///   - callCenter: has the subscriptions.
    ///   - clients: the clients that send the requests.
    ///   - resolveSecret: reads a secret; called for every attempt.
    ///   - now: the clock for a message's timestamp.
    public init(
        callCenter: any CallCenterSource, clients: HTTPClientSelection,
        resolveSecret: @escaping @Sendable (SecretReference) async throws -> String,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.callCenter = callCenter
        self.clients = clients
        self.resolveSecret = resolveSecret
        self.now = now
    }

    /// Returns the recipients of a state, for the `HelpRequestStore`.
    public static func recipients(
        of request: HelpRequest, in callCenter: CallCenter
    ) -> [OutgoingDelivery.Recipient] {
        callCenter.subscriptions.values.filter { $0.wants(request.state) }.map(\.id).sorted()
            .map { OutgoingDelivery.Recipient(.webhook, $0) }
    }

    public func send(_ delivery: OutgoingDelivery) async -> DeliveryOutcome {
        guard let subscription = callCenter.current.subscriptions[delivery.recipient.target],
            subscription.wants(delivery.request.state)
        else { return .obsolete }
        do {
            let request = try await request(for: delivery, to: subscription)
            let client = try await clients.client(trusting: subscription.caFile, for: "subscription \(subscription.id)")
            return Self.outcome(try await client.send(request))
        } catch {
            // An address may contain a token.
            let query = subscription.url.split(separator: "?", maxSplits: 1).dropFirst().first.map(String.init)
            let reason = query.map { "\(error)".replacing($0, with: SecretReference.mask) } ?? "\(error)"
            return .failed(because: reason)
        }
    }

    private func request(
        for delivery: OutgoingDelivery, to subscription: WebhookSubscription
    ) async throws -> HTTPRequest {
        let state = delivery.request.state
        let body = try Self.encoder.bytes(
            Message(
                type: "help_request.\(state.rawValue)",
                timestamp: delivery.request.timeline.last?.at ?? delivery.request.updatedAt, data: delivery.request))
        var secrets: [String] = []
        for secret in subscription.secrets { secrets.append(try await resolveSecret(secret)) }
        let timestamp = "\(Int64(now().timeIntervalSince1970))"
        guard
            let signature = StandardWebhooks.signature(
                id: delivery.messageID, timestamp: timestamp, body: body, secrets: secrets)
        else { throw UnusableSecret(subscription: subscription.id) }
        return HTTPRequest(
            method: .post, url: subscription.url,
            headers: [
                HTTPHeader("Content-Type", "application/json"), HTTPHeader("User-Agent", "HelpBridge"),
                HTTPHeader("webhook-id", delivery.messageID), HTTPHeader("webhook-timestamp", timestamp),
                HTTPHeader("webhook-signature", signature),
            ] + (delivery.request.trace?.child().fields ?? []).map { HTTPHeader($0.name, $0.value) },
            body: body, connectTimeout: Self.connectTimeout, totalTimeout: Self.timeout)
    }

    private static func outcome(_ response: HTTPResponse) -> DeliveryOutcome {
        switch response.status {
        case 200..<300: .arrived
        // The receiver says so for good: Standard Webhooks, "Delivery: response status codes".
        case 410: .refused(because: "answered 410: the receiver has unsubscribed")
        case 300..<400:
            .failed(because: "answered \(response.status): redirects are not followed, so enter the address itself")
        default:
            .failed(because: "answered \(response.status)", retryAfter: RetryAfter.pause(response))
        }
    }
}

/// A secret that cannot be used as a key.
private struct UnusableSecret: Error, CustomStringConvertible {
    let subscription: String

    var description: String {
        "a secret of the subscription \(subscription) is no Standard Webhooks secret: whsec_ and Base64"
    }
}
