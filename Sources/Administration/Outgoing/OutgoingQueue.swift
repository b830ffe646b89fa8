public import Foundation

/// Keeps outgoing deliveries. They are put in by whoever commits help requests.
public protocol OutgoingQueue: Sendable {
    /// Says that there may be something to send.
    var arrivals: AsyncStream<Void> { get }
    /// What is to be sent now, and may be: nothing that has to wait for an earlier message about the same request.
    ///
    /// - Parameters:
    ///   - now: what is due by then. What has not been tried yet is due in any case: the clock may have been set back.
    ///   - perRecipient: how many for one recipient at the most, so that one who is slow keeps nobody else waiting.
    ///   - sending: the ids of those that are being sent; they count for their recipient and are left out.
    func due(at now: Date, perRecipient: Int, sending: Set<Int64>) async throws -> [OutgoingDelivery]
    /// It has arrived.
    func arrived(_ id: Int64, at now: Date) async throws
    /// A try has failed.
    ///
    /// - Parameter due: when it is tried again; `nil` gives it up.
    func failed(_ id: Int64, because fault: String, next due: Date?, at now: Date) async throws
    /// Nobody is there any more to whom it could go.
    func remove(_ id: Int64) async throws

    /// Newest first.
    ///
    /// - Parameters:
    ///   - filter: which ones.
    ///   - id: only those older than this one.
    func deliveries(_ filter: OutgoingFilter, before id: Int64?, limit: Int) async throws -> [OutgoingDelivery]
    /// Sends what was given up, or has arrived, once more.
    ///
    /// - Returns: `nil` when there is none of this id that is over.
    func replay(_ id: Int64, at now: Date) async throws -> OutgoingDelivery?
    /// Sends everything once more that was given up.
    ///
    /// - Returns: how many these are.
    func replayDead(of recipient: OutgoingDelivery.Recipient?, at now: Date) async throws -> Int
}

/// Which outgoing deliveries are listed.
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
