import ConcurrencyPrimitives
import CurlHTTP
import HelpDesk

/// Forwards requests to another client and records the exchanges.
struct RecordingClient: HTTPClient {
    struct Exchange: Sendable {
        let request: HTTPRequest
        let outcome: Result<HTTPResponse, any Error>
        let duration: Duration
        /// Whether the response contains a token or session.
        let isLogin: Bool
    }

    /// Recorded exchanges in order.
    final class Record: Sendable {
        private let recorded = Locked<[Exchange]>([])

        var exchanges: [Exchange] { recorded.withLock { $0 } }

        func append(_ exchange: Exchange) {
            recorded.withLock { $0.append(exchange) }
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
