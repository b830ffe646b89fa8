import ConcurrencyPrimitives
import HelpDesk
import Logging
import ManagerLookup

/// The services that query CRMs, report to them, and read their webhooks; and the watch that checks their settings.
struct BridgeLookups: Sendable {
    let clients: HTTPClients
    let directory: LookupChain
    let webhooks: WebhookEndpoints
    let watch: SettingWatch
    /// Reads a secret for a request to a CRM.
    let resolveSecret: @Sendable (SecretReference) async throws -> String

    /// - Parameter files: the number of files that the process may open.
    /// - Throws: `CurlHTTPError` if an HTTP client cannot be created.
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
        // Separate threads, so that lookups do not wait for these checks.
        reader.threads = ThreadPool(count: 8)
        let resolve: @Sendable (SecretReference) async throws -> String = { [reader] in try await reader.readAside($0) }
        let faults = SettingFaults(callCenter: callCenter, resolveSecret: resolve, checkFile: TrustingClients.check)
        return SettingWatch(
            callCenter: callCenter, webhooks: webhooks, faults: faults, resolveSecret: resolve, logger: logger)
    }
}
