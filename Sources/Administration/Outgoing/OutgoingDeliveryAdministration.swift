public import Foundation
public import HelpDesk

/// The outgoing deliveries for administrators, who list and replay them; the audit log records replays.
public struct OutgoingDeliveryAdministration: Sendable {
    private let queue: any OutgoingQueue
    private let audit: any AuditTrail
    private let now: @Sendable () -> Date

    public init(
        queue: any OutgoingQueue, audit: any AuditTrail, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.queue = queue
        self.audit = audit
        self.now = now
    }

    /// Returns deliveries, newest first.
    ///
    /// - Parameter id: only deliveries older than this one.
    public func deliveries(
        _ filter: OutgoingFilter, before id: Int64?, limit: Int
    ) async throws -> [OutgoingDelivery] {
        try await queue.deliveries(filter, before: id, limit: limit)
    }

    /// Resends a delivery that is over, with the same id.
    ///
    /// - Returns: `nil` if no delivery with this id is over.
    public func replay(_ id: Int64) async throws -> OutgoingDelivery? {
        let replayed = try await queue.replay(id, at: now())
        if replayed != nil { await audit.note("replayed", "outgoing_delivery", "\(id)") }
        return replayed
    }

    /// Resends all deliveries that were given up.
    ///
    /// - Parameter recipient: `nil` for all recipients.
    /// - Returns: the number of these deliveries.
    public func replayDead(of recipient: OutgoingDelivery.Recipient? = nil) async throws -> Int {
        let count = try await queue.replayDead(of: recipient, at: now())
        let whose = recipient.map { "\($0.kind.rawValue) \($0.target)" } ?? "all"
        if count > 0 { await audit.note("replayed", "outgoing_delivery", "\(whose): \(count)") }
        return count
    }
}
