import HTTPTypes
import HelpDesk
import Logging
import ServiceLifecycle
import Testing
import WebTestSupport

@testable import WebServer

@Suite(.timeLimit(.minutes(15)))
struct LiveServerTests {
    private static let authorization = "Host: x\r\nAuthorization: Bearer \(TestSite.token)\r\n"
    private static let prompt = "/prompts/\(FakePrompts.digest).wav"

    private static func post(_ body: String, headers: String = "") -> String {
        "POST /v1/help-requests HTTP/1.1\r\n\(authorization)Content-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)"
    }

    private static let create = post(#"{"operator":"101","route":"*5003"}"#)

    @Test("One connection serves many calls: GET, HEAD, range, 304, errors and POST")
    func keepAlive() async throws {
        try await withServer(TestSite()) { port in
            try await RawConnection.open(port: port) { connection in
                try await connection.send("GET \(Self.prompt) HTTP/1.1\r\nHost: x\r\n\r\n")
                let whole = try await connection.answer()
                #expect(whole.status == 200)
                #expect(whole.body == FakePrompts.content)
                #expect(whole.headers[.server] == "HelpBridge")
                #expect(whole.headers[.date] != nil)

                try await connection.send("HEAD \(Self.prompt) HTTP/1.1\r\nHost: x\r\n\r\n")
                let head = try await connection.answer(hasBody: false)
                #expect(head.status == 200)
                #expect(head.headers[.contentLength] == "1000")

                try await connection.send("GET \(Self.prompt) HTTP/1.1\r\nHost: x\r\nRange: bytes=10-19\r\n\r\n")
                let part = try await connection.answer()
                #expect(part.status == 206)
                #expect(part.body == Array(FakePrompts.content[10..<20]))

                try await connection.send(
                    "GET \(Self.prompt) HTTP/1.1\r\nHost: x\r\nIf-None-Match: \"\(FakePrompts.digest)\"\r\n\r\n")
                #expect(try await connection.answer().status == 304)

                try await connection.send("HEAD /nothing HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(try await connection.answer(hasBody: false).status == 404)

                try await connection.send("GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(try await connection.answer().problem().code == "not_found")

                try await connection.send(Self.create)
                #expect(try await connection.answer().status == 202)
            }
        }
    }

    @Test("The answer to a HEAD of what is streamed says nothing of its length, and ends the connection without a body")
    func headOfStream() async throws {
        try await withServer(TestSite()) { port in
            for path in ["/v1/help-requests.csv", "/v1/events"] {
                try await RawConnection.open(port: port) { connection in
                    try await connection.send("HEAD \(path) HTTP/1.1\r\n\(Self.authorization)\r\n")
                    let head = try await connection.answer(hasBody: false)
                    #expect(head.status == 200, "\(path)")
                    #expect(head.headers[.contentLength] == nil, "\(path)")
                    #expect(head.headers[.transferEncoding] == "chunked", "\(path)")
                    #expect(try await connection.isClosedByServer(), "\(path)")
                }
            }
        }
    }

    @Test("Calls that are sent without waiting are answered in their order")
    func pipelining() async throws {
        try await withServer(TestSite()) { port in
            try await RawConnection.open(port: port) { connection in
                let get = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"
                try await connection.send(Self.create + get + Self.create)
                var statuses: [Int] = []
                for _ in 0..<3 { statuses.append(try await connection.answer().status) }
                #expect(statuses == [202, 200, 202])
            }
        }
    }

    @Test("A body that arrives in pieces is put together")
    func chunks() async throws {
        let site = TestSite()
        try await withServer(site) { port in
            try await RawConnection.open(port: port) { connection in
                try await connection.send(
                    "POST /v1/help-requests HTTP/1.1\r\n\(Self.authorization)Transfer-Encoding: chunked\r\n\r\n"
                        + "11\r\n{\"operator\":\"101\"\r\n")
                try await connection.send("11\r\n,\"route\":\"*5003\"}\r\n0\r\n\r\n")
                #expect(try await connection.answer().status == 202)
            }
        }
        #expect(site.helpRequests.drafts.count == 1)
    }

    @Test("A body that is too large is answered 413, by its announced or by its real length, and the server goes on")
    func tooLarge() async throws {
        let site = TestSite()
        try await withServer(site) { port in
            let large = String(repeating: " ", count: 70_000)
            try await RawConnection.open(port: port) { connection in
                try await connection.send(Self.post(large))
                let answer = try await connection.answer()
                #expect(answer.status == 413)
                #expect(answer.headers[.connection] == "close")
                #expect(try answer.problem().code == "body_too_large")
            }
            try await RawConnection.open(port: port) { connection in
                try await connection.send(
                    "POST /v1/help-requests HTTP/1.1\r\n\(Self.authorization)Transfer-Encoding: chunked\r\n\r\n"
                        + "\(String(70_000, radix: 16))\r\n\(large)\r\n0\r\n\r\n")
                #expect(try await connection.answer().status == 413)
            }
            // Announced only: the answer must not wait for the body.
            try await RawConnection.open(port: port) { connection in
                try await connection.send(
                    "POST /v1/help-requests HTTP/1.1\r\n\(Self.authorization)Content-Length: 99999999999\r\n\r\n")
                #expect(try await connection.answer().status == 413)
            }
            try await RawConnection.open(port: port) { connection in
                try await connection.send(Self.create)
                #expect(try await connection.answer().status == 202)
            }
        }
    }

    @Test("A refused call with a body leaves the connection usable")
    func unreadBody() async throws {
        try await withServer(TestSite()) { port in
            try await RawConnection.open(port: port) { connection in
                try await connection.send(
                    "POST /v1/help-requests HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello")
                #expect(try await connection.answer().status == 401)
                try await connection.send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(try await connection.answer().status == 200)
            }
        }
    }

    @Test(
        "What is not HTTP is hung up on, and the server goes on",
        arguments: [
            "\u{16}\u{3}\u{1}nonsense\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", "\0\0\0\0\r\n\r\n",
        ])
    func garbage(text: String) async throws {
        try await withServer(TestSite()) { port in
            try await RawConnection.open(port: port) { connection in
                try await connection.send(text)
                #expect(try await connection.answer().status == 400)
                #expect(try await connection.isClosedByServer())
            }
            try await RawConnection.open(port: port) { connection in
                try await connection.send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(try await connection.answer().status == 200)
            }
        }
    }

    @Test("A body that breaks its own framing submits nothing")
    func brokenFraming() async throws {
        let site = TestSite()
        try await withServer(site) { port in
            try await RawConnection.open(port: port) { connection in
                try await connection.send(
                    "POST /v1/help-requests HTTP/1.1\r\n\(Self.authorization)Transfer-Encoding: chunked\r\n\r\n"
                        + "22\r\n{\"operator\":\"101\",\"route\":\"*5003\"}\r\nzz\r\n")
                #expect(try await connection.answer().status == 400)
            }
        }
        #expect(site.helpRequests.drafts.isEmpty)
    }

    @Test("A silent connection is closed after the idle timeout")
    func idle() async throws {
        let site = TestSite(
            configuration: WebServerConfiguration(port: 0, limits: ServerLimits(idleTime: .milliseconds(50))))
        try await withServer(site) { port in
            try await RawConnection.open(port: port) { connection in
                let isClosed = try await connection.isClosedByServer()
                #expect(isClosed)
            }
        }
    }

    @Test("Connections beyond the limit wait for a place")
    func connectionLimit() async throws {
        let site = TestSite(configuration: WebServerConfiguration(port: 0, limits: ServerLimits(connections: 1)))
        try await withServer(site) { port in
            let get = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"
            let events = AsyncStream<String>.makeStream()
            try await withThrowingTaskGroup(of: Void.self) { group in
                try await RawConnection.open(port: port) { first in
                    try await first.send(get)
                    #expect(try await first.answer().status == 200)
                    group.addTask {
                        try await RawConnection.open(port: port) { second in
                            try await second.send(get)
                            events.continuation.yield("sent")
                            #expect(try await second.answer().status == 200)
                            events.continuation.yield("second")
                        }
                        events.continuation.finish()
                    }
                    var iterator = events.stream.makeAsyncIterator()
                    #expect(await iterator.next() == "sent")
                    // The second has sent its call; the first, on its own connection, is still served before it.
                    try await first.send(get)
                    #expect(try await first.answer().status == 200)
                    events.continuation.yield("first")
                    #expect(await iterator.next() == "first")
                }
                try await group.waitForAll()
            }
        }
    }

    /// Serves until `body` has asked for a graceful shutdown, and that is done.
    private func stopping(
        _ site: TestSite, _ body: (_ port: Int, _ stop: () async -> Void) async throws -> Void
    ) async throws {
        let ports = AsyncStream<Int>.makeStream()
        let application = try site.application { port in ports.continuation.yield(port) }
        let group = ServiceGroup(configuration: .init(services: [application], logger: site.logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let port = try #require(await ports.stream.first { _ in true })
            try await body(port) { await group.triggerGracefulShutdown() }
            try await tasks.waitForAll()
        }
    }

    @Test("A graceful shutdown finishes what is under way and closes what is idle")
    func gracefulShutdown() async throws {
        let gate = Gate()
        let site = TestSite(helpRequests: MemoryHelpRequests { await gate.pass() })
        try await stopping(site) { port, stop in
            try await RawConnection.open(port: port) { idle in
                try await idle.send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(try await idle.answer().status == 200)
                try await RawConnection.open(port: port) { busy in
                    try await busy.send(Self.create)
                    await gate.arrival()
                    await stop()
                    #expect(try await idle.isClosedByServer())
                    gate.open()
                    #expect(try await busy.answer().status == 202)
                }
            }
        }
        #expect(site.helpRequests.requests.count == 1)
    }

    @Test("A client that never sends all of what it announced is cut off at the end of the program")
    func stalledClient() async throws {
        let patient = ServerLimits(bodyTime: .seconds(3600))
        try await stopping(TestSite(configuration: WebServerConfiguration(port: 0, limits: patient))) { port, stop in
            try await RawConnection.open(port: port) { stalled in
                let head = "POST /v1/help-requests HTTP/1.1\r\n\(Self.authorization)Content-Length: 1000\r\n"
                try await stalled.send(head + "Expect: 100-continue\r\n\r\n")
                // Its body is being waited for.
                #expect(try await stalled.answer(hasBody: false).status == 100)
                await stop()
                #expect(try await stalled.isClosedByServer())
            }
        }
    }

    @Test("A port that is taken stops the start with the address and the reason")
    func portInUse() async throws {
        try await withServer(TestSite()) { port in
            let site = TestSite(configuration: WebServerConfiguration(port: port))
            let error = await #expect(throws: WebServerError.self) { try await site.application().run() }
            #expect(error == .cannotListen(host: "127.0.0.1", port: port, reason: "Address already in use"))
        }
    }

    @Test("A host that is none of ours stops the start", arguments: ["no-such-host.invalid", "192.0.2.1"])
    func foreignHost(host: String) async throws {
        let site = TestSite(configuration: WebServerConfiguration(host: host, port: 0))
        await #expect(throws: WebServerError.self) { try await site.application().run() }
    }
}
