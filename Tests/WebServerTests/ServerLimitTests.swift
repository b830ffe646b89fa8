import HTTPTypes
import NIOCore
import NIOPosix
import Testing
import WebTestSupport

@testable import HelpDesk
@testable import WebServer

@Suite("The limits of the server, over real connections", .timeLimit(.minutes(15)))
struct ServerLimitTests {
    private static let get = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"

    private func site(_ limits: ServerLimits = ServerLimits(), trustedProxies: Set<String> = []) -> TestSite {
        TestSite(configuration: WebServerConfiguration(port: 0, trustedProxies: trustedProxies, limits: limits))
    }

    @Test("Where fewer connections can be served, one address still has only its part of them")
    func lowered() {
        let limits = ServerLimits(connections: 10_000, connectionsPerAddress: 4_000)
        #expect(limits.lowered(to: 10_000) == limits)
        let lowered = limits.lowered(to: 2_048)
        #expect(lowered.connections == 2_048 && lowered.connectionsPerAddress == 819)
        #expect(ServerLimits(connections: 10_000, connectionsPerAddress: 1).lowered(to: 16).connectionsPerAddress == 1)
    }

    @Test(
        "A header that is too large, as a whole, in one line or in lines, is answered 431, and the server goes on",
        arguments: [
            (1...17).map { "X-\($0): \(String(repeating: "x", count: 1000))\r\n" }.joined(),
            "X: \(String(repeating: "x", count: 13_000))\r\n", String(repeating: "X: x\r\n", count: 101),
            "webhook-signature:\(String(repeating: " v1,AA==", count: 9800))\r\n",
        ])
    func largeHeader(lines: String) async throws {
        try await withServer(site()) { port in
            try await RawConnection.open(port: port) { connection in
                try await connection.send("POST /v1/webhooks/main HTTP/1.1\r\nHost: x\r\n\(lines)\r\n")
                let answer = try await connection.answer()
                #expect(answer.status == 431)
                #expect(answer.headers[.connection] == "close")
            }
            try await RawConnection.open(port: port) { connection in
                try await connection.send(Self.get)
                #expect(try await connection.answer().status == 200)
            }
        }
    }

    @Test("A header of what browsers and CRMs send is taken")
    func usualHeader() async throws {
        try await withServer(site()) { port in
            try await RawConnection.open(port: port) { connection in
                let cookie = String(repeating: "c", count: 4000)
                let address = String(repeating: "a", count: 8 * 1024)
                try await connection.send(
                    "GET /livez?embed=\(address) HTTP/1.1\r\nHost: x\r\nCookie: a=\(cookie)\r\n\r\n")
                #expect(try await connection.answer().status == 200)
            }
        }
    }

    @Test("A header that does not end is answered 408")
    func slowHeader() async throws {
        try await withServer(site(ServerLimits(headerTime: .seconds(3)))) { port in
            try await RawConnection.open(port: port) { connection in
                try await connection.send("GET /livez HTTP/1.1\r\nHos")
                #expect(try await connection.answer().status == 408)
                #expect(try await connection.isClosedByServer())
            }
        }
    }

    @Test("A body that does not end is answered 408, and submits nothing")
    func slowBody() async throws {
        let site = site(ServerLimits(bodyTime: .milliseconds(200)))
        try await withServer(site) { port in
            try await RawConnection.open(port: port) { connection in
                try await connection.send(
                    "POST /v1/help-requests HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(TestSite.token)\r\n"
                        + "Content-Length: 35\r\n\r\n{\"operator\":\"101\"")
                let answer = try await connection.answer()
                #expect(answer.status == 408)
                #expect(try answer.problem().code == "slow_body")
                #expect(try await connection.isClosedByServer())
            }
        }
        #expect(site.helpRequests.drafts.isEmpty)
    }

    @Test("A body that nobody reads is not waited for any longer than one that somebody reads")
    func unreadBody() async throws {
        try await withServer(site(ServerLimits(bodyTime: .seconds(3)))) { port in
            try await RawConnection.open(port: port) { connection in
                try await connection.send("POST /v1/help-requests HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nh")
                #expect(try await connection.answer().status == 401)
                #expect(try await connection.isClosedByServer())
            }
        }
    }

    @Test("One address has so many connections and no more; when one ends, another one may come")
    func connectionsOfOneAddress() async throws {
        try await withServer(site(ServerLimits(connectionsPerAddress: 2))) { port in
            try await RawConnection.open(port: port) { first in
                try await first.send(Self.get)
                #expect(try await first.answer().status == 200)
                try await RawConnection.open(port: port) { second in
                    try await second.send(Self.get)
                    #expect(try await second.answer().status == 200)
                    #expect(try await Self.isRefused(port))
                    try await second.send(Self.get.replacing("\r\n\r\n", with: "\r\nConnection: close\r\n\r\n"))
                    #expect(try await second.answer().status == 200)
                    #expect(try await second.isClosedByServer())
                }
                // The server notices the end in its own time.
                while try await Self.isRefused(port) { await Task.yield() }
            }
        }
    }

    /// Whether one more connection is closed without an answer.
    private static func isRefused(_ port: Int) async throws -> Bool {
        do {
            return try await RawConnection.open(port: port) { connection in
                try await connection.send(get)
                _ = try await connection.answer()
                return false
            }
        } catch is RawConnection.Closed {
            return true
        } catch is IOError {
            return true
        } catch is ChannelError {
            return true
        }
    }

    @Test("A trusted proxy has as many connections as there are")
    func connectionsOfProxy() async throws {
        let site = site(ServerLimits(connectionsPerAddress: 1), trustedProxies: ["127.0.0.1"])
        try await withServer(site) { port in
            try await RawConnection.open(port: port) { first in
                try await first.send(Self.get)
                #expect(try await first.answer().status == 200)
                #expect(try await !Self.isRefused(port))
            }
        }
    }

    @Test("Connections are counted by networks, not single addresses, in IPv6")
    func networks() throws {
        let admission = ConnectionAdmission(limit: 1, exempt: ["10.0.0.1"])
        let first = try #require(try admission.enter("2001:db8::1"))
        #expect(throws: ConnectionAdmission.Refused.self) { try admission.enter("2001:db8::2") }
        #expect(try admission.enter("2001:db8:0:1::1") != nil)
        #expect(try admission.enter("::ffff:192.0.2.1") != nil)
        #expect(throws: ConnectionAdmission.Refused.self) { try admission.enter("192.0.2.1") }
        #expect(try admission.enter("10.0.0.1") == nil)
        #expect(try admission.enter(nil) == nil)
        admission.leave(first)
        #expect(try admission.enter("2001:db8::2") != nil)
    }

    @Test("A follower who reads nothing is hung up on, and what tells them ends")
    func deafFollower() async throws {
        let ended = AsyncStream<Void>.makeStream()
        var site = site(ServerLimits(writeTime: .milliseconds(200)))
        site.helpRequests = MemoryHelpRequests(onWatch: { tell in
            defer { ended.continuation.finish() }
            // More than any socket holds; each waits until there is room for it.
            while true {
                try await tell(.change(HelpRequestChange(revision: 1, request: SampleRequest.connected("200"))))
            }
        })
        try await withServer(site) { port in
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelOption(.autoRead, value: false)
                .connect(host: "127.0.0.1", port: port).get()
            try await channel.writeAndFlush(ByteBuffer(string: Self.follow))
            for await _ in ended.stream {}
            // The server may have done so already.
            try? await channel.close()
        }
    }

    private static let follow =
        "GET /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(TestSite.token)\r\n\r\n"

    @Test("A follower who has said goodbye is not told anything any more")
    func goneFollower() async throws {
        let watching = AsyncStream<Void>.makeStream()
        let gone = Gate()
        let ended = AsyncStream<Void>.makeStream()
        var site = site()
        site.helpRequests = MemoryHelpRequests(onWatch: { tell in
            defer { ended.continuation.finish() }
            try await tell(.quiet)
            watching.continuation.finish()
            await gone.pass()
            while true {
                try await tell(.quiet)
                // An event loop that is never without a task does not look at its sockets.
                try await Task.sleep(for: .milliseconds(1))
            }
        })
        try await withServer(site) { port in
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelOption(.allowRemoteHalfClosure, value: true)
                .connect(host: "127.0.0.1", port: port).get()
            try await channel.writeAndFlush(ByteBuffer(string: Self.follow))
            for await _ in watching.stream {}
            // They go on listening, as far as the socket can tell.
            try await channel.close(mode: .output)
            gone.open()
            for await _ in ended.stream {}
            // The server may have done so already.
            try? await channel.close()
        }
    }
}
