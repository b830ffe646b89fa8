import CurlHTTP
import HelpDesk

/// Adds trace context header fields to each request; each request is a span of its own.
struct TracingClient: HTTPClient {
    let client: any HTTPClient
    let trace: TraceContext

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        var request = request
        // The mapping's own fields take precedence.
        let own = Set(request.headers.map { $0.name.lowercased() })
        if !own.contains("traceparent") {
            request.headers += trace.child().fields.map { HTTPHeader($0.name, $0.value) }
        }
        return try await client.send(request)
    }
}
