/// A sender of the deliveries of one kind.
public protocol DeliverySender: Sendable {
    /// Sends a delivery within its own time limit; every failure is an outcome.
    ///
    /// A cancelled task may return anything.
    func send(_ delivery: OutgoingDelivery) async -> DeliveryOutcome
}
