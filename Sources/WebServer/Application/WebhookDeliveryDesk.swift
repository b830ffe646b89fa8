public import Foundation
public import HelpDesk

/// One delivery to a webhook endpoint and what came of it.
public struct WebhookDeliveryRecord: Sendable, Equatable {
    /// What came of a delivery, in stable words.
    public enum Result: String, Sendable, Codable, CaseIterable {
        /// It made a help request.
        case accepted
        /// It was seen before, and got the same request.
        case repeated
        /// It is genuine, and asks for nothing.
        case ignored
        /// It was not taken; `code` and `reason` say why.
        case refused
    }

    /// Counts the deliveries of all endpoints.
    public var id: Int64
    public var endpoint: String
    public var receivedAt: Date
    /// The CRM's own id of it, or `replay-…`; `nil` where there is none or it could not be read.
    public var deliveryId: String?
    public var result: Result
    /// The HTTP status of the answer.
    public var status: Int
    /// The problem's code, such as `unproven_delivery`; `nil` when it was taken.
    public var code: String?
    /// Why it was refused.
    public var reason: String?
    /// The help request that it led to.
    public var request: HelpRequestID?
    /// The size of the body, in bytes.
    public var size: Int
    /// Whether its body was kept: that of a delivery whose sender is not proven is not.
    public var isReplayable: Bool

    public init(
        id: Int64, endpoint: String, receivedAt: Date, deliveryId: String?, result: Result, status: Int, code: String?,
        reason: String?, request: HelpRequestID?, size: Int, isReplayable: Bool
    ) {
        self.id = id
        self.endpoint = endpoint
        self.receivedAt = receivedAt
        self.deliveryId = deliveryId
        self.result = result
        self.status = status
        self.code = code
        self.reason = reason
        self.request = request
        self.size = size
        self.isReplayable = isReplayable
    }
}

/// A delivery as it is handed to the log, together with what it was.
public struct WebhookReceipt: Sendable {
    public var post: WebhookPost
    /// Its `id` counts for nothing yet; `isReplayable` says whether the body is to be kept.
    public var record: WebhookDeliveryRecord

    public init(post: WebhookPost, record: WebhookDeliveryRecord) {
        self.post = post
        self.record = record
    }
}

/// Remembers the last deliveries of each webhook endpoint.
///
/// To replay one, take `WebhookIntake`.
public protocol WebhookDeliveryDesk: Sendable {
    /// Notes a delivery that was answered; returns at once, it is written later. Secrets in it are masked before.
    func note(_ receipt: WebhookReceipt)
    /// Newest first.
    ///
    /// - Parameter id: only deliveries older than this one.
    func deliveries(of endpoint: String, before id: Int64?, limit: Int) async throws -> [WebhookDeliveryRecord]
    /// What was kept of a delivery, its secrets masked.
    ///
    /// - Returns: `nil` when there is no such delivery of this endpoint.
    func delivery(_ id: Int64, of endpoint: String) async throws -> WebhookReceipt?
}
