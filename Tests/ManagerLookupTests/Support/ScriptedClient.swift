import CurlHTTP
import Foundation

/// An HTTP client that answers from a closure and remembers what it was asked.
final class ScriptedClient: HTTPClient, @unchecked Sendable {  // `sent` is only touched under the lock
    private let lock = NSLock()
    private var sent: [HTTPRequest] = []
    private let respond: @Sendable (HTTPRequest) async throws -> HTTPResponse

    init(_ respond: @escaping @Sendable (HTTPRequest) async throws -> HTTPResponse) {
        self.respond = respond
    }

    /// Answers everything with one JSON text.
    convenience init(json: String, status: Int = 200) {
        self.init { _ in HTTPResponse(status: status, body: Array(json.utf8)) }
    }

    var requests: [HTTPRequest] { lock.withLock { sent } }

    /// Keeps to the request's time, as every client has to.
    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        lock.withLock { sent.append(request) }
        let respond = respond
        return try await withThrowingTaskGroup(of: HTTPResponse.self) { group in
            group.addTask { try await respond(request) }
            group.addTask {
                // The time itself is what ends a request; there is no event to wait for.
                try await Task.sleep(for: request.totalTimeout)
                throw CurlHTTPError.timedOut(.response)
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }

    /// Waits until the calling task is cancelled.
    static func hang() async throws -> HTTPResponse {
        try await untilCancelled()
    }
}

extension HTTPResponse {
    static func json(_ text: String, status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, body: Array(text.utf8))
    }
}
