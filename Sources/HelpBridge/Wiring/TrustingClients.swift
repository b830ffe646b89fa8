import ConcurrencyPrimitives
import CurlHTTP
import Files
import Glibc
import HelpDesk
import ManagerLookup

/// The HTTP clients that trust authorities of their own, each a thread: one for a file, however its path is spelled, for
/// as long as it is used.
final class TrustingClients: Sendable {
    /// More private authorities than anybody has; whoever has more waits for a handshake more often.
    static let maximumCount = 16
    /// How long a client is kept that nobody asks for.
    static let idle = Duration.seconds(600)

    private struct Entry {
        /// As it was when the client read it: a renewed file makes a new client.
        let identity: FileIdentity
        let client: CurlClient
        var lastUse: ContinuousClock.Instant
    }

    /// How many connections each of them may have.
    private let maximumConnections: Int?
    private let entries = Locked<[String: Entry]>([:])
    private static let threads = ThreadPool(count: 1)
    /// Where looking at a file keeps no client waiting.
    private static let checks = ThreadPool(count: 8)

    init(maximumConnections: Int? = nil) {
        self.maximumConnections = maximumConnections
    }

    /// All that are kept.
    var all: [CurlClient] { entries.withLock { $0.values.map(\.client) } }

    /// Looks whether the authorities of a PEM file can be read.
    ///
    /// - Throws: `CurlHTTPError` when they cannot.
    static func check(_ caFile: String) async throws {
        guard try await checks.run({ FileIdentity(path: caFile) != nil && access(caFile, R_OK) == 0 }) else {
            throw CurlHTTPError.unavailable("the CA file \(caFile) cannot be read")
        }
    }

    /// The client that trusts the authorities of a PEM file.
    ///
    /// One that is let go of ends when the last request that it carries has ended.
    ///
    /// - Throws: `CurlHTTPError` when the file cannot be read.
    func client(trusting caFile: String, at now: ContinuousClock.Instant = .now) async throws -> CurlClient {
        // Looking at a file may take as long as its disk likes.
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
