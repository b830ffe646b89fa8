public import Foundation
public import HelpDesk

/// One delivery to a webhook endpoint and what came of it.
public struct WebhookDelivery: Sendable, Equatable {
    /// What came of a delivery, in stable words.
    public enum Result: String, Sendable, Codable, CaseIterable {
        /// It made a help request.
        case accepted
        /// It was seen before, and got the same request.
        case repeated
        /// It is genuine, and asks for nothing.
        case ignored
        /// It is genuine, and so old that nobody waits for help any more; `reason` says how old.
        case tooOld = "too_old"
        /// It was not taken; `code` and `reason` say why.
        case refused
    }

    /// Counts the deliveries of all endpoints; 0 until it is in the log.
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
    /// Why it was refused, or came too late.
    public var reason: String?
    /// The help request that it led to.
    public var request: HelpRequestID?
    /// The size of the body, in bytes.
    public var size: Int
    /// Whether it is known to come from the CRM.
    public var isProven: Bool
    /// Whether its content was kept, which is told by the log: that of a delivery whose sender is not proven is not.
    public var isReplayable: Bool

    public init(
        id: Int64 = 0, endpoint: String, receivedAt: Date, deliveryId: String?, result: Result, status: Int,
        code: String?, reason: String?, request: HelpRequestID?, size: Int, isProven: Bool, isReplayable: Bool = false
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
        self.isProven = isProven
        self.isReplayable = isReplayable
    }
}
