public import Administration
import ConcurrencyPrimitives
import HelpDesk

/// A log of deliveries in memory, which keeps them as they are.
public final class FakeDeliveries: WebhookDeliveryLog {
    private struct Entry {
        var delivery: WebhookDelivery
        var content: (@Sendable () async -> WebhookContent?)?
    }

    private let entries = Locked<[Entry]>([])

    /// Oldest first.
    public var records: [WebhookDelivery] { entries.withLock { $0.map(\.delivery) } }

    public init() {}

    public func note(_ delivery: WebhookDelivery, content: (@Sendable () async -> WebhookContent?)?) {
        entries.withLock { entries in
            var delivery = delivery
            delivery.id = Int64(entries.count + 1)
            delivery.isReplayable = content != nil
            entries.append(Entry(delivery: delivery, content: content))
        }
    }

    public func deliveries(of endpoint: String, before id: Int64?, limit: Int) async throws -> [WebhookDelivery] {
        Array(records.reversed().filter { $0.endpoint == endpoint && $0.id < id ?? .max }.prefix(limit))
    }

    public func delivery(
        _ id: Int64, of endpoint: String
    ) async throws -> (delivery: WebhookDelivery, content: WebhookContent?)? {
        let found = entries.withLock { $0.first { $0.delivery.id == id && $0.delivery.endpoint == endpoint } }
        guard let found else { return nil }
        return (found.delivery, await found.content?())
    }
}
