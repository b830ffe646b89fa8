import CurlHTTP
import HelpDesk
import ManagerLookup
import ServiceLifecycle

/// The HTTP clients of the process: one for CRMs and subscriptions with public certificates, and one for each private
/// authority that one of them names; and what the CRMs have let us in with.
final class HTTPClients: Service {
    private let crm: CurlClient
    private let trusting: TrustingClients
    let sessions = SessionKeeper()

    /// - Parameter files: how many files the process may have open. A quarter of them is for public CRMs, and a sixteenth
    ///   for each private authority; half is for those who call us.
    init(files: Int = 1024) throws {
        trusting = TrustingClients(maximumConnections: files / 16)
        var configuration = CurlClient.Configuration()
        configuration.threadName = "curl-crm"
        configuration.maximumConnections = files / 4
        crm = try CurlClient(configuration: configuration)
    }

    /// Which client asks which lookup source, and posts to which subscription.
    var selection: HTTPClientSelection {
        HTTPClientSelection(standard: crm) { [trusting] in try await trusting.client(trusting: $0) }
    }

    /// Keeps the clients until everything that uses them has stopped.
    func run() async throws {
        await sessions.renew { try? await gracefulShutdown() }
        await shutdown()
    }

    /// Ends what is under way; the clients are of no use any more.
    func shutdown() async {
        for client in [crm] + trusting.all { await client.shutdown() }
    }
}
