import ConcurrencyPrimitives
import HelpDesk
import Logging
import ManagerLookup

/// What asks CRMs, tells them, and reads what they post; and what looks whether all that can work as it is set.
struct BridgeLookups: Sendable {
    let clients: HTTPClients
    let directory: LookupChain
    let webhooks: WebhookEndpoints
    let watch: SettingWatch
    /// Reads a secret, for whoever asks or tells a CRM.
    let resolveSecret: @Sendable (SecretReference) async throws -> String

    /// - Parameter files: how many files the process may have open.
    /// - Throws: `CurlHTTPError` where there can be no HTTP client.
    init(
        _ configuration: BridgeConfiguration, _ parts: BridgeParts, _ stores: BridgeStores, secrets: SecretReader,
        files: Int, logger: Logger
    ) throws {
        let resolveSecret: @Sendable (SecretReference) async throws -> String = { try await secrets.readAside($0) }
        self.resolveSecret = resolveSecret
        clients = try HTTPClients(files: files)
        directory = LookupChain(
            catalogue: parts.mappings, clients: clients.selection,
            answerBudget: .milliseconds(configuration.crm.answerBudgetMilliseconds), dialPolicy: parts.policy,
            resolveSecret: resolveSecret, sessions: clients.sessions,
            refreshTokens: stores.refreshTokens, traces: stores.traces, logger: logger)
        webhooks = WebhookEndpoints(
            callCenter: stores.callCenter,
            reader: WebhookReader(catalogue: parts.mappings, resolveSecret: resolveSecret),
            expireAfter: .seconds(configuration.requests.expireAfterSeconds))
        watch = Self.watch(stores.callCenter, webhooks, secrets: secrets, logger: logger)
    }

    private static func watch(
        _ callCenter: any CallCenterSource, _ webhooks: WebhookEndpoints, secrets: SecretReader, logger: Logger
    ) -> SettingWatch {
        var reader = secrets
        // No lookup waits for these.
        reader.threads = ThreadPool(count: 8)
        let resolve: @Sendable (SecretReference) async throws -> String = { [reader] in try await reader.readAside($0) }
        let faults = SettingFaults(callCenter: callCenter, resolveSecret: resolve, checkFile: TrustingClients.check)
        return SettingWatch(
            callCenter: callCenter, webhooks: webhooks, faults: faults, resolveSecret: resolve, logger: logger)
    }
}
