import ConcurrencyPrimitives
import NIOHTTP1
import NIOPosix
import TestSupport
import Testing

@testable import Telephony

@Suite("REST calls over kept connections")
struct ARIConnectionPoolTests {
    private static func pool(_ port: Int) throws -> ARIConnectionPool {
        ARIConnectionPool(
            try ARIFixture.configuration(url: "http://127.0.0.1:\(port)/ari"),
            on: MultiThreadedEventLoopGroup.singleton.any())
    }

    private static func request(
        _ target: String = "/ari/x", body: [UInt8] = [], timeout: Duration = .seconds(60), maximumBytes: Int = 1000,
        condition: (@Sendable () -> Bool)? = nil
    ) -> ARIRequest {
        ARIRequest(
            method: .POST, target: target, body: body, timeout: timeout, maximumBytes: maximumBytes,
            condition: condition)
    }

    private static func failure(of request: ARIRequest, _ pool: ARIConnectionPool) async -> (any Error)? {
        do {
            _ = try await pool.send(request)
            return nil
        } catch {
            return error
        }
    }

    @Test("REST calls one after the other go over one connection, with the user, the body and its length")
    func kept() async throws {
        try await FaultServer.with {
            .echo($0)
        } run: { server in
            let pool = try Self.pool(server.port)
            let first = try await pool.send(Self.request(body: Array("{}".utf8)))
            #expect(first.status == 200)
            #expect(first.body == Array("{}".utf8))
            let second = try await pool.send(Self.request("/ari/y?z=1"))
            #expect(second.body.isEmpty)
            #expect(server.counts.accepted == 1)
            let (one, two) = (server.requests[0], server.requests[1])
            #expect((one.method, one.target, two.target) == ("POST", "/ari/x", "/ari/y?z=1"))
            #expect(one.header("Authorization") == "Basic aGVscGJyaWRnZTpzZWNyZXQ=")
            #expect(one.header("Content-Type") == "application/json")
            #expect(one.header("Host") == "127.0.0.1:\(server.port)")
            #expect(two.header("Content-Length") == "0")
            #expect(two.header("Transfer-Encoding") == nil)
        }
    }

    @Test("At most 64 REST calls are under way at once: the others wait for their turn, and all are answered")
    func limited() async throws {
        let gate = FaultServerGate()
        try await FaultServer.with { _ in
            [.waitFor(gate)] + .answer(text: "x")
        } run: { server in
            let pool = try Self.pool(server.port)
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<100 { group.addTask { try await pool.send(Self.request()).status } }
                await server.wait { $0.requests == 64 }
                #expect(server.counts.accepted == 64)
                gate.open()
                for try await status in group { #expect(status == 200) }
            }
            #expect(server.counts.requests == 100)
            #expect(server.counts.accepted == 64)
        }
    }

    @Test(
        "A REST call whose kept connection is closed or reset without a word goes out once more, over another one",
        arguments: [false, true])
    func repeated(isReset: Bool) async throws {
        let closed = Locked(false)
        try await FaultServer.with { request in
            let isClosed = closed.withLock { closed in
                guard request.target == "/ari/lost", !closed else { return false }
                closed = true
                return true
            }
            return isClosed ? [isReset ? .reset : .close] : .echo(request)
        } run: { server in
            let pool = try Self.pool(server.port)
            _ = try await pool.send(Self.request())
            let answer = try await pool.send(Self.request("/ari/lost"))
            #expect(answer.status == 200)
            #expect(server.requests.map(\.target) == ["/ari/x", "/ari/lost", "/ari/lost"])
            #expect(server.counts.accepted == 2)
        }
    }

    @Test(
        "A REST call that was the first of its connection, or has got a part of its answer, does not go out once more")
    func notRepeated() async throws {
        try await FaultServer.with { request in
            switch request.target {
            case "/ari/lost": [.close]
            case "/ari/cut": .cutShort(promised: 100, text: "short")
            default: .echo(request)
            }
        } run: { server in
            let pool = try Self.pool(server.port)
            #expect(await Self.failure(of: Self.request("/ari/lost"), pool) as? ARIRequestFailure == .broken)
            _ = try await pool.send(Self.request())
            let error = await Self.failure(of: Self.request("/ari/cut"), pool) as? ARIRequestFailure
            guard case .noAnswer = error else { throw UnexpectedEnd(error) }
            #expect(server.requests.map(\.target) == ["/ari/lost", "/ari/x", "/ari/cut"])
        }
    }

    private struct UnexpectedEnd: Error {
        let error: ARIRequestFailure?
        init(_ error: ARIRequestFailure?) { self.error = error }
    }

    @Test("A REST call whose condition does not hold once it is connected does not go out, and the connection is kept")
    func withheld() async throws {
        try await FaultServer.with {
            .echo($0)
        } run: { server in
            let pool = try Self.pool(server.port)
            let withheld = Self.request { false }
            #expect(await Self.failure(of: withheld, pool) as? ARIRequestFailure == .withheld)
            _ = try await pool.send(Self.request())
            // The connection that is kept now is no way around.
            #expect(await Self.failure(of: withheld, pool) as? ARIRequestFailure == .withheld)
            _ = try await pool.send(Self.request())
            #expect(server.counts.accepted == 1)
            #expect(server.counts.requests == 2)
        }
    }

    @Test("A REST call whose condition ends as it is written does not go out, and holds up no other one")
    func withheldAtLast() async throws {
        try await FaultServer.with {
            .echo($0)
        } run: { server in
            let pool = try Self.pool(server.port)
            // More than there may be connections.
            for _ in 0..<70 {
                let asked = Locked(0)
                let request = Self.request {
                    asked.withLock { count in
                        count += 1
                        return count == 1
                    }
                }
                #expect(await Self.failure(of: request, pool) as? ARIRequestFailure == .withheld)
                #expect(asked.withLock { $0 } == 2)
            }
            _ = try await pool.send(Self.request())
            #expect(server.counts.requests == 1)
        }
    }

    @Test("A REST call that was sent, and may not go out once more when its connection breaks, is not called withheld")
    func lost() async throws {
        try await FaultServer.with { request in
            request.target == "/ari/lost" ? [.close] : .echo(request)
        } run: { server in
            let pool = try Self.pool(server.port)
            _ = try await pool.send(Self.request())
            let asked = Locked(0)
            let request = Self.request("/ari/lost") {
                asked.withLock { count in
                    count += 1
                    return count <= 2
                }
            }
            #expect(await Self.failure(of: request, pool) as? ARIRequestFailure == .broken)
            #expect(asked.withLock { $0 } == 3)
            #expect(server.requests.map(\.target) == ["/ari/x", "/ari/lost"])
        }
    }

    @Test(
        "A REST call without an answer ends when its time is up, its connection is closed, and others are not held up")
    func responseTimeout() async throws {
        try await FaultServer.with { request in
            request.target == "/ari/hang" ? .hang : .echo(request)
        } run: { server in
            let pool = try Self.pool(server.port)
            let request = Self.request("/ari/hang", timeout: ARIFixture.answerable)
            #expect(await Self.failure(of: request, pool) as? ARIRequestFailure == .responseTimeout)
            await server.wait { $0.open == 0 }
            #expect(try await pool.send(Self.request()).status == 200)
        }
    }

    @Test("An answer that comes byte by byte ends when the time is up, not with the last byte")
    func dripping() async throws {
        try await FaultServer.with { _ in
            .drip(text: String(repeating: "x", count: 500), every: .seconds(1))
        } run: { server in
            let pool = try Self.pool(server.port)
            let request = Self.request(timeout: ARIFixture.answerable)
            #expect(await Self.failure(of: request, pool) as? ARIRequestFailure == .responseTimeout)
        }
    }

    @Test("A port at which nobody listens is told with the address and the system's reason")
    func unreachable() async throws {
        let port = try await FaultServer.with { _ in
            .hang
        } run: {
            $0.port
        }
        let error = await Self.failure(of: Self.request(), try Self.pool(port)) as? ARIRequestFailure
        #expect(error == .unreachable("127.0.0.1:\(port): Connection refused"))
    }

    @Test("An answer beyond the limit, with or without a stated length, is not taken")
    func tooLarge() async throws {
        try await FaultServer.with { request in
            switch request.target {
            case "/ari/long": .answer(text: String(repeating: "x", count: 1001))
            case "/ari/endless": .chunked(chunks: 1000, of: Array(repeating: 0x78, count: 100))
            default: .answer(text: String(repeating: "x", count: 1000))
            }
        } run: { server in
            let pool = try Self.pool(server.port)
            #expect(try await pool.send(Self.request()).body.count == 1000)
            for target in ["/ari/long", "/ari/endless"] {
                #expect(await Self.failure(of: Self.request(target), pool) as? ARIRequestFailure == .tooLarge(1000))
            }
            await server.wait { $0.open == 0 }
        }
    }

    @Test(
        "An answer that is not HTTP, or has a header without an end, ends a REST call with a reason",
        arguments: ["SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 200 OK\r\nX: \(String(repeating: "x", count: 100_000))"])
    func notHTTP(answer: String) async throws {
        try await FaultServer.with { _ in
            [.send(answer)]
        } run: { server in
            let error = await Self.failure(of: Self.request(), try Self.pool(server.port)) as? ARIRequestFailure
            guard case .noAnswer = error else { throw UnexpectedEnd(error) }
            await server.wait { $0.open == 0 }
        }
    }

    @Test("A connection that the peer wants closed is not used again")
    func closing() async throws {
        try await FaultServer.with { request in
            .answer(headers: [("Connection", "close")], text: "x")
        } run: { server in
            let pool = try Self.pool(server.port)
            for _ in 0..<2 { #expect(try await pool.send(Self.request()).status == 200) }
            #expect(server.counts.accepted == 2)
        }
    }

    @Test("A cancelled REST call ends at once, before it goes out or while it waits, and its connection is closed")
    func cancelled() async throws {
        try await FaultServer.with { _ in
            .hang
        } run: { server in
            let pool = try Self.pool(server.port)
            let waiting = Task { await Self.failure(of: Self.request(), pool) }
            await server.wait { $0.requests == 1 }
            waiting.cancel()
            #expect(await waiting.value is CancellationError)
            await server.wait { $0.open == 0 }
            let late = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await Self.failure(of: Self.request(), pool)
            }
            #expect(await late.value is CancellationError)
            #expect(server.counts.requests == 1)
        }
    }
}
