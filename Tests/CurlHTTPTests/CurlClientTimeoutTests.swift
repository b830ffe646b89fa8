import CurlHTTP
import TestSupport
import Testing

@Suite struct CurlClientTimeoutTests {
    /// How late a timeout may be on a busy machine.
    private static let slack: Duration = .seconds(10)

    private func expect(
        _ phase: CurlHTTPError.Phase, after timeout: Duration, of request: HTTPRequest, on client: CurlClient
    ) async {
        let start = ContinuousClock.now
        let error = await failure(of: request, on: client)
        let elapsed = ContinuousClock.now - start
        #expect(error as? CurlHTTPError == .timedOut(phase))
        #expect(elapsed >= timeout && elapsed < timeout + Self.slack, "after \(elapsed)")
    }

    @Test("A server that never answers is given up after the total timeout")
    func total() async throws {
        try await FaultServer.with { _ in
            .hang
        } run: { server in
            try await withClient { client in
                let request = makeRequest(url: server.url(), totalTimeout: .milliseconds(120))
                await expect(.response, after: .milliseconds(120), of: request, on: client)
            }
            await server.wait { $0.open == 0 }
        }
    }

    @Test("A server that sends a byte at a time does not stretch the total timeout")
    func drip() async throws {
        let steps = [FaultServer.Step].drip(text: String(repeating: "x", count: 1_000), every: .milliseconds(10))
        try await FaultServer.with { _ in
            steps
        } run: { server in
            try await withClient { client in
                let request = makeRequest(url: server.url(), totalTimeout: .milliseconds(150))
                await expect(.response, after: .milliseconds(150), of: request, on: client)
            }
        }
    }

    @Test("A host that does not take the connection is given up after the connect timeout")
    func connect() async throws {
        let listener = try SilentListener(.full)
        try await withClient { client in
            let request = makeRequest(url: "http://127.0.0.1:\(listener.port)/", connectTimeout: .milliseconds(150))
            await expect(.connect, after: .milliseconds(150), of: request, on: client)
        }
    }

    @Test("A TLS handshake that hangs counts as connecting")
    func handshake() async throws {
        let listener = try SilentListener(.empty)
        try await withClient { client in
            let request = makeRequest(url: "https://127.0.0.1:\(listener.port)/", connectTimeout: .milliseconds(150))
            await expect(.connect, after: .milliseconds(150), of: request, on: client)
        }
    }

    @Test("An answer within the timeout is not disturbed by it")
    func inTime() async throws {
        let steps = [FaultServer.Step.wait(.milliseconds(100))] + .answer(text: "ok")
        try await FaultServer.with { _ in
            steps
        } run: { server in
            try await withClient { client in
                let request = makeRequest(url: server.url(), connectTimeout: .milliseconds(50))
                let response = try await client.send(request)
                #expect(response.status == 200)
                #expect(response.duration >= .milliseconds(100))
            }
        }
    }
}
