import Administration
import HelpDesk
import Logging
import ManagerLookup
import Storage

/// The stores of a serving bridge.
struct BridgeStores: Sendable {
    let callCenter: SQLCallCenterStore
    /// The pending deliveries.
    let outgoing: SQLOutgoingStore
    /// The help requests that this bridge serves.
    let requests: any HelpRequestStore
    let sounds: SQLSoundStore
    let traces: SQLLookupTraceLog
    let deliveryLog: SQLWebhookDeliveryLog
    let refreshTokens: RetryingRefreshTokenStore
    let audit: any AuditStore

    /// - Throws: `StorageError` if the call centre's settings cannot be read.
    init(_ served: ServedDatabase, mappings: MappingCatalogue, logger: Logger) async throws {
        let database = served.database.shared
        let callCenter = try await SQLCallCenterStore(database: database, logger: logger)
        let outgoing = SQLOutgoingStore(database: database)
        self.callCenter = callCenter
        self.outgoing = outgoing
        requests = served.requests(logger: logger, outgoing: outgoing) { request in
            Self.recipients(of: request, in: callCenter.current, mappings)
        }
        sounds = SQLSoundStore(database: database)
        traces = SQLLookupTraceLog(database: database, logger: logger)
        deliveryLog = SQLWebhookDeliveryLog(database: database, logger: logger)
        refreshTokens = RetryingRefreshTokenStore(served.database.tokensOfCRMs, logger: logger)
        audit = served.database.audit
    }

    /// Returns the recipients to notify of a state that a request has entered.
    private static func recipients(
        of request: HelpRequest, in settings: CallCenter, _ mappings: MappingCatalogue
    ) -> [OutgoingDelivery.Recipient] {
        SubscriptionSender.recipients(of: request, in: settings)
            + CRMReporter.recipients(of: request, in: settings, by: mappings)
    }
}
