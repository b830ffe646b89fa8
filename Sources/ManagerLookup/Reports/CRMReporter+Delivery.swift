public import Administration
public import HelpDesk

extension CRMReporter: DeliverySender {
    /// Returns the recipients of a state: when a request has ended, the CRMs that want a report.
    ///
    /// Used by both help request stores.
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
