/// Sends the deliveries of one kind.
public protocol DeliverySender: Sendable {
    /// Sends one, within a time limit of its own; whatever goes wrong is an outcome. A cancelled task may return anything.
    func send(_ delivery: OutgoingDelivery) async -> DeliveryOutcome
}
