import Administration
import HTTPTypes
import HelpDesk
import Testing
import WebServer
import WebTestSupport

@Suite("Expect: 100-continue, over real connections", .timeLimit(.minutes(5)))
struct ExpectContinueTests {
    private static let body = #"{"operator":"101","route":"*5003"}"#

    private func head(_ path: String, token: String? = TestSite.token, length: Int) -> String {
        let authorization = token.map { "Authorization: Bearer \($0)\r\n" } ?? ""
        return "POST \(path) HTTP/1.1\r\nHost: x\r\n\(authorization)Content-Type: application/json\r\n"
            + "Content-Length: \(length)\r\nExpect: 100-Continue\r\n\r\n"
    }

    @Test("A client that waits for 100 Continue sends its body at once, and its connection serves on")
    func continued() async throws {
        let site = TestSite()
        try await withServer(site) { port in
            try await RawConnection.open(port: port) { connection in
                for _ in 0..<2 {
                    try await connection.send(head("/v1/help-requests", length: Self.body.utf8.count))
                    #expect(try await connection.answer().status == 100)
                    try await connection.send(Self.body)
                    #expect(try await connection.answer().status == 202)
                }
            }
        }
        #expect(site.helpRequests.drafts.count == 2)
    }

    @Test("A webhook's sender that waits for 100 Continue gets it")
    func webhook() async throws {
        var site = TestSite()
        site.webhooks = FakeWebhooks(verdict: .uninteresting)
        try await withServer(site) { port in
            try await RawConnection.open(port: port) { connection in
                try await connection.send(head("/v1/webhooks/main", token: nil, length: 2))
                #expect(try await connection.answer().status == 100)
                try await connection.send("{}")
                #expect(try await connection.answer().status == 204)
            }
        }
    }

    @Test("A client without a token, and one whose body is too large, are refused without sending it")
    func refused() async throws {
        let site = TestSite()
        try await withServer(site) { port in
            for (path, token, length, status) in [
                ("/v1/help-requests", nil, 34, 401), ("/v1/help-requests", TestSite.token, 1 << 20, 413),
                ("/v1/webhooks/main", nil, 1 << 20, 413), ("/v1/nothing", TestSite.token, 34, 404),
            ] as [(String, String?, Int, Int)] {
                try await RawConnection.open(port: port) { connection in
                    try await connection.send(head(path, token: token, length: length))
                    let answer = try await connection.answer()
                    #expect(answer.status == status, "\(path)")
                    // Where the next request begins, nobody could tell.
                    #expect(answer.headers[.connection] == "close")
                    #expect(try await connection.isClosedByServer())
                }
            }
        }
        #expect(site.helpRequests.drafts.isEmpty)
    }

    @Test("A client that sends its body without waiting for 100 Continue gets no more than its answer")
    func impatient() async throws {
        try await withServer(TestSite()) { port in
            try await RawConnection.open(port: port) { connection in
                try await connection.send(head("/v1/help-requests", length: Self.body.utf8.count) + Self.body)
                #expect(try await connection.answer().status == 202)
                try await connection.send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(try await connection.answer().status == 200)
            }
        }
    }
}
