import HTTPTypes
import Metrics

/// The metric for the duration and status of responses.
public enum HTTPRequestTimer {
    /// Creates the timers of failed calls for help in advance: Prometheus sees no increase from *absent* to 1.
    public static func prepare() {
        for status in [HTTPResponse.Status.internalServerError, .serviceUnavailable] { _ = answered(.post, status) }
    }

    static func answered(_ method: HTTPRequest.Method, _ status: HTTPResponse.Status) -> Timer {
        Timer(
            label: "helpbridge_http_request_seconds",
            dimensions: [("method", method.rawValue), ("status", "\(status.code)")])
    }
}
