import ConcurrencyPrimitives
import CurlHTTP
import HelpDesk
import Testing

@testable import ManagerLookup

@Suite("The steps of a mapping")
struct MappingRunnerTests {
    private static let chained = """
        name: test
        title: Test
        manager:
          steps:
            - id: user
              request: {path: users, query: {ext: '\\(.operator.extension)'}}
              found: '.steps.user.body | length > 0'
            - id: unit
              when: .steps.user.body[0].unit
              request: {path: 'units/\\(.steps.user.body[0].unit)'}
            - id: head
              when: .steps.unit.body.head
              request: {path: 'users/\\(.steps.unit.body.head)'}
              found: .steps.head.status == 200
          answer: |
            if .steps.head then .steps.head.body | {extension: .phone, name}
            else {extension: .steps.user.body[0].fallback}
            end
        """

    private func ask(
        _ answers: [String: HTTPResponse], mapping yaml: String = chained
    ) async throws -> (answer: LookupAnswer, paths: [String]) {
        let client = ScriptedClient { request in
            try #require(answers[String(request.url.dropFirst("http://crm.test/".count))])
        }
        let answer = try await Fixtures.chain(client, catalogue: Fixtures.catalogue(yaml)).managers(
            for: Fixtures.question(Fixtures.source(mapping: "test")))
        return (answer, client.requests.map { String($0.url.dropFirst("http://crm.test/".count)) })
    }

    @Test("The steps of a mapping follow one another, each seeing the answers before it")
    func chain() async throws {
        let (answer, paths) = try await ask([
            "users?ext=101": .json(#"[{"unit":7}]"#), "units/7": .json(#"{"head":"u/9"}"#),
            "users/u%2F9": .json(#"{"phone":200,"name":"Sara"}"#),
        ])
        #expect(answer.candidates == [Candidate(extension: "200", name: "Sara", source: .crm("main"))])
        #expect(paths == ["users?ext=101", "units/7", "users/u%2F9"])
    }

    @Test("A step of a mapping is skipped where its `when` is false")
    func when() async throws {
        let (answer, paths) = try await ask(["users?ext=101": .json(#"[{"fallback":"300"}]"#)])
        #expect(answer.candidates.map(\.extension) == ["300"])
        #expect(paths == ["users?ext=101"])
    }

    @Test("The steps of a mapping end with nobody where `found` is false, or a step is answered 404")
    func nobody() async throws {
        let unknown = try await ask(["users?ext=101": .json("[]")])
        #expect(unknown.answer.reports.map(\.result) == [.notFound])
        let gone = try await ask([
            "users?ext=101": .json(#"[{"unit":7}]"#), "units/7": .json("no such unit", status: 404),
        ])
        #expect(gone.answer.reports.map(\.result) == [.notFound])
        #expect(gone.paths.count == 2)
    }

    @Test("The steps of a mapping go on over a 404 that `found` calls an answer")
    func foundOn404() async throws {
        let yaml = Fixtures.mapping(step: "found: .steps.m.body.extension", answer: ".steps.m.body")
        let (answer, _) = try await ask(["managers": .json(#"{"extension":"200"}"#, status: 404)], mapping: yaml)
        #expect(answer.candidates.map(\.extension) == ["200"])
        let usual = Fixtures.mapping(step: "found: .steps.m.body[0].extension | length > 0")
        let unknown = try await ask(["managers": .json("{}", status: 404)], mapping: usual)
        #expect(unknown.answer.reports.map(\.result) == [.notFound])
    }

    @Test("The steps of a mapping end with an error over a 404 or 410 of an address that names no operator")
    func knownAddress() async throws {
        for status in [404, 410] {
            for step in ["unknown: false", "unknown: false\n      found: 'true'"] {
                let page = HTTPResponse(status: status, body: Array("<html>Not Found</html>".utf8))
                let (answer, _) = try await ask(["managers": page], mapping: Fixtures.mapping(step: step))
                #expect(answer.reports.map(\.result) == [.error], "\(status), \(step)")
                #expect(answer.reports.map(\.reason) == [.requestRefused])
            }
        }
        let (unknown, _) = try await ask(
            ["managers": .json("{}", status: 404)], mapping: Fixtures.mapping(step: "unknown: true"))
        #expect(unknown.reports.map(\.result) == [.notFound])
    }

    @Test("A mapping sees the status and headers of an answer")
    func headers() async throws {
        let yaml = Fixtures.mapping(
            answer: "{extension: .steps.m.headers[\"x-extension\"], name: (.steps.m.status | tostring)}")
        let response = HTTPResponse(status: 204, headers: [HTTPHeader("X-Extension", "200")])
        let (answer, _) = try await ask(["managers": response], mapping: yaml)
        #expect(answer.candidates == [Candidate(extension: "200", name: "204", source: .crm("main"))])
    }

    @Test("A mapping may answer with several outputs, several managers in order")
    func outputs() async throws {
        let yaml = Fixtures.mapping(answer: ".steps.m.body[] | {extension: .}")
        let (answer, _) = try await ask(["managers": .json("[200, null, \"201\"]")], mapping: yaml)
        #expect(answer.candidates.map(\.extension) == ["200", "201"])
        let empty = try await ask(["managers": .json("{}")], mapping: Fixtures.mapping(answer: "empty"))
        #expect(empty.answer.reports.map(\.result) == [.notFound])
    }

    @Test("The steps of a mapping share the source's time")
    func sharedTime() async throws {
        let spent = Locked(Duration.zero)
        let client = ScriptedClient { request in
            guard request.url.hasSuffix("ext=101") else { return .json("{}") }
            let start = ContinuousClock.now
            defer { spent.withLock { $0 = start.duration(to: .now) } }
            // However long the CRM takes, the next request has that much less.
            for _ in 0..<1_000 { await Task.yield() }
            return .json(#"[{"unit":7}]"#)
        }
        let chain = try Fixtures.chain(client, catalogue: Fixtures.catalogue(Self.chained))
        _ = await chain.managers(for: Fixtures.question(Fixtures.source(mapping: "test", timeout: 60_000)))
        try #require(client.requests.count == 2)
        #expect(client.requests[0].totalTimeout <= .milliseconds(60_000))
        let first = spent.withLock { $0 }
        #expect(first > .zero)
        #expect(client.requests[1].totalTimeout <= client.requests[0].totalTimeout - first)
    }
}
