import CurlHTTP
import HelpDesk
import ManagerLookup
import ServiceLifecycle

/// The HTTP clients of the process: one for the PBX, so that no CRM can delay it, one for CRMs with public
/// certificates, one for what is posted to subscriptions, so that no receiver delays a lookup, and one for each private authority that a source names.
final class HTTPClients: Service {
    let pbx: CurlClient
    private let crm: CurlClient
    private let receivers: CurlClient
    private let trusting = TrustingClients()

    init() throws {
        var configuration = CurlClient.Configuration()
        configuration.threadName = "curl-pbx"
        pbx = try CurlClient(configuration: configuration)
        configuration.threadName = "curl-crm"
        crm = try CurlClient(configuration: configuration)
        configuration.threadName = "curl-outgoing"
        receivers = try CurlClient(configuration: configuration)
    }

    /// Which client asks which lookup source.
    var selection: HTTPClientSelection {
        HTTPClientSelection(standard: crm) { [trusting] in try await trusting.client(trusting: $0) }
    }

    /// Which client posts to which subscription.
    var outgoing: HTTPClientSelection {
        HTTPClientSelection(standard: receivers) { [trusting] in try await trusting.client(trusting: $0) }
    }

    /// Keeps the clients until everything that uses them has stopped.
    func run() async throws {
        try? await gracefulShutdown()
        await shutdown()
    }

    /// Ends what is under way; the clients are of no use any more.
    func shutdown() async {
        for client in [pbx, crm, receivers] + trusting.all { await client.shutdown() }
    }
}
