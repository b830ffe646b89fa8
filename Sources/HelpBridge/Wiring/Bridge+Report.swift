import ConcurrencyPrimitives
import HelpDesk
import Logging
import ManagerLookup
import Speech

extension Bridge {
    /// Says which routes have no voice, and makes what looks at the settings that files belong to.
    func watch(_ callCenter: any CallCenterSource, _ webhooks: WebhookEndpoints) -> SettingWatch {
        let voices = Set(parts.voices.names)
        let routes = callCenter.current.routes.values.sorted { $0.code < $1.code }
        for route in routes where !voices.contains(route.voice) {
            logger.error(
                "the voice of a route is not there: its calls hear tones",
                metadata: ["route": "\(route.code)", "voice": "\(route.voice)"])
        }
        var reader = secrets
        // No lookup waits for these.
        reader.threads = ThreadPool(count: 8)
        let resolve: @Sendable (SecretReference) async throws -> String = { [reader] in try await reader.readAside($0) }
        let faults = SettingFaults(callCenter: callCenter, resolveSecret: resolve, checkFile: TrustingClients.check)
        return SettingWatch(
            callCenter: callCenter, webhooks: webhooks, faults: faults, resolveSecret: resolve, logger: logger)
    }
}
