import CurlHTTP
import TestSupport
import Testing

@Suite struct CurlClientTimeoutTests {
    /// That it is given up at all shows that the timeout counts: nobody would answer for an hour.
    private func expect(
        _ phase: CurlHTTPError.Phase, after timeout: Duration, of request: HTTPRequest, on client: CurlClient
    ) async {
        let start = ContinuousClock.now
        let error = await failure(of: request, on: client)
        #expect(error as? CurlHTTPError == .timedOut(phase))
        #expect(ContinuousClock.now - start >= timeout)
    }

    @Test("A server that never answers is given up after the total timeout")
    func total() async throws {
        try await FaultServer.with { _ in
            .hang
        } run: { server in
            try await withClient { client in
                let request = makeRequest(url: server.url(), totalTimeout: .seconds(3))
                await expect(.response, after: .seconds(3), of: request, on: client)
            }
            await server.wait { $0.open == 0 }
        }
    }

    @Test("A server that sends a byte at a time does not stretch the total timeout")
    func drip() async throws {
        let steps = [FaultServer.Step].drip(text: String(repeating: "x", count: 100_000), every: .milliseconds(40))
        try await FaultServer.with { _ in
            steps
        } run: { server in
            try await withClient { client in
                let request = makeRequest(url: server.url(), totalTimeout: .seconds(3))
                await expect(.response, after: .seconds(3), of: request, on: client)
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
        // Long enough for a connection on any machine.
        let connectTimeout = Duration.seconds(4)
        let steps = [FaultServer.Step.wait(connectTimeout + .milliseconds(100))] + .answer(text: "ok")
        try await FaultServer.with { _ in
            steps
        } run: { server in
            try await withClient { client in
                let request = makeRequest(url: server.url(), connectTimeout: connectTimeout)
                let start = ContinuousClock.now
                let response = try await client.send(request)
                #expect(response.status == 200)
                #expect(.now - start >= connectTimeout)
            }
        }
    }
}
