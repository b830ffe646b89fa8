public import Administration
import ConcurrencyPrimitives
public import Foundation

/// Outgoing deliveries in memory, newest last.
public final class FakeOutgoing: OutgoingQueue {
    private let kept: Locked<[OutgoingDelivery]>
    public let arrivals = AsyncStream<Void> { _ in }

    public var all: [OutgoingDelivery] { kept.withLock { $0 } }

    public init(_ deliveries: [OutgoingDelivery] = []) {
        kept = Locked(deliveries)
    }

    public func due(at now: Date, perRecipient: Int, sending: Set<Int64>) async throws -> [OutgoingDelivery] {
        all.filter { $0.state == .waiting && $0.dueAt <= now && !sending.contains($0.id) }
    }

    public func arrived(_ id: Int64, at now: Date) async throws {
        change(id) { $0.state = .delivered }
    }

    public func failed(_ id: Int64, because fault: String, next due: Date?, at now: Date) async throws {
        change(id) { delivery in
            delivery.attempts += 1
            delivery.fault = fault
            delivery.state = due == nil ? .dead : .waiting
            delivery.dueAt = due ?? delivery.dueAt
        }
    }

    public func remove(_ id: Int64) async throws {
        kept.withLock { $0.removeAll { $0.id == id } }
    }

    public func deliveries(
        _ filter: OutgoingFilter, before id: Int64?, limit: Int
    ) async throws -> [OutgoingDelivery] {
        let found = all.reversed().filter { delivery in
            delivery.id < id ?? .max && filter.kind.map { $0 == delivery.recipient.kind } ?? true
                && filter.target.map { $0 == delivery.recipient.target } ?? true
                && filter.state.map { $0 == delivery.state } ?? true
        }
        return Array(found.prefix(limit))
    }

    public func replay(_ id: Int64, at now: Date) async throws -> OutgoingDelivery? {
        guard all.contains(where: { $0.id == id && $0.state != .waiting }) else { return nil }
        change(id) { $0.state = .waiting }
        return all.first { $0.id == id }
    }

    public func replayDead(of recipient: OutgoingDelivery.Recipient?, at now: Date) async throws -> Int {
        let dead = all.filter { $0.state == .dead && (recipient == nil || $0.recipient == recipient) }
        for delivery in dead { change(delivery.id) { $0.state = .waiting } }
        return dead.count
    }

    private func change(_ id: Int64, _ change: (inout OutgoingDelivery) -> Void) {
        kept.withLock { kept in
            for index in kept.indices where kept[index].id == id { change(&kept[index]) }
        }
    }
}
