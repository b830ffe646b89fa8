import CurlHTTP
import HelpDesk
import Logging
import TestSupport
import Testing

@testable import ManagerLookup

@Suite("The chain of lookup sources")
struct LookupChainTests {
    private static let sara = #"{"manager":{"extension":"200","name":"Sara Karimi","department":"support"}}"#

    private func results(_ answer: LookupAnswer) -> [String] {
        answer.reports.map { "\($0.source) \($0.result.rawValue)" }
    }

    @Test("A lookup takes the first source's manager and asks nobody else")
    func firstWins() async throws {
        let client = ScriptedClient(json: Self.sara)
        let answer = try await Fixtures.chain(client).managers(
            for: Fixtures.question(Fixtures.source("a", credentials: ["token": "s"]), Fixtures.source("b")))
        #expect(answer.candidates == [Candidate(extension: "200", name: "Sara Karimi", source: .crm("a"))])
        #expect(results(answer) == ["crm:a found"])
        let request = try #require(client.requests.first)
        #expect(client.requests.count == 1)
        #expect(request.url == "http://crm.test/managers?extension=101")
        #expect(request.headers.contains(HTTPHeader("Authorization", "Bearer s")))
    }

    @Test("A lookup sends no Authorization where no token is set")
    func noToken() async throws {
        let client = ScriptedClient(json: Self.sara)
        for token in [[:], ["token": ""]] {
            _ = try await Fixtures.chain(client).managers(
                for: Fixtures.question(Fixtures.source(credentials: token)))
        }
        #expect(client.requests.count == 2)
        #expect(client.requests.allSatisfy { !$0.headers.contains { $0.name == "Authorization" } })
    }

    @Test("A lookup falls through to the next source, whatever the first one's failure")
    func fallsThrough() async throws {
        let failures: [(String, @Sendable () async throws -> HTTPResponse)] = [
            ("not_found", { .json("{}", status: 404) }), ("not_found", { .json("<html>", status: 404) }),
            ("not_found", { .json("", status: 410) }), ("not_found", { .json("null") }),
            ("not_found", { .json(#"{"manager":null}"#) }), ("not_found", { .json("", status: 204) }),
            ("not_found", { .json(#"{"manager":{"extension":"101"}}"#) }),
            ("error", { .json("{}", status: 500) }), ("error", { .json(Self.sara, status: 401) }),
            ("error", { .json("{}", status: 302) }), ("error", { .json("{}", status: 429) }),
            ("error", { throw CurlHTTPError.couldNotConnect("refused") }),
            ("error", { throw CurlHTTPError.couldNotResolve("no address") }),
            ("error", { throw CurlHTTPError.tls("untrusted") }), ("error", { throw CurlHTTPError.closed }),
            ("error", { throw CurlHTTPError.handshakeFailed("wrong version number") }),
            ("error", { throw CurlHTTPError.protocolViolation("cut short") }),
            ("timeout", { throw CurlHTTPError.timedOut(.response) }),
            ("timeout", { throw CurlHTTPError.timedOut(.connect) }),
            ("invalid", { throw CurlHTTPError.bodyTooLarge(1) }), ("invalid", { .json("<html>") }),
            ("invalid", { .json("[]") }), ("invalid", { .json("5") }), ("invalid", { .json("\"200\"") }),
            ("invalid", { .json(String(repeating: "[", count: 10_000)) }),
            ("invalid", { HTTPResponse(status: 200, body: [0x22, 0xFF, 0x22]) }),
            ("invalid", { .json(#"{"manager":"200"}"#) }),
            ("invalid", { .json(#"{"manager":{"extension":"999999999"}}"#) }),
            ("invalid", { .json(#"{"manager":{"extension":"200\r\nAction: Hangup"}}"#) }),
        ]
        for (word, failure) in failures {
            let client = ScriptedClient { request in
                request.url.hasPrefix("http://a.test") ? try await failure() : .json(Self.sara)
            }
            let answer = try await Fixtures.chain(client).managers(
                for: Fixtures.question(Fixtures.source("a", at: "http://a.test"), Fixtures.source("b")))
            #expect(results(answer) == ["crm:a \(word)", "crm:b found"])
            #expect(answer.candidates.map(\.source) == [.crm("b")])
        }
    }

    @Test("A lookup gives a silent source its own time and no more, and asks the next one")
    func sourceTimeout() async throws {
        let client = ScriptedClient { request in
            request.url.hasPrefix("http://a.test") ? try await ScriptedClient.hang() : .json(Self.sara)
        }
        let chain = try Fixtures.chain(client)
        let question = Fixtures.question(
            Fixtures.source("a", at: "http://a.test", timeout: 100), Fixtures.source("b"))
        let answer = await chain.managers(for: question)
        #expect(results(answer) == ["crm:a timeout", "crm:b found"])
        #expect(answer.reports[0].milliseconds >= 100)
        let sent = client.requests.filter { $0.url.hasPrefix("http://a.test") }
        #expect(sent.allSatisfy { $0.totalTimeout <= .milliseconds(100) && $0.connectTimeout <= .milliseconds(100) })
    }

    @Test("A lookup keeps within the answer budget, and says which sources it left no time for")
    func answerBudget() async throws {
        let client = ScriptedClient { _ in try await ScriptedClient.hang() }
        let chain = try Fixtures.chain(client, budget: .milliseconds(150))
        let question = Fixtures.question(
            Fixtures.source("a", timeout: 100), Fixtures.source("b", at: "http://b.test", timeout: 100),
            Fixtures.source("c", at: "http://c.test"))
        let answer = await chain.managers(for: question)
        #expect(results(answer) == ["crm:a timeout", "crm:b timeout", "crm:c timeout"])
        #expect(answer.reports[2].milliseconds == 0)
        // The second source gets what the first one left of the budget, the third one nothing.
        let second = client.requests.filter { $0.url.hasPrefix("http://b.test") }
        #expect(second.allSatisfy { $0.totalTimeout <= .milliseconds(50) })
        #expect(!client.requests.contains { $0.url.hasPrefix("http://c.test") })
    }

    @Test("A lookup without sources asks nobody")
    func noSources() async throws {
        let client = ScriptedClient(json: Self.sara)
        #expect(try await Fixtures.chain(client).managers(for: Fixtures.question()) == LookupAnswer())
        #expect(client.requests.isEmpty)
    }

    @Test("A lookup stops its request when its caller is cancelled")
    func cancellation() async throws {
        let (started, start) = AsyncStream<Void>.makeStream()
        let (stopped, stop) = AsyncStream<Void>.makeStream()
        let client = ScriptedClient { _ in
            start.yield()
            defer { stop.yield() }
            return try await ScriptedClient.hang()
        }
        let chain = try Fixtures.chain(client, budget: .seconds(3600))
        let question = Fixtures.question(
            Fixtures.source("a", timeout: 3_600_000), Fixtures.source("b", timeout: 3_600_000))
        await withTaskGroup(of: LookupAnswer.self) { group in
            group.addTask { await chain.managers(for: question) }
            for await _ in started { break }
            group.cancelAll()
            for await _ in stopped { break }
            let answer = await group.next()
            #expect(answer == LookupAnswer())
        }
        #expect(client.requests.count == 1)
    }

    @Test("A source that cannot be asked is reported as an error and is sent nothing, and the log names the cause")
    func unusableSources() async throws {
        let required = Fixtures.mapping(credentials: "{key: {description: the API key, secret: true}}")
        let cases: [(LookupSource, String)] = [
            (Fixtures.source(mapping: "test"), "the credential key (the API key) is not set"),
            (Fixtures.source(mapping: "test", credentials: ["key": ""]), "the credential key (the API key) is not set"),
            (
                Fixtures.source(mapping: "test", credentials: ["key": "env:MISSING"]),
                "the credential key cannot be read: the environment variable MISSING is not set"
            ),
            (Fixtures.source(mapping: "nosuch"), "no mapping nosuch"),
            (Fixtures.source(mapping: "test", at: "crm.test", credentials: ["key": "k"]), "must begin with http://"),
            (Fixtures.source(mapping: "test", credentials: ["key": "k"], caFile: "/ca.pem"), "caFile is not supported"),
        ]
        let client = ScriptedClient(json: Self.sara)
        for (source, cause) in cases {
            let log = LogRecorder()
            let answer = try await Fixtures.chain(client, catalogue: Fixtures.catalogue(required), logger: log.logger)
                .managers(for: Fixtures.question(source))
            #expect(results(answer) == ["crm:main error"])
            #expect(log.lines.first?.text.contains(cause) == true, "\(log.lines)")
        }
        #expect(client.requests.isEmpty)
    }

    @Test("A source with a certificate authority of its own is asked through the client that trusts it")
    func ownAuthority() async throws {
        let plain = ScriptedClient(json: Self.sara)
        let trusting = ScriptedClient(json: Self.sara)
        let chain = LookupChain(
            catalogue: try Fixtures.catalogue(),
            clients: HTTPClientSelection(standard: plain) { _ in trusting }, answerBudget: .seconds(60),
            dialPolicy: try DialPolicy(pattern: "^[0-9]+$"), resolveSecret: Fixtures.resolve,
            logger: LogRecorder().logger)
        _ = await chain.managers(for: Fixtures.question(Fixtures.source(caFile: "/etc/crm.pem")))
        #expect(plain.requests.isEmpty)
        #expect(trusting.requests.count == 1)
    }

    @Test("A lookup writes one log line a source, without secrets")
    func logging() async throws {
        let log = LogRecorder()
        let yaml = Fixtures.mapping(
            answer: "error(\"cannot use \" + .credentials.token)", auth: "bearer",
            credentials: "{token: {description: t, secret: true}}")
        let client = ScriptedClient(json: "{}")
        let chain = try Fixtures.chain(client, catalogue: Fixtures.catalogue(yaml), logger: log.logger)
        _ = await chain.managers(
            for: Fixtures.question(
                Fixtures.source("a", mapping: "test", credentials: ["token": "s3cret"]),
                Fixtures.source("b", mapping: "test", credentials: ["token": "s3cret"])))
        #expect(log.lines.count == 2)
        let line = try #require(log.lines.first)
        #expect(line.message == "manager lookup" && line.level == .warning)
        #expect(line.metadata["source"] == "crm:a" && line.metadata["result"] == "invalid")
        #expect(line.metadata["milliseconds"] != nil && line.metadata["operator"] == "101")
        #expect(line.text.contains("cannot use ***"))
        #expect(!log.lines.contains { $0.text.contains("s3cret") })
    }

    @Test("A lookup never sends a request whose values would leave their place")
    func escapes() async throws {
        let yaml = Fixtures.mapping(request: #"{path: 'users/\(.operator.crmId)'}"#)
        for value in ["..", "", "a\r\nb", "../../admin"] {
            let client = ScriptedClient(json: Self.sara)
            let question = Fixtures.question(crmId: value, Fixtures.source(mapping: "test"))
            let answer = try await Fixtures.chain(client, catalogue: Fixtures.catalogue(yaml)).managers(for: question)
            #expect(results(answer) == ["crm:main invalid"])
            #expect(client.requests.isEmpty)
        }
    }
}
