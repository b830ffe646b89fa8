import TestSupport
import Testing

@testable import CurlHTTP

@Suite struct PreparedRequestTests {
    private static let url = "http://127.0.0.1/"
    private static let unfit: [HTTPRequest] = [
        HTTPRequest(url: "file:///etc/passwd"),
        HTTPRequest(url: url, headers: [.init("X-A", "1\r\nX-Injected: 1")]),
        HTTPRequest(url: url, headers: [.init("X-A", "1\n")]),
        HTTPRequest(url: url, headers: [.init("X-A", "1\0")]),
        HTTPRequest(url: url, headers: [.init("X-A: 1\r\nX-B", "1")]),
        HTTPRequest(url: url, headers: [.init("X A", "1")]),
        HTTPRequest(url: url, headers: [.init("X-A:", "1")]),
        HTTPRequest(url: url, headers: [.init("", "1")]),
        HTTPRequest(url: url, headers: [.init("content-length", "5")]),
        HTTPRequest(url: url, headers: [.init("Transfer-Encoding", "chunked")]),
        HTTPRequest(method: .head, url: url, body: [1]),
        HTTPRequest(url: url, maximumBodyBytes: -1),
        HTTPRequest(url: url, connectTimeout: .zero),
        HTTPRequest(url: url, totalTimeout: .seconds(-1)),
    ]

    @Test("A request that is not fit to be sent is refused", arguments: unfit.indices)
    func refused(index: Int) throws {
        let error = #expect(throws: CurlHTTPError.self) { try PreparedRequest(Self.unfit[index]) }
        #expect(error?.kind == "invalidRequest", "\(Self.unfit[index])")
    }

    @Test("A refused request never reaches the server")
    func nothingSent() async throws {
        try await FaultServer.with {
            .echo($0)
        } run: { server in
            try await withClient { client in
                let request = makeRequest(url: server.url(), headers: [.init("X-A", "1\r\n\r\nGET /2 HTTP/1.1\r\n")])
                #expect((await failure(of: request, on: client) as? CurlHTTPError)?.kind == "invalidRequest")
                #expect(server.counts.accepted == 0)
            }
        }
    }

    @Test("A header value of blanks is sent as an empty one, and libcurl's own fields are suppressed unless given")
    func lines() throws {
        let lines = try HeaderLines.make([.init("X-A", "1"), .init("X-B", " \t"), .init("content-type", "text/plain")])
        #expect(lines == ["X-A: 1", "X-B;", "content-type: text/plain", "Expect:"])
    }

    @Test("A timeout's milliseconds are rounded up and bounded")
    func milliseconds() {
        #expect(Duration.nanoseconds(1).roundedUpMilliseconds == 1)
        #expect(Duration.milliseconds(1_500).roundedUpMilliseconds == 1_500)
        #expect(Duration.seconds(-1).roundedUpMilliseconds == 0)
        #expect(Duration.seconds(Int64.max).roundedUpMilliseconds == Int(Int32.max))
    }
}
