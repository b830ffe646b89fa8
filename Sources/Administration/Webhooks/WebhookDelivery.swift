public import Foundation
public import HelpDesk

/// A delivery to a webhook endpoint and its result.
public struct WebhookDelivery: Sendable, Equatable {
    /// The result of a delivery, in stable words.
    public enum Result: String, Sendable, Codable, CaseIterable {
        /// It created a help request.
        case accepted
        /// It is a repetition, and got the same request.
        case repeated
        /// It is genuine, but asks for nothing.
        case ignored
        /// It is genuine, but so old that nobody is still waiting for help; `reason` says how old.
        case tooOld = "too_old"
        /// It was refused; `code` and `reason` say why.
        case refused
    }

    /// The number of the delivery among those of all endpoints; 0 until it is in the log.
    public var id: Int64
    public var endpoint: String
    public var receivedAt: Date
    /// The CRM's own id of the delivery, or `replay-…`; `nil` if there is none or it could not be read.
    public var deliveryId: String?
    public var result: Result
    /// The HTTP status of the response.
    public var status: Int
    /// The problem's code, such as `unproven_delivery`; `nil` if the delivery was accepted.
    public var code: String?
    /// The reason why it was refused, or was too old.
    public var reason: String?
    /// The help request that it led to.
    public var request: HelpRequestID?
    /// The size of the body, in bytes.
    public var size: Int
    /// Whether it is proven to come from the CRM.
    public var isProven: Bool
    /// Whether its content is stored, as the log reports it; the content of an unproven delivery is not.
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
