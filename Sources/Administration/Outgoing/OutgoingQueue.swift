public import Foundation

/// A store of outgoing deliveries.
///
/// They are added by whatever commits help requests.
public protocol OutgoingQueue: Sendable {
    /// Signals that there may be something to send.
    var arrivals: AsyncStream<Void> { get }
    /// Returns the deliveries that are due and may be sent: none that waits for an earlier message about the same
    /// request.
    ///
    /// - Parameters:
    ///   - now: what is due by then. What has not been tried yet is due in any case: the clock may have been set back.
    ///   - perRecipient: the maximum for one recipient, so that a slow recipient does not delay the others.
    ///   - sending: the ids of those that are being sent; they count for their recipient and are left out.
    func due(at now: Date, perRecipient: Int, sending: Set<Int64>) async throws -> [OutgoingDelivery]
    /// Stores that a delivery arrived.
    func arrived(_ id: Int64, at now: Date) async throws
    /// Stores that a try failed.
    ///
    /// - Parameter due: the time of the next try; `nil` gives the delivery up.
    func failed(_ id: Int64, because fault: String, next due: Date?, at now: Date) async throws
    /// Removes a delivery that no longer has a recipient.
    func remove(_ id: Int64) async throws

    /// Returns deliveries, newest first.
    ///
    /// - Parameters:
    ///   - filter: the deliveries to return.
    ///   - id: only deliveries older than this one.
    func deliveries(_ filter: OutgoingFilter, before id: Int64?, limit: Int) async throws -> [OutgoingDelivery]
    /// Resends a delivery that was given up or arrived.
    ///
    /// - Returns: `nil` if no delivery with this id is over.
    func replay(_ id: Int64, at now: Date) async throws -> OutgoingDelivery?
    /// Resends all deliveries that were given up.
    ///
    /// - Returns: the number of these deliveries.
    func replayDead(of recipient: OutgoingDelivery.Recipient?, at now: Date) async throws -> Int
}

/// A filter for listing outgoing deliveries.
public struct OutgoingFilter: Sendable, Equatable {
    public var kind: OutgoingDelivery.Kind?
    public var target: String?
    public var state: OutgoingDelivery.State?

    public init(kind: OutgoingDelivery.Kind? = nil, target: String? = nil, state: OutgoingDelivery.State? = nil) {
        self.kind = kind
        self.target = target
        self.state = state
    }
}
