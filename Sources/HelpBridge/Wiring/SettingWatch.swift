import HelpDesk
import Logging
import ManagerLookup
import ServiceLifecycle

/// Checks the settings for faults in the background: at start, after each change, and every 30 seconds, since files
/// come and go.
///
/// Faults are shown by `/readyz` and logged once.
struct SettingWatch: Service {
    private struct Seen: Equatable {
        let webhooks: [String: WebhookEndpoint]
        let sources: [String: LookupSource]
        let subscriptions: [String: WebhookSubscription]

        init(_ settings: CallCenter) {
            webhooks = settings.webhooks
            sources = settings.sources
            subscriptions = settings.subscriptions
        }
    }

    private struct Finding: Hashable {
        let kind: String
        let id: String
        let reason: String
    }

    let callCenter: any CallCenterSource
    let webhooks: WebhookEndpoints
    let faults: SettingFaults
    /// Reads a secret on threads that nothing else waits for.
    let resolveSecret: @Sendable (SecretReference) async throws -> String
    let logger: Logger
    var period = Duration.seconds(30)
    /// The interval at which changes of the settings are detected.
    var interval = Duration.milliseconds(500)

    /// Runs until the program is stopped.
    func run() async {
        await cancelWhenGracefulShutdown {
            var told: Set<Finding> = []
            while !Task.isCancelled {
                let seen = Seen(callCenter.current)
                await faults.check()
                await webhooks.check(resolveSecret)
                told = report(told)
                let due = ContinuousClock.now + period
                while ContinuousClock.now < due, seen == Seen(callCenter.current) {
                    guard (try? await Task.sleep(for: interval)) != nil else { return }  // Cancelled: we stop.
                }
            }
        }
    }

    /// - Returns: the current faults.
    private func report(_ told: Set<Finding>) -> Set<Finding> {
        var all: Set<Finding> = []
        func report(_ found: [String: String], _ kind: String, _ message: Logger.Message) {
            for (id, reason) in found.sorted(by: { $0.key < $1.key }) {
                let finding = Finding(kind: kind, id: id, reason: reason)
                all.insert(finding)
                guard !told.contains(finding) else { continue }
                logger.error(message, metadata: ["\(kind)": "\(id)", "reason": "\(reason)"])
            }
        }
        report(webhooks.faults(), "webhook", "webhook endpoint cannot accept deliveries as configured")
        report(faults.ofSources(), "source", "lookup source cannot be asked as it is set")
        report(faults.ofSubscriptions(), "subscription", "subscription cannot be notified as configured")
        return all
    }
}
