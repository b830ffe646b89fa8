import CurlHTTP
import Foundation

/// Sends through another client and tells what was exchanged.
struct TracingClient: HTTPClient {
    struct Exchange: Sendable {
        let request: HTTPRequest
        let outcome: Result<HTTPResponse, any Error>
        let duration: Duration
        /// Its answer lets whoever reads it in.
        let isLogin: Bool
    }

    /// Remembers exchanges in their order.
    final class Record: Sendable {
        private let lock = NSLock()
        // Guarded by `lock`.
        nonisolated(unsafe) private var recorded: [Exchange] = []

        var exchanges: [Exchange] { lock.withLock { recorded } }

        func append(_ exchange: Exchange) {
            lock.withLock { recorded.append(exchange) }
        }
    }

    let client: any HTTPClient
    let record: Record
    let isLogin: Bool

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let start = ContinuousClock.now
        func note(_ outcome: Result<HTTPResponse, any Error>) {
            record.append(
                Exchange(request: request, outcome: outcome, duration: start.duration(to: .now), isLogin: isLogin))
        }
        do {
            let response = try await client.send(request)
            note(.success(response))
            return response
        } catch {
            note(.failure(error))
            throw error
        }
    }
}
