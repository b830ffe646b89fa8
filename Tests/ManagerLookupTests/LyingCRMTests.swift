import CurlHTTP
import HelpDesk
import TestSupport
import Testing

@testable import ManagerLookup

/// A CRM that lies in every way, over a real HTTP client and a real socket.
@Suite("A CRM that lies")
struct LyingCRMTests {
    /// Takes a JSON answer as the generic contract has it, and an XML one likewise.
    private static let mappings = [
        """
        name: json
        title: JSON
        manager: {steps: [{id: m, request: {path: managers}}], answer: .steps.m.body.manager}
        """,
        """
        name: xml
        title: XML
        manager:
          steps: [{id: m, request: {path: managers, format: xml}}]
          answer: '.steps.m.body.r | if type == "object" then .manager else null end'
        """,
    ]

    private func ask(_ answer: LyingAnswer, timeout milliseconds: Int = 600_000) async throws -> LookupAnswer {
        let catalogue = try Fixtures.catalogue(Self.mappings[0], Self.mappings[1])
        let client = try CurlClient()
        let said = try await FaultServer.with(respond: { _ in answer.steps() }) { server in
            let chain = try Fixtures.chain(client, catalogue: catalogue)
            let source = Fixtures.source(
                mapping: answer.format.rawValue, at: "http://127.0.0.1:\(server.port)", timeout: milliseconds)
            return await chain.managers(for: Fixtures.question(source))
        }
        await client.shutdown()
        return said
    }

    @Test("A CRM that lies gets a word in the report for each lie", arguments: LyingAnswer.all)
    func lies(answer: LyingAnswer) async throws {
        let said = try await ask(answer)
        let report = try #require(said.reports.first)
        #expect(said.reports.count == 1)
        #expect(answer.results.contains(report.result), "\(report.result): \(report.detail ?? "")")
        #expect(said.candidates.count <= 20)
        #expect(said.candidates.allSatisfy { ($0.name?.utf8.count ?? 0) < 1000 })
        // One line, of a length that people read.
        #expect((report.detail?.utf8.count ?? 0) < 600 && report.detail?.contains { $0.isNewline } != true)
    }

    @Test(
        "A CRM is left when its time is up, whatever it dribbles",
        arguments: [
            LyingAnswer(name: "a body", results: [.timeout]) {
                .drip(text: String(repeating: " ", count: 100), every: .milliseconds(50))
            },
            LyingAnswer(name: "headers", results: [.timeout]) {
                [.send("HTTP/1.1 200 OK\r\n")]
                    + (0..<100).flatMap { [.send("X-\($0): x\r\n"), .wait(.milliseconds(50))] as [FaultServer.Step] }
            },
            LyingAnswer(name: "chunks", results: [.timeout]) {
                [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")]
                    + (0..<100).flatMap { _ in [.send("1\r\n \r\n"), .wait(.milliseconds(50))] as [FaultServer.Step] }
            },
            LyingAnswer(name: "silence", results: [.timeout]) { .hang },
        ])
    func dribbles(answer: LyingAnswer) async throws {
        let said = try await ask(answer, timeout: 300)
        #expect(said.reports.map(\.result) == [.timeout])
    }

    @Test(
        "A CRM may say anything about how long its token is good",
        arguments: [
            "1e308", "-1e308", "99999999999999999999", "-1", "0", "1e-320", "9223372036854775807", #""inf""#, #""nan""#,
            #""1e999""#, #""soon""#, "null", "[]", "{}", "true",
        ])
    func lifetimes(number: String) async throws {
        let yaml = """
            name: test
            title: Test
            credentials:
              clientId: {description: i}
              clientSecret: {description: s, secret: true}
            auth: {scheme: oauth2_client_credentials, path: token}
            manager: {steps: [{id: m, request: {path: managers}}], answer: .steps.m.body}
            """
        let client = ScriptedClient { request in
            .json(
                request.url.hasSuffix("token")
                    ? #"{"access_token":"t","expires_in":\#(number)}"# : #"{"extension":"200"}"#)
        }
        let chain = try Fixtures.chain(client, catalogue: Fixtures.catalogue(yaml))
        let source = Fixtures.source(mapping: "test", credentials: ["clientId": "i", "clientSecret": "s"])
        for _ in 0..<2 {
            let answer = await chain.managers(for: Fixtures.question(source))
            #expect(answer.candidates.map(\.extension) == ["200"], "\(answer.reports)")
        }
    }

    @Test("A lookup survives any number in its source's settings", arguments: [Int.min, -1, 0, Int.max])
    func extremes(number: Int) async throws {
        let client = ScriptedClient(json: #"{"manager":{"extension":"200"}}"#)
        let chain = try Fixtures.chain(client)
        var source = Fixtures.source()
        source.policy = LookupPolicy(cacheSeconds: number, staleSeconds: number, maximumConcurrent: number)
        #expect(await chain.managers(for: Fixtures.question(source)).candidates.map(\.extension) == ["200"])
        source.timeoutMilliseconds = number
        #expect(await chain.managers(for: Fixtures.question(source)).reports.count == 1)
    }
}
