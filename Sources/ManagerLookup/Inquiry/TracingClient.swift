import CurlHTTP
import Foundation

/// Sends through another client and remembers each exchange.
final class TracingClient: HTTPClient {
    struct Exchange: Sendable {
        let request: HTTPRequest
        let outcome: Result<HTTPResponse, any Error>
        let duration: Duration
    }

    private let client: any HTTPClient
    private let lock = NSLock()
    // Guarded by `lock`.
    nonisolated(unsafe) private var recorded: [Exchange] = []

    init(_ client: any HTTPClient) {
        self.client = client
    }

    var exchanges: [Exchange] { lock.withLock { recorded } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let start = ContinuousClock.now
        do {
            let response = try await client.send(request)
            record(request, .success(response), since: start)
            return response
        } catch {
            record(request, .failure(error), since: start)
            throw error
        }
    }

    private func record(
        _ request: HTTPRequest, _ outcome: Result<HTTPResponse, any Error>, since start: ContinuousClock.Instant
    ) {
        let exchange = Exchange(request: request, outcome: outcome, duration: start.duration(to: .now))
        lock.withLock { recorded.append(exchange) }
    }
}
