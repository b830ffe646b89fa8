public import Foundation
public import HelpDesk

/// One message that the bridge owes to somebody outside: that a help request has entered a state.
///
/// It is stored in the transaction that commits that state, so that none is lost, and none sent of what was not decided. All
/// of them live in one table, `outgoing_deliveries`, until ``OutgoingDeliveryWorker`` has got rid of them. The `kind` says
/// who sends it (a ``DeliverySender``), the `target` to whom:
///
/// - `webhook`: a subscription's id. What is posted is the request as it was, signed.
/// - `report`: a lookup source's id. What is sent is made by the `report` part of the source's mapping.
///
/// What goes out is made when it is sent, from `request`, which is stored: the same request gives the same bytes at each try.
/// To one recipient the messages about one request go in their order, the next one only when the former has arrived or was
/// given up; about other requests they go beside each other.
///
/// A further kind needs a case here, its recipients in the closure with which the `HelpRequestStore` is made (called
/// with the request for each state that it enters, before the commit; it must return at once), and its `DeliverySender`
/// among those of the service.
public struct OutgoingDelivery: Sendable, Equatable, Identifiable {
    /// What sends it: a subscription, or the report to a CRM.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case webhook
        case report
    }

    /// To whom it goes.
    public struct Recipient: Sendable, Hashable {
        public var kind: Kind
        /// Within its kind.
        public var target: String

        public init(_ kind: Kind, _ target: String) {
            self.kind = kind
            self.target = target
        }
    }

    /// What has become of it.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// It is to be sent, for the first time or once more.
        case waiting
        case delivered
        /// It was given up: nobody took it within ``DeliveryBackoff/patience``, or it was refused for good.
        case dead
    }

    public var id: Int64
    public var recipient: Recipient
    /// As it was when it had entered the state that this tells of, which is the last of its timeline.
    public var request: HelpRequest
    /// That state's place in the request's timeline.
    public var position: Int
    public var state: State
    /// When it was put into the queue, or was replayed last.
    public var queuedAt: Date
    /// When it is to be sent next; counts while it waits.
    public var dueAt: Date
    /// How often it was tried since it was queued.
    public var attempts: Int
    /// When it arrived or was given up.
    public var endedAt: Date?
    /// What went wrong at the last try; holds no secret.
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

    /// What the recipient can tell repetitions by: the same at each try and each replay.
    public var messageID: String { "hb_\(request.id.text)_\(position)" }
}
