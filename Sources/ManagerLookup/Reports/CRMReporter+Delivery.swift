public import Administration
public import HelpDesk

extension CRMReporter: DeliverySender {
    /// Returns the CRMs to report a finished request to, for the `HelpRequestStore`.
    public static func recipients(
        of request: HelpRequest, in callCenter: CallCenter, by catalogue: MappingCatalogue
    ) -> [OutgoingDelivery.Recipient] {
        destinations(of: request, in: callCenter, by: catalogue).map { OutgoingDelivery.Recipient(.report, $0) }
    }

    public func send(_ delivery: OutgoingDelivery) async -> DeliveryOutcome {
        do {
            switch try await write(delivery.request, to: delivery.recipient.target) {
            case .written: return .arrived
            case .left: return .obsolete
            case .failed(let reason, let pause): return .failed(because: reason, retryAfter: pause)
            case .refused(let reason): return .refused(because: reason)
            }
        } catch {
            // Cancelled: the outcome is ignored.
            return .failed(because: "\(error)")
        }
    }
}
