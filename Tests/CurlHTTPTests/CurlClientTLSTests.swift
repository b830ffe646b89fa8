import CurlHTTP
import TestSupport
import Testing

@Suite struct CurlClientTLSTests {
    @Test("A self-signed certificate is refused, and accepted when it is the CA file")
    func certificates() async throws {
        try await TLSServer.with { server in
            try await withClient { client in
                let error = await failure(of: makeRequest(url: server.url), on: client) as? CurlHTTPError
                #expect(error?.kind == "tls", "\(String(describing: error))")
            }
            try await withClient(.init(caFile: server.certificateFile)) { client in
                let response = try await client.send(makeRequest(url: server.url))
                #expect(response.status == 200)
                let other = "https://localhost:\(server.port)/"
                let error = await failure(of: makeRequest(url: other), on: client) as? CurlHTTPError
                #expect(error?.kind == "tls", "the certificate is not for that name")
            }
        }
    }

    @Test("An expired certificate is refused even where its authority is trusted")
    func expired() async throws {
        try await TLSServer.with(.expired) { server in
            try await withClient(.init(caFile: server.certificateFile)) { client in
                let error = await failure(of: makeRequest(url: server.url), on: client) as? CurlHTTPError
                #expect(error?.kind == "tls")
                #expect(error.map { "\($0)" }?.contains("expired") == true, "\(String(describing: error))")
            }
        }
    }

    @Test("A server that does not speak TLS is not called untrusted")
    func plain() async throws {
        try await FaultServer.with {
            .echo($0)
        } run: { server in
            try await withClient { client in
                let url = "https://127.0.0.1:\(server.port)/"
                let error = await failure(of: makeRequest(url: url), on: client) as? CurlHTTPError
                #expect(error?.kind == "handshakeFailed", "\(String(describing: error))")
            }
        }
    }

    @Test("A CA file that cannot be read is found out at the start")
    func missing() throws {
        let error = #expect(throws: CurlHTTPError.self) {
            try CurlClient(configuration: .init(caFile: "/nonexistent/ca.pem"))
        }
        #expect(error?.kind == "unavailable")
    }
}
