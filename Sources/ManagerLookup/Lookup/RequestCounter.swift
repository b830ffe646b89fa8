import CurlHTTP
import Foundation

/// Counts the requests of one lookup.
final class RequestCounter: Sendable {
    private struct Client: HTTPClient {
        let client: any HTTPClient
        let counter: RequestCounter

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            counter.add()
            return try await client.send(request)
        }
    }

    private let lock = NSLock()
    // Guarded by `lock`.
    nonisolated(unsafe) private var sent = 0

    var count: Int { lock.withLock { sent } }

    /// A client that sends through another one and counts.
    func counting(_ client: any HTTPClient) -> any HTTPClient {
        Client(client: client, counter: self)
    }

    private func add() {
        lock.withLock { sent += 1 }
    }
}
