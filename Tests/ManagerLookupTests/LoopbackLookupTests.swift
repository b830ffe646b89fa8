import ConcurrencyPrimitives
import CurlHTTP
import HelpDesk
import TestSupport
import Testing

@testable import ManagerLookup

/// The chain over a real HTTP client and a real socket.
@Suite("A lookup over the network")
struct LoopbackLookupTests {
    private func ask(
        timeout milliseconds: Int = 600_000, operator number: String = "101",
        respond: @escaping FaultServer.Respond
    ) async throws -> (answer: LookupAnswer, requests: [ReceivedRequest]) {
        let client = try CurlClient()
        let result = try await FaultServer.with(respond: respond) { server in
            let answer = try await Fixtures.chain(client, budget: .seconds(600)).managers(
                for: Fixtures.question(
                    operator: number,
                    Fixtures.source(
                        at: "http://127.0.0.1:\(server.port)/crm/", timeout: milliseconds,
                        credentials: ["token": "s3cret"])))
            return (answer, server.requests)
        }
        await client.shutdown()
        return result
    }

    @Test("A lookup over the network asks the generic contract's question")
    func generic() async throws {
        let (answer, requests) = try await ask { _ in
            .answer(
                headers: [("Content-Type", "application/json")],
                text: #"{"manager":{"extension":"200","name":"Sara Karimi","department":"support"}}"#)
        }
        #expect(answer.candidates == [Candidate(extension: "200", name: "Sara Karimi", source: .crm("main"))])
        let request = try #require(requests.first)
        #expect(requests.count == 1)
        #expect(request.method == "GET" && request.target == "/crm/managers?extension=101")
        #expect(request.header("Authorization") == "Bearer s3cret")
        #expect(request.header("Accept") == "application/json")
    }

    @Test("A lookup sends an operator's extension as one value, whatever it holds")
    func smuggling() async throws {
        let (_, requests) = try await ask(operator: "101&admin=1 HTTP/1.1\r\nX-Evil: 1#/../") { _ in
            .answer(status: 404)
        }
        let request = try #require(requests.first)
        #expect(
            request.target == "/crm/managers?extension=101%26admin%3D1%20HTTP%2F1.1%0D%0AX-Evil%3A%201%23%2F..%2F")
        #expect(request.header("X-Evil") == nil)
    }

    @Test("A lookup calls each fault of a CRM by its name")
    func faults() async throws {
        let deep = String(repeating: "[", count: 200_000)
        let faults: [(LookupReport.Result, [FaultServer.Step])] = [
            (.notFound, .answer(status: 404)), (.notFound, .answer(status: 204)),
            (.error, .answer(status: 503)), (.error, .answer(status: 401, text: "{}")),
            (.error, .redirect(to: "http://169.254.169.254/latest")), (.error, [.reset]), (.error, [.close]),
            (.error, .cutShort(promised: 100, text: "{}")), (.error, [.send("nonsense\r\n\r\n"), .close]),
            (.invalid, .answer(text: "<html>Log in</html>")), (.invalid, .answer(text: "[]")),
            (.invalid, .answer(text: deep)), (.invalid, .answer(body: [0x7B, 0xFF, 0x7D])),
            (.invalid, .chunked(chunks: 40, of: [UInt8](repeating: 0x20, count: 65536))),
        ]
        for (expected, steps) in faults {
            let (answer, _) = try await ask { _ in steps }
            #expect(answer.reports.map(\.result) == [expected], "\(steps.first.map { "\($0)".prefix(80) } ?? "")")
            #expect(answer.candidates.isEmpty)
        }
    }

    @Test("A request for a token is not repeated when its connection breaks: many a CRM takes a refresh token once")
    func tokenOnce() async throws {
        let client = try CurlClient()
        let mapping = Fixtures.mapping(
            auth: "{scheme: oauth2_refresh_token, path: token}",
            credentials: "{clientId: {description: i}, clientSecret: {description: s}, refreshToken: {description: r}}")
        let isRenewed = Locked(false)
        try await FaultServer.with { request in
            guard request.target == "/token" else {
                isRenewed.withLock { $0 = true }
                // The connection on which the token is renewed would be this one.
                return .answer(status: 401)
            }
            return isRenewed.withLock { $0 } ? [.close] : .answer(text: #"{"access_token": "a"}"#)
        } run: { server in
            let answer = try await Fixtures.chain(client, catalogue: Fixtures.catalogue(mapping)).managers(
                for: Fixtures.question(
                    Fixtures.source(
                        mapping: "test", at: server.url(""),
                        credentials: ["clientId": "i", "clientSecret": "s", "refreshToken": "r"])))
            #expect(answer.reports.map(\.result) == [.error])
            #expect(server.requests.map(\.target) == ["/token", "/managers", "/token"])
        }
        await client.shutdown()
    }

    @Test("A lookup at a CRM that is silent, or drips, ends when its time is up")
    func slow() async throws {
        for steps in [[FaultServer.Step].hang, .drip(text: "{\"manager\":null}", every: .seconds(1))] {
            let (answer, _) = try await ask(timeout: 200) { _ in steps }
            #expect(answer.reports.map(\.result) == [.timeout])
        }
    }

    @Test("A lookup at a CRM that is not there is an error at once")
    func refused() async throws {
        let client = try CurlClient()
        let server = try await FaultServer.start { _ in .hang }
        await server.stop()
        let answer = try await Fixtures.chain(client).managers(
            for: Fixtures.question(Fixtures.source(at: "http://127.0.0.1:\(server.port)")))
        await client.shutdown()
        #expect(answer.reports.map(\.result) == [.error])
    }

    @Test("A lookup ends its connection when its caller is cancelled")
    func cancellation() async throws {
        let client = try CurlClient()
        try await FaultServer.with(respond: { _ in .hang }) { server in
            let chain = try Fixtures.chain(client, budget: .seconds(3600))
            let source = Fixtures.source(at: "http://127.0.0.1:\(server.port)", timeout: 3_600_000)
            await withTaskGroup(of: LookupAnswer.self) { group in
                group.addTask { await chain.managers(for: Fixtures.question(source)) }
                await server.wait { $0.requests == 1 }
                group.cancelAll()
                await server.wait { $0.open == 0 }
                #expect(await group.next() == LookupAnswer())
            }
        }
        await client.shutdown()
    }
}
