import CurlHTTP
import TestSupport
import Testing

@Suite struct CurlClientFaultTests {
    private static let violations: [(String, [FaultServer.Step])] = [
        ("closed without an answer", [.close]),
        ("reset without an answer", [.reset]),
        ("reset within the answer", [.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), .reset]),
        ("less content than promised", .cutShort(promised: 100, text: "short")),
        ("cut within a chunk", [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nabc"), .close]),
        ("cut within the headers", [.send("HTTP/1.1 200 OK\r\nContent-Le"), .close]),
        ("no HTTP at all", [.send("SSH-2.0-OpenSSH_9.2p1\r\n"), .close]),
        ("a negative length", [.send("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nabc"), .close]),
        ("a chunk size that is none", [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), .close]),
        ("a header without name", [.send("HTTP/1.1 200 OK\r\nno colon here\r\nContent-Length: 0\r\n\r\n")]),
        ("a NUL in a header", [.send("HTTP/1.1 200 OK\r\nX-A: a\0b\r\nContent-Length: 0\r\n\r\n")]),
        ("a blank in a header's name", [.send("HTTP/1.1 200 OK\r\nX A: b\r\nContent-Length: 0\r\n\r\n")]),
        ("a CR in a header", [.send("HTTP/1.1 200 OK\r\nX-A: a\rb\r\nContent-Length: 0\r\n\r\n")]),
        ("a status that is none", [.send("HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n")]),
        ("nothing after an interim answer", [.send("HTTP/1.1 103 Early Hints\r\nX-A: b\r\n\r\n"), .close]),
        ("endless interim answers", .init(repeating: .send("HTTP/1.1 100 Continue\r\n\r\n"), count: 500)),
        ("endless headers", [.send("HTTP/1.1 200 OK\r\n")] + .init(repeating: .send("X-A: b\r\n"), count: 500)),
        ("an endless header", [.send("HTTP/1.1 200 OK\r\nX-A: ")] + .init(repeating: .send(.long), count: 500)),
    ]

    @Test("What is not a complete HTTP answer is a protocol violation", arguments: violations.indices)
    func violation(index: Int) async throws {
        let (name, steps) = Self.violations[index]
        try await FaultServer.with { _ in
            steps
        } run: { server in
            try await withClient { client in
                let error = try #require(await failure(of: makeRequest(url: server.url()), on: client), "\(name)")
                #expect((error as? CurlHTTPError)?.kind == "protocolViolation", "\(name): \(error)")
            }
        }
    }

    @Test("More content than an answer has promised is not read")
    func excess() async throws {
        let steps = [FaultServer.Step.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 500 No\r\n\r\n")]
        try await FaultServer.with { _ in
            steps
        } run: { server in
            try await withClient { client in
                for _ in 0..<3 {
                    let response = try await client.send(makeRequest(url: server.url()))
                    #expect(response.status == 200)
                    #expect(response.body == Array("ok".utf8))
                }
            }
        }
    }

    @Test("Header fields keep their order and their values, repeated ones, folded ones and empty ones as well")
    func headerFields() async throws {
        let steps = [
            FaultServer.Step.send("HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nX-Folded: one\r\n  two\r\nX-Empty:\r\n"),
            .send("set-cookie:   b=2: c  \r\nContent-Length: 0\r\n\r\n"),
        ]
        try await FaultServer.with { _ in
            steps
        } run: { server in
            try await withClient { client in
                let response = try await client.send(makeRequest(url: server.url()))
                #expect(
                    response.headers == [
                        HTTPHeader("Set-Cookie", "a=1"), .init("X-Folded", "one two"), .init("X-Empty", ""),
                        .init("set-cookie", "b=2: c"), .init("Content-Length", "0"),
                    ])
            }
        }
    }

    @Test("Interim answers and trailers leave no trace in the headers")
    func interim() async throws {
        let steps = [
            FaultServer.Step.send("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nX-A: 1\r\n"),
            .send("Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-A: trailer\r\n\r\n"),
        ]
        try await FaultServer.with { _ in
            steps
        } run: { server in
            try await withClient { client in
                let response = try await client.send(makeRequest(url: server.url()))
                #expect(response.status == 200)
                #expect(response.headers == [HTTPHeader("X-A", "1"), .init("Transfer-Encoding", "chunked")])
                #expect(response.body == Array("ok".utf8))
            }
        }
    }

    @Test("An answer longer than the limit is given up, whether it says its length or not")
    func tooLarge() async throws {
        let limit = 100_000
        let exact = [UInt8](repeating: 1, count: limit)
        let answers: [String: [FaultServer.Step]] = [
            "/exact": .answer(body: exact), "/over": .answer(body: exact + [1]),
            "/chunked": .chunked(chunks: 1_000, of: [UInt8](repeating: 1, count: 500)),
            "/promised": [.send("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")],
        ]
        try await FaultServer.with {
            answers[$0.target] ?? .hang
        } run: { server in
            try await withClient { client in
                let fits = makeRequest(url: server.url("/exact"), maximumBodyBytes: limit)
                let response = try await client.send(fits)
                #expect(response.body == exact)
                for path in ["/over", "/chunked", "/promised"] {
                    let request = makeRequest(url: server.url(path), maximumBodyBytes: limit)
                    let error = await failure(of: request, on: client) as? CurlHTTPError
                    #expect(error == .bodyTooLarge(limit), "\(path)")
                }
                let none = makeRequest(url: server.url("/exact"), maximumBodyBytes: 0)
                #expect(await failure(of: none, on: client) as? CurlHTTPError == .bodyTooLarge(0))
            }
        }
    }

    @Test("Compression is asked for only on wish, and the limit counts what comes out of it")
    func compression() async throws {
        let small = [FaultServer.Step].gzipped(zeros: 1_000)
        let bomb = [FaultServer.Step].gzipped(zeros: 2_000_000)
        try await FaultServer.with {
            $0.target == "/bomb" ? bomb : small
        } run: { server in
            try await withClient { client in
                let raw = try await client.send(makeRequest(url: server.url("/small")))
                #expect(raw.body.starts(with: [0x1F, 0x8B]))
                #expect(server.requests.last?.header("accept-encoding") == nil)

                var request = makeRequest(url: server.url("/small"))
                request.acceptsCompression = true
                let unpacked = try await client.send(request).body
                #expect(unpacked.count >= 1_000 && unpacked.allSatisfy { $0 == 0 })
                #expect(server.requests.last?.header("accept-encoding") == "gzip, deflate")

                request.url = server.url("/bomb")
                #expect(await failure(of: request, on: client) as? CurlHTTPError == .bodyTooLarge(1 << 20))
            }
        }
    }

    @Test("A port on which nobody listens is named with its host, and nothing else of the URL")
    func refused() async throws {
        let listener = try SilentListener(.none)
        try await withClient { client in
            let url = "http://127.0.0.1:\(listener.port)/path/secret?token=secret"
            let error = try #require(await failure(of: makeRequest(url: url), on: client) as? CurlHTTPError)
            #expect(error.kind == "couldNotConnect")
            #expect("\(error)".contains("127.0.0.1:\(listener.port)"))
            #expect(!"\(error)".contains("secret"))
        }
    }
}

extension [UInt8] {
    fileprivate static var long: [UInt8] { .init(repeating: UInt8(ascii: "a"), count: 1_000) }
}
