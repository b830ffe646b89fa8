import CurlHTTP
import Testing

@Suite("Errors of the HTTP client")
struct CurlHTTPErrorTests {
    private static let errors: [CurlHTTPError] = [
        .timedOut(.resolve), .timedOut(.connect), .timedOut(.response), .couldNotConnect("r"), .couldNotResolve("r"),
        .tls("r"), .bodyTooLarge(1), .invalidRequest("r"), .protocolViolation("r"), .unavailable("r"), .closed,
    ]

    @Test("Each error of the HTTP client has a code of its own, and says in one line what happened")
    func codes() {
        #expect(Set(Self.errors.map(\.code)).count == Self.errors.count)
        #expect(Self.errors.allSatisfy { !$0.description.isEmpty && !$0.description.contains("\n") })
        #expect(CurlHTTPError.timedOut(.connect).code == "connect_timeout")
    }
}
