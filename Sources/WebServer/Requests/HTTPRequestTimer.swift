import HTTPTypes
import Metrics

/// What monitoring reads of how long requests take to be answered, and how they are.
public enum HTTPRequestTimer {
    /// Makes those of calls for help that are refused: Prometheus sees no increase from *not there* to 1.
    public static func prepare() {
        for status in [HTTPResponse.Status.internalServerError, .serviceUnavailable] { _ = answered(.post, status) }
    }

    static func answered(_ method: HTTPRequest.Method, _ status: HTTPResponse.Status) -> Timer {
        Timer(
            label: "helpbridge_http_request_seconds",
            dimensions: [("method", method.rawValue), ("status", "\(status.code)")])
    }
}
