import ConcurrencyPrimitives
import CurlHTTP
import Files
import Glibc
import HelpDesk
import ManagerLookup

/// The HTTP clients that trust private authorities, each with its own thread: one for each file, however its path is
/// spelled, while it is in use.
final class TrustingClients: Sendable {
    /// More private authorities than any site has; beyond it, connections need new handshakes more often.
    static let maximumCount = 16
    /// The time after which an unused client is released.
    static let idle = Duration.seconds(600)

    private struct Entry {
        /// The file's identity when the client read it: a renewed file gets a new client.
        let identity: FileIdentity
        let client: CurlClient
        var lastUse: ContinuousClock.Instant
    }

    /// The number of connections that each client may have.
    private let maximumConnections: Int?
    private let entries = Locked<[String: Entry]>([:])
    private static let threads = ThreadPool(count: 1)
    /// Separate threads, so that checking a file does not delay a client.
    private static let checks = ThreadPool(count: 8)

    init(maximumConnections: Int? = nil) {
        self.maximumConnections = maximumConnections
    }

    /// The current clients.
    var all: [CurlClient] { entries.withLock { $0.values.map(\.client) } }

    /// Checks that a PEM file of authorities can be read.
    ///
    /// - Throws: `CurlHTTPError` if the file cannot be read.
    static func check(_ caFile: String) async throws {
        guard try await checks.run({ FileIdentity(path: caFile) != nil && access(caFile, R_OK) == 0 }) else {
            throw CurlHTTPError.unavailable("the CA file \(caFile) cannot be read")
        }
    }

    /// Returns the client that trusts the authorities of a PEM file.
    ///
    /// A released client ends after its last request.
    ///
    /// - Throws: `CurlHTTPError` if the file cannot be read.
    func client(trusting caFile: String, at now: ContinuousClock.Instant = .now) async throws -> CurlClient {
        // Reading the file's status may take as long as its disk takes.
        let found = try await Self.threads.run {
            FileIdentity.canonicalPath(caFile).flatMap { path in FileIdentity(path: path).map { (path, $0) } }
        }
        guard let (path, identity) = found else {
            throw CurlHTTPError.unavailable("the CA file \(caFile) cannot be read: there is no such file")
        }
        return try entries.withLock { entries in
            entries = entries.filter { $0.value.lastUse.duration(to: now) < Self.idle }
            if let entry = entries[path], entry.identity == identity {
                entries[path]?.lastUse = now
                return entry.client
            }
            var configuration = CurlClient.Configuration(caFile: path)
            configuration.threadName = "curl-crm-ca"
            configuration.maximumConnections = maximumConnections
            let client = try CurlClient(configuration: configuration)
            entries[path] = nil
            if entries.count >= Self.maximumCount, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                entries[oldest.key] = nil
            }
            entries[path] = Entry(identity: identity, client: client, lastUse: now)
            return client
        }
    }
}
