import HTTPTypes
import Hummingbird

/// Allows pages of named origins to call the API for help requests from a browser (https://fetch.spec.whatwg.org,
/// CORS).
///
/// Browsers deny everything else anyway.
struct CrossOriginPolicy: Sendable {
    private static let allowedOrigin = HTTPField.Name("Access-Control-Allow-Origin")!
    private static let allowedMethods = HTTPField.Name("Access-Control-Allow-Methods")!
    private static let allowedHeaders = HTTPField.Name("Access-Control-Allow-Headers")!
    private static let exposedHeaders = HTTPField.Name("Access-Control-Expose-Headers")!
    private static let maximumAge = HTTPField.Name("Access-Control-Max-Age")!
    private static let requestedMethod = HTTPField.Name("Access-Control-Request-Method")!

    let origins: Set<String>

    /// Returns the response to a preflight request; `nil` for any other request.
    func preflight(_ request: Request) -> Response? {
        guard request.method == .options, request.headers[Self.requestedMethod] != nil, origin(request) != nil else {
            return nil
        }
        return Response(
            status: .noContent,
            headers: [
                Self.allowedMethods: "GET, POST",
                Self.allowedHeaders: "Authorization, Content-Type, Idempotency-Key, Last-Event-ID",
                Self.maximumAge: "600",
            ])
    }

    /// Allows the calling page to read the response.
    ///
    /// Such calls may not use cookies.
    func mark(_ response: inout Response, for request: Request) {
        guard covers(request.uri.path) else { return }
        response.headers.append(HTTPField(name: .vary, value: "Origin"))
        guard let origin = origin(request) else { return }
        response.headers[Self.allowedOrigin] = origin
        response.headers[Self.exposedHeaders] = "Idempotent-Replayed, Location, Retry-After, X-Request-Id"
    }

    private func origin(_ request: Request) -> String? {
        guard covers(request.uri.path), let origin = request.headers[.origin], origins.contains(origin) else {
            return nil
        }
        return origin
    }

    private func covers(_ path: String) -> Bool {
        guard !origins.isEmpty else { return false }
        return path == "/v1/help-requests" || path.hasPrefix("/v1/help-requests/") || path == "/v1/events"
    }
}
