import CurlHTTP
import TestSupport
import Testing

@Suite struct CurlClientTests {
    @Test("An answer comes back with its status, its headers in order and its body")
    func answer() async throws {
        try await FaultServer.with { _ in
            .answer(status: 201, headers: [("X-B", "1"), ("X-A", " two "), ("x-b", "3")], text: .text)
        } run: { server in
            try await withClient { client in
                let response = try await client.send(makeRequest(url: server.url("/a?b=c")))
                #expect(response.status == 201)
                #expect(response.headers.prefix(3) == [HTTPHeader("X-B", "1"), .init("X-A", "two"), .init("x-b", "3")])
                #expect(response.header("X-b") == "1")
                #expect(response.header("X-C") == nil)
                #expect(String(decoding: response.body, as: UTF8.self) == .text)
                #expect(server.requests.map(\.target) == ["/a?b=c"])
            }
        }
    }

    @Test("Headers are sent as given, in order, repeated and empty ones too, and none that nobody asked for")
    func requestHeaders() async throws {
        try await FaultServer.with {
            .echo($0)
        } run: { server in
            try await withClient { client in
                let headers = [
                    HTTPHeader("X-Second", "2"), .init("Authorization", "Bearer t"), .init("X-Second", "3"),
                    .init("X-Empty", ""),
                ]
                _ = try await client.send(
                    makeRequest(method: .post, url: server.url(), headers: headers, body: [1, 2, 3]))
                let sent = try #require(server.requests.first).headers
                let own = sent.filter { $0.name.hasPrefix("X-") || $0.name == "Authorization" }
                #expect(own.map { HTTPHeader($0.name, $0.value) } == headers)
                #expect(
                    Set(sent.map { $0.name.lowercased() }).subtracting(own.map { $0.name.lowercased() })
                        == ["host", "user-agent", "accept", "content-length"])
            }
        }
    }

    @Test(
        "Every method is sent with its body",
        arguments: [HTTPRequest.Method.get, .post, .put, .patch, .delete], [0, 5, 100_000])
    func methods(method: HTTPRequest.Method, size: Int) async throws {
        let body = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
        try await FaultServer.with {
            .echo($0)
        } run: { server in
            try await withClient { client in
                let response = try await client.send(makeRequest(method: method, url: server.url(), body: body))
                #expect(response.body == body)
                #expect(server.requests.map(\.method) == [method.rawValue])
            }
        }
    }

    @Test("A HEAD answer may promise any length and has no body")
    func head() async throws {
        try await FaultServer.with { _ in
            [.send("HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n")]
        } run: { server in
            try await withClient { client in
                let response = try await client.send(makeRequest(method: .head, url: server.url()))
                #expect(response.status == 200)
                #expect(response.body.isEmpty)
                #expect(server.requests.map(\.method) == ["HEAD"])
            }
        }
    }

    @Test("Requests one after the other share one connection")
    func reuse() async throws {
        try await FaultServer.with {
            .echo($0)
        } run: { server in
            try await withClient { client in
                for number in 0..<20 {
                    let method: HTTPRequest.Method = number.isMultiple(of: 2) ? .get : .post
                    _ = try await client.send(makeRequest(method: method, url: server.url()))
                }
                #expect(server.counts.accepted == 1)
                #expect(server.counts.requests == 20)
            }
            await server.wait { $0.open == 0 }
        }
    }

    @Test("An idle connection survives many slow ones to another server")
    func reuseUnderLoad() async throws {
        var configuration = CurlClient.Configuration()
        configuration.maximumIdleConnections = 1
        try await FaultServer.with { _ in
            .hang
        } run: { slow in
            try await FaultServer.with {
                .echo($0)
            } run: { quick in
                try await withClient(configuration) { client in
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for _ in 0..<50 {
                            group.addTask {
                                let request = makeRequest(url: slow.url())
                                _ = await failure(of: request, on: client)
                            }
                        }
                        await slow.wait { $0.requests == 50 }
                        for _ in 0..<10 { _ = try await client.send(makeRequest(url: quick.url())) }
                        #expect(quick.counts.accepted == 1)
                        group.cancelAll()
                    }
                }
            }
        }
    }

    @Test("A request that must not be repeated gets a connection of its own")
    func noReplay() async throws {
        try await FaultServer.with {
            .echo($0)
        } run: { server in
            try await withClient { client in
                var request = makeRequest(method: .post, url: server.url())
                _ = try await client.send(request)
                request.allowsReplay = false
                _ = try await client.send(request)
                #expect(server.counts.accepted == 2)
            }
        }
    }

    @Test(
        "On a kept connection that breaks, a request is repeated only if it may be", arguments: [true, false])
    func replay(allowed: Bool) async throws {
        let closing = [FaultServer.Step.close]
        try await FaultServer.with {
            $0.target == "/first" ? .echo($0) : closing
        } run: { server in
            try await withClient { client in
                _ = try await client.send(makeRequest(url: server.url("/first")))
                var request = makeRequest(method: .post, url: server.url("/second"), body: [1])
                request.allowsReplay = allowed
                let error = try #require(await failure(of: request, on: client) as? CurlHTTPError)
                #expect(error.kind == "protocolViolation")
                #expect(server.requests.filter { $0.target == "/second" }.count == (allowed ? 2 : 1))
            }
        }
    }

    @Test("A redirect is returned, not followed")
    func redirect() async throws {
        try await FaultServer.with { _ in
            .redirect(to: "/elsewhere")
        } run: { server in
            try await withClient { client in
                let response = try await client.send(makeRequest(url: server.url()))
                #expect(response.status == 302)
                #expect(response.header("location") == "/elsewhere")
                #expect(server.counts.requests == 1)
            }
        }
    }

    @Test("A name is looked up, and the answer's server is the one the name stands for")
    func name() async throws {
        try await FaultServer.with {
            .echo($0)
        } run: { server in
            try await withClient { client in
                let response = try await client.send(
                    makeRequest(method: .post, url: server.url("/", host: "LocalHost"), body: [7]))
                #expect(response.body == [7])
                #expect(server.requests.first?.header("host") == "LocalHost:\(server.port)")
            }
        }
    }

    @Test("A configured proxy is asked for the whole URL, whatever name is in it")
    func proxy() async throws {
        try await FaultServer.with {
            .echo($0)
        } run: { server in
            try await withClient(.init(proxy: "http://user:pass@localhost:\(server.port)")) { client in
                _ = try await client.send(makeRequest(url: "http://crm.invalid/x"))
                let request = try #require(server.requests.first)
                #expect(request.target == "http://crm.invalid/x")
                #expect(request.header("proxy-authorization") == "Basic dXNlcjpwYXNz")
            }
        }
    }
}
