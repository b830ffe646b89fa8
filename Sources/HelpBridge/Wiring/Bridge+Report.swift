import HelpDesk
import Logging
import ManagerLookup

extension Bridge {
    /// What is set and cannot work, so that nobody has to wait for the first call that fails.
    func report(
        _ webhooks: WebhookEndpoints, _ faults: SettingFaults, _ settings: CallCenter, voices: Set<String>
    ) async {
        func report(_ found: [String: String], _ kind: String, _ message: Logger.Message) {
            for (id, fault) in found.sorted(by: { $0.key < $1.key }) {
                logger.error(message, metadata: ["\(kind)": "\(id)", "reason": "\(fault)"])
            }
        }
        for route in settings.routes.values.sorted(by: { $0.code < $1.code }) where !voices.contains(route.voice) {
            logger.error(
                "the voice of a route is not there: its calls hear tones",
                metadata: ["route": "\(route.code)", "voice": "\(route.voice)"])
        }
        report(await webhooks.faults(), "webhook", "webhook endpoint takes no delivery as it is set")
        report(await faults.ofSources(), "source", "lookup source cannot be asked as it is set")
        report(await faults.ofSubscriptions(), "subscription", "subscription cannot be told as it is set")
    }
}
