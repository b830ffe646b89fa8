import HelpDesk
import WebAPI

/// A log of deliveries in memory, which keeps them as they are.
final class FakeDeliveries: WebhookDeliveryDesk {
    private let receipts = Locked<[WebhookReceipt]>([])

    /// Oldest first.
    var records: [WebhookDeliveryRecord] { receipts.withLock { $0.map(\.record) } }

    func note(_ receipt: WebhookReceipt) {
        receipts.withLock { receipts in
            var receipt = receipt
            receipt.record.id = Int64(receipts.count + 1)
            receipts.append(receipt)
        }
    }

    func deliveries(of endpoint: String, before id: Int64?, limit: Int) async throws -> [WebhookDeliveryRecord] {
        Array(records.reversed().filter { $0.endpoint == endpoint && $0.id < id ?? .max }.prefix(limit))
    }

    func delivery(_ id: Int64, of endpoint: String) async throws -> WebhookReceipt? {
        receipts.withLock { $0.first { $0.record.id == id && $0.record.endpoint == endpoint } }
    }
}
