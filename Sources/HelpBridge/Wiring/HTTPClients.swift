import CurlHTTP
import HelpDesk
import ManagerLookup
import ServiceLifecycle

/// The HTTP clients of the process: one for CRMs and subscriptions with public certificates, and one for each private
/// authority that one of them names; and the sessions at CRMs.
final class HTTPClients: Service {
    private let crm: CurlClient
    private let trusting: TrustingClients
    let sessions = SessionKeeper()

    /// - Parameter files: the number of files that the process may open. A quarter of them is for public CRMs, and a
    ///   sixteenth for each private authority; half is for incoming connections.
    init(files: Int = 1024) throws {
        trusting = TrustingClients(maximumConnections: files / 16)
        var configuration = CurlClient.Configuration()
        configuration.threadName = "curl-crm"
        configuration.maximumConnections = files / 4
        crm = try CurlClient(configuration: configuration)
    }

    /// Selects the client for each lookup source and subscription.
    var selection: HTTPClientSelection {
        HTTPClientSelection(standard: crm) { [trusting] in try await trusting.client(trusting: $0) }
    }

    /// Keeps the clients until all their users have stopped.
    func run() async throws {
        await sessions.renew { try? await gracefulShutdown() }
        await shutdown()
    }

    /// Ends pending requests; the clients cannot be used afterwards.
    func shutdown() async {
        for client in [crm] + trusting.all { await client.shutdown() }
    }
}
