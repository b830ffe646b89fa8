import ConcurrencyPrimitives
import Foundation
import HelpDesk

/// What keeps webhook endpoints from taking deliveries, remembered for a while: it is asked for by whoever watches the
/// bridge, as often as they like, and the files of secrets may lie on a slow disk.
final class WebhookHealth: Sendable {
    private struct Known: Sendable {
        let endpoints: [WebhookEndpoint.ID: WebhookEndpoint]
        let faults: [WebhookEndpoint.ID: String]
        let until: Date
    }

    static let period: TimeInterval = 30

    private let now: @Sendable () -> Date
    private let known = Locked<Known?>(nil)
    /// Whoever asks meanwhile waits for the one who looks.
    private let looking = Coalescing<Set<WebhookEndpoint>, [WebhookEndpoint.ID: String]>()

    init(now: @escaping @Sendable () -> Date) {
        self.now = now
    }

    /// - Parameters:
    ///   - endpoints: as they are set; whenever that changes they are looked at anew.
    ///   - fault: what keeps one of them from working; `nil` when nothing does.
    /// - Returns: the faults by endpoint; those known last when the calling task is cancelled.
    func faults(
        of endpoints: [WebhookEndpoint.ID: WebhookEndpoint], _ fault: (WebhookEndpoint) async -> String?
    ) async -> [WebhookEndpoint.ID: String] {
        if let known = known.withLock({ $0 }), known.endpoints == endpoints, known.until > now() { return known.faults }
        do {
            return try await looking.run(Set(endpoints.values)) { try await look(at: endpoints, fault) }.value
        } catch {
            return known.withLock { $0?.faults ?? [:] }
        }
    }

    private func look(
        at endpoints: [WebhookEndpoint.ID: WebhookEndpoint], _ fault: (WebhookEndpoint) async -> String?
    ) async throws -> [WebhookEndpoint.ID: String] {
        var faults: [WebhookEndpoint.ID: String] = [:]
        for endpoint in endpoints.values { faults[endpoint.id] = await fault(endpoint) }
        // What was not read to its end is no fault.
        try Task.checkCancellation()
        let found = Known(endpoints: endpoints, faults: faults, until: now().addingTimeInterval(Self.period))
        known.withLock { $0 = found }
        return faults
    }
}
