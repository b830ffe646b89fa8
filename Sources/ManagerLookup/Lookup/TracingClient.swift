import CurlHTTP
import HelpDesk

/// Tells whoever is called to which trace the call belongs, each call as a step of its own.
struct TracingClient: HTTPClient {
    let client: any HTTPClient
    let trace: TraceContext

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        var request = request
        // A mapping may have set fields of its own.
        let own = Set(request.headers.map { $0.name.lowercased() })
        if !own.contains("traceparent") {
            request.headers += trace.child().fields.map { HTTPHeader($0.name, $0.value) }
        }
        return try await client.send(request)
    }
}
