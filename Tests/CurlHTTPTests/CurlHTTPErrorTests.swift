import CurlHTTP
import Testing

@Suite("Errors of the HTTP client")
struct CurlHTTPErrorTests {
    private static let errors: [CurlHTTPError] = [
        .timedOut(.resolve), .timedOut(.connect), .timedOut(.response), .couldNotConnect("r"), .couldNotResolve("r"),
        .tls("r"), .handshakeFailed("r"), .bodyTooLarge(1), .invalidRequest("r"), .protocolViolation("r"),
        .unavailable("r"), .closed,
    ]

    @Test("Each error of the HTTP client says in one line what happened")
    func descriptions() {
        #expect(Self.errors.allSatisfy { !$0.description.isEmpty && !$0.description.contains("\n") })
    }
}
