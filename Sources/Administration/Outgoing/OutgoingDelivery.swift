public import Foundation
public import HelpDesk

/// A message that the bridge owes to an external recipient: that a help request has entered a state.
///
/// It is stored in the transaction that commits that state, so that no message is lost, and none is sent for an
/// uncommitted state. All of them are in one table, `outgoing_deliveries`, until ``OutgoingDeliveryWorker`` has
/// finished them. The `kind` selects the sender (a ``DeliverySender``), the `target` the recipient:
///
/// - `webhook`: a subscription's id. The request as it was is posted, signed.
/// - `report`: a lookup source's id. The `report` part of the source's mapping creates the message.
///
/// The content is created when it is sent, from the stored `request`: the same request gives the same bytes at each
/// try. Messages to one recipient about one request are sent in order, each only after the previous one arrived or was
/// given up; messages about different requests are sent concurrently.
///
/// A further kind needs a case here, its recipients in the closure with which the `HelpRequestStore` is made (called
/// with the request for each state that it enters, before the commit; it must return at once), and its `DeliverySender`
/// among those of the service.
public struct OutgoingDelivery: Sendable, Equatable, Identifiable {
    /// The kind of sender: a subscription, or the report to a CRM.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case webhook
        case report
    }

    /// The recipient of a delivery.
    public struct Recipient: Sendable, Hashable {
        public var kind: Kind
        /// The id within its kind.
        public var target: String

        public init(_ kind: Kind, _ target: String) {
            self.kind = kind
            self.target = target
        }
    }

    /// The state of a delivery.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// It has to be sent, for the first time or again.
        case waiting
        case delivered
        /// It was given up: not accepted within ``DeliveryBackoff/patience``, or refused for good.
        case dead
    }

    public var id: Int64
    public var recipient: Recipient
    /// The request as it was when it had entered the reported state, which is the last of its timeline.
    public var request: HelpRequest
    /// The reported state's position in the request's timeline.
    public var position: Int
    public var state: State
    /// The time it was queued, or last replayed.
    public var queuedAt: Date
    /// The time of the next try; used only while it waits.
    public var dueAt: Date
    /// The number of tries since it was queued.
    public var attempts: Int
    /// The time it arrived or was given up.
    public var endedAt: Date?
    /// The problem of the last try; contains no secret.
    public var fault: String?

    public init(
        id: Int64, recipient: Recipient, request: HelpRequest, position: Int, state: State = .waiting,
        queuedAt: Date, dueAt: Date, attempts: Int = 0, endedAt: Date? = nil, fault: String? = nil
    ) {
        self.id = id
        self.recipient = recipient
        self.request = request
        self.position = position
        self.state = state
        self.queuedAt = queuedAt
        self.dueAt = dueAt
        self.attempts = attempts
        self.endedAt = endedAt
        self.fault = fault
    }

    /// The id by which recipients recognize repetitions: the same at each try and each replay.
    public var messageID: String { "hb_\(request.id.text)_\(position)" }
}
