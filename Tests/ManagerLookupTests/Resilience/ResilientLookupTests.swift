import CurlHTTP
import Foundation
import HelpDesk
import Logging
import TestSupport
import Testing

@testable import ManagerLookup

@Suite("Lookups that hold nobody up")
struct ResilientLookupTests {
    private static let sara = #"{"manager":{"extension":"200","name":"Sara Karimi"}}"#

    /// Answers as it is told to at the moment.
    private final class Mood: Sendable {
        private let lock = NSLock()
        nonisolated(unsafe) private var current: Result<HTTPResponse, CurlHTTPError> = .success(.json(sara))

        func set(_ outcome: Result<HTTPResponse, CurlHTTPError>) {
            lock.withLock { current = outcome }
        }

        func respond() throws -> HTTPResponse {
            try lock.withLock { current }.get()
        }
    }

    private func source(_ policy: LookupPolicy = LookupPolicy()) -> LookupSource {
        var source = Fixtures.source()
        source.policy = policy
        return source
    }

    private func words(_ answer: LookupAnswer) -> [String] {
        answer.reports.map { "\($0.source) \($0.result.rawValue)" }
    }

    @Test("A CRM is asked once for one question, however many ask it together")
    func coalesced() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let client = ScriptedClient { _ in
            for await _ in gate { break }
            return .json(Self.sara)
        }
        let chain = try Fixtures.chain(client)
        let question = Fixtures.question(source())
        await withTaskGroup(of: LookupAnswer.self) { group in
            for _ in 0..<50 { group.addTask { await chain.managers(for: question) } }
            while chain.coalescedCount < 49 { await Task.yield() }
            open.yield()
            for await answer in group { #expect(answer.candidates.map(\.extension) == ["200"]) }
        }
        #expect(client.requests.count == 1)
        // Another operator is another question.
        open.finish()
        _ = await chain.managers(for: Fixtures.question(operator: "102", source()))
        #expect(client.requests.count == 2)
    }

    @Test("An answer is served again within its time to live, and only to the same question")
    func cached() async throws {
        let client = ScriptedClient(json: Self.sara)
        let chain = try Fixtures.chain(client)
        let source = source(LookupPolicy(cacheSeconds: 60))
        #expect(words(await chain.managers(for: Fixtures.question(source))) == ["crm:main found"])
        let again = await chain.managers(for: Fixtures.question(source))
        #expect(words(again) == ["crm:main cached"])
        #expect(again.candidates.map(\.extension) == ["200"])
        #expect(words(await chain.managers(for: Fixtures.question(operator: "102", source))) == ["crm:main found"])
        // A source with other settings is another source.
        var moved = source
        moved.baseURL = "http://elsewhere.test"
        #expect(words(await chain.managers(for: Fixtures.question(moved))) == ["crm:main found"])
        #expect(client.requests.count == 3)
    }

    @Test("A CRM is asked anew each time where nothing may be remembered")
    func uncached() async throws {
        let client = ScriptedClient(json: Self.sara)
        let chain = try Fixtures.chain(client)
        for _ in 0..<3 {
            #expect(words(await chain.managers(for: Fixtures.question(source()))) == ["crm:main found"])
        }
        #expect(client.requests.count == 3)
    }

    @Test("A lookup takes the last good answer when the CRM fails, and never one that the CRM has taken back itself")
    func staleIfError() async throws {
        let mood = Mood()
        let client = ScriptedClient { _ in try mood.respond() }
        let log = LogRecorder()
        let chain = try Fixtures.chain(client, logger: log.logger)
        let source = source(LookupPolicy(staleSeconds: 3600))
        let question = Fixtures.question(source)
        #expect(words(await chain.managers(for: question)) == ["crm:main found"])
        for failure in [
            .success(.json("{}", status: 500)), .failure(.timedOut(.response)), .success(.json("<html>")),
        ] as [Result<HTTPResponse, CurlHTTPError>] {
            mood.set(failure)
            let answer = await chain.managers(for: question)
            #expect(words(answer) == ["crm:main cached"])
            #expect(answer.candidates.map(\.extension) == ["200"])
            #expect(answer.reports[0].detail?.contains("since: ") == true)
        }
        #expect(log.messages(at: .warning).count == 3, "a CRM that fails is told of, whatever serves in its place")
        mood.set(.success(.json("{}", status: 404)))
        #expect(words(await chain.managers(for: question)) == ["crm:main not_found"])
        mood.set(.success(.json("{}", status: 500)))
        let answer = await chain.managers(for: question)
        #expect(words(answer) == ["crm:main error"])
        #expect(answer.candidates.isEmpty)
    }

    @Test("A lookup takes the last good answer when nothing is at an address that is the same for every operator")
    func staleIfGone() async throws {
        let mood = Mood()
        let client = ScriptedClient { _ in try mood.respond() }
        let mapping = Fixtures.mapping(step: "unknown: false", answer: ".steps.m.body.manager")
        let chain = try Fixtures.chain(client, catalogue: Fixtures.catalogue(mapping))
        var source = Fixtures.source(mapping: "test")
        source.policy = LookupPolicy(staleSeconds: 3600)
        let question = Fixtures.question(source)
        #expect(words(await chain.managers(for: question)) == ["crm:main found"])
        mood.set(.success(HTTPResponse(status: 404, body: Array("<html>Not Found</html>".utf8))))
        for _ in 0..<5 {
            let answer = await chain.managers(for: question)
            #expect(words(answer) == ["crm:main cached"])
            #expect(answer.candidates.map(\.extension) == ["200"])
        }
        #expect(chain.openCircuits(of: question.sources) == ["main"], "it counts as a failure")
    }

    @Test("A CRM that has failed five times is left alone, and the next source is asked at once")
    func circuit() async throws {
        let client = ScriptedClient { request in
            request.url.hasPrefix("http://b.test") ? .json(Self.sara) : .json("{}", status: 500)
        }
        let chain = try Fixtures.chain(client)
        let question = Fixtures.question(source(), Fixtures.source("b", at: "http://b.test"))
        for _ in 0..<5 { #expect(words(await chain.managers(for: question)).first == "crm:main error") }
        #expect(chain.openCircuits(of: question.sources) == ["main"])
        let sent = client.requests.count
        let answer = await chain.managers(for: question)
        #expect(words(answer) == ["crm:main circuit_open", "crm:b found"])
        #expect(client.requests.count == sent + 1)
    }

    @Test("A silent CRM is left alone also where its own time is longer than the answer budget, and the next is asked")
    func circuitWithinBudget() async throws {
        let client = ScriptedClient { request in
            request.url.hasPrefix("http://b.test") ? .json(Self.sara) : try await ScriptedClient.hang()
        }
        let chain = try Fixtures.chain(client, budget: .milliseconds(200))
        let question = Fixtures.question(Fixtures.source(timeout: 5000), Fixtures.source("b", at: "http://b.test"))
        for _ in 0..<5 { #expect(words(await chain.managers(for: question)) == ["crm:main timeout", "crm:b timeout"]) }
        #expect(chain.openCircuits(of: question.sources) == ["main"])
        #expect(words(await chain.managers(for: question)) == ["crm:main circuit_open", "crm:b found"])
    }

    @Test("What is the fault of one operator's data does not count against the CRM")
    func mappingFault() async throws {
        let client = ScriptedClient(json: #"{"extension":"999999999"}"#)
        let invalid = try Fixtures.chain(client, catalogue: Fixtures.catalogue(Fixtures.mapping()))
        let failing = try Fixtures.chain(
            client, catalogue: Fixtures.catalogue(Fixtures.mapping(answer: #"error("odd")"#)))
        let source = Fixtures.source(mapping: "test")
        for chain in [invalid, failing] {
            for _ in 0..<20 {
                let answer = await chain.managers(for: Fixtures.question(source))
                #expect(words(answer) == ["crm:main invalid"])
            }
            #expect(chain.openCircuits(of: [source]).isEmpty)
        }
    }

    @Test("A lookup obeys a CRM that asks for a pause, from the first time on")
    func tooManyRequests() async throws {
        let client = ScriptedClient { _ in
            HTTPResponse(status: 429, headers: [HTTPHeader("Retry-After", "30")])
        }
        let chain = try Fixtures.chain(client)
        let question = Fixtures.question(source())
        #expect(words(await chain.managers(for: question)) == ["crm:main error"])
        #expect(words(await chain.managers(for: question)) == ["crm:main circuit_open"])
        #expect(client.requests.count == 1)
    }

    @Test(
        "A CRM that asks for a pause at the login is obeyed, and that is not called refused credentials",
        arguments: [
            "auth: {scheme: oauth2_refresh_token, path: login}",
            "login: {request: {path: login, json: '{}'}, session: .login.body.session}",
            "login: {request: {path: login, json: '{}'}, found: .login.body.ok, session: .login.body.session}",
        ], [429, 503])
    func pauseAtLogin(way: String, status: Int) async throws {
        let client = ScriptedClient { _ in
            HTTPResponse(status: status, headers: [HTTPHeader("Retry-After", "30")], body: Array("{}".utf8))
        }
        let yaml = """
            name: test
            title: Test
            credentials: {clientId: {description: i}, clientSecret: {description: s}, refreshToken: {description: r}}
            \(way)
            manager:
              steps: [{id: m, request: {path: managers}}]
              answer: .steps.m.body
            """
        let chain = try Fixtures.chain(client, catalogue: Fixtures.catalogue(yaml))
        let question = Fixtures.question(
            Fixtures.source(
                mapping: "test", credentials: ["clientId": "i", "clientSecret": "s", "refreshToken": "r"]))
        let answer = await chain.managers(for: question)
        #expect(answer.reports.map(\.result) == [.error])
        #expect(answer.reports.map(\.reason) == [LookupReason(status: status)])
        #expect(answer.reports[0].detail?.contains("check") == false)
        #expect(words(await chain.managers(for: question)) == ["crm:main circuit_open"])
        #expect(client.requests.count == 1)
    }

    @Test("A refresh token that a CRM gives after the lookup is kept, and the access token that came with it used")
    func lateRefreshToken() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let (sent, send) = AsyncStream.makeStream(of: Void.self)
        let client = ScriptedClient { request in
            guard request.url.hasSuffix("/token") else { return .json(#"{"extension":"200"}"#) }
            send.yield()
            for await _ in gate { break }
            try Task.checkCancellation()
            return .json(#"{"access_token":"a","refresh_token":"r2"}"#)
        }
        let yaml = Fixtures.mapping(
            auth: "{scheme: oauth2_refresh_token, path: token}",
            credentials: "{clientId: {description: i}, clientSecret: {description: s}, refreshToken: {description: r}}")
        let (sessions, tokens) = (SessionKeeper(), InMemoryRefreshTokenStore())
        let chain = LookupChain(
            catalogue: try Fixtures.catalogue(yaml), clients: HTTPClientSelection(standard: client),
            answerBudget: .seconds(600), dialPolicy: try DialPolicy(pattern: "^[0-9]{2,6}$"),
            resolveSecret: Fixtures.resolve, sessions: sessions, refreshTokens: tokens,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let question = Fixtures.question(
            Fixtures.source(
                mapping: "test", credentials: ["clientId": "i", "clientSecret": "s", "refreshToken": "r"]))
        await sessions.renew {
            await withTaskGroup(of: LookupAnswer.self) { group in
                group.addTask { await chain.managers(for: question) }
                for await _ in sent { break }
                group.cancelAll()
                #expect(await group.next() == LookupAnswer())
            }
            open.yield()
            #expect(words(await chain.managers(for: question)) == ["crm:main found"])
        }
        #expect(client.requests.map(\.url) == ["http://crm.test/token", "http://crm.test/managers"])
        #expect(await tokens.refreshToken(of: "main", replacing: "r", from: "http://crm.test") == "r2")
    }

    @Test(
        "A login that takes longer than one lookup is finished beside it, and serves the next one",
        arguments: [
            "auth: {scheme: oauth2_client_credentials, path: login}",
            "login: {request: {path: login, json: '{}'}, session: .login.body.access_token}",
        ])
    func slowLogin(way: String) async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let client = ScriptedClient { request in
            guard request.url.hasSuffix("/login") else { return .json(#"{"extension":"200"}"#) }
            for await _ in gate { break }
            try Task.checkCancellation()
            return .json(#"{"access_token":"a"}"#)
        }
        let yaml = """
            name: test
            title: Test
            credentials: {clientId: {description: i}, clientSecret: {description: s}}
            \(way)
            manager:
              steps: [{id: m, request: {path: managers}}]
              answer: .steps.m.body
            """
        let sessions = SessionKeeper()
        let chain = LookupChain(
            catalogue: try Fixtures.catalogue(yaml), clients: HTTPClientSelection(standard: client),
            answerBudget: .seconds(600), dialPolicy: try DialPolicy(pattern: "^[0-9]{2,6}$"),
            resolveSecret: Fixtures.resolve, sessions: sessions,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        func ask(within milliseconds: Int) async -> [String] {
            let source = Fixtures.source(
                mapping: "test", timeout: milliseconds, credentials: ["clientId": "i", "clientSecret": "s"])
            return words(await chain.managers(for: Fixtures.question(source)))
        }
        await sessions.renew {
            #expect(await ask(within: 150) == ["crm:main timeout"])
            open.yield()
            #expect(await ask(within: 600_000) == ["crm:main found"])
        }
        #expect(client.requests.map(\.url) == ["http://crm.test/login", "http://crm.test/managers"])
    }

    @Test("A lookup asks the next source beside a slow one, and takes whoever names somebody first")
    func hedged() async throws {
        let client = ScriptedClient { request in
            request.url.hasPrefix("http://b.test") ? .json(Self.sara) : try await ScriptedClient.hang()
        }
        let slow = source(LookupPolicy(hedgeAfterMilliseconds: 20))
        let log = LogRecorder()
        let answer = try await Fixtures.chain(client, logger: log.logger).managers(
            for: Fixtures.question(slow, Fixtures.source("b", at: "http://b.test")))
        #expect(words(answer) == ["crm:main timeout", "crm:b found"])
        #expect(answer.candidates.map(\.source) == [.crm("b")])
        #expect(answer.reports[0].detail == "crm:b answered first")
        #expect(answer.reports[0].milliseconds >= 20)
        #expect(log.messages(at: .warning).isEmpty, "one that was overtaken has not failed")
    }

    @Test("No more lookups ask a source at once than it takes")
    func bulkhead() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let client = ScriptedClient { _ in
            begin.yield()
            for await _ in gate { break }
            return .json(Self.sara)
        }
        let chain = try Fixtures.chain(client)
        let narrow = source(LookupPolicy(maximumConcurrent: 2))
        await withTaskGroup(of: LookupAnswer.self) { group in
            for number in 110..<116 {
                group.addTask { await chain.managers(for: Fixtures.question(operator: "\(number)", narrow)) }
            }
            var seen = 0
            for await _ in begun {
                seen += 1
                if seen == 2 { break }
            }
            #expect(client.requests.count == 2)
            open.finish()
            for await answer in group { #expect(words(answer) == ["crm:main found"]) }
        }
        #expect(client.requests.count == 6)
    }

    @Test("A lookup tells in one log line a source what came out, and what it cost")
    func journal() async throws {
        let log = LogRecorder()
        let client = ScriptedClient(json: Self.sara)
        let chain = try Fixtures.chain(client, logger: log.logger)
        let source = source(LookupPolicy(cacheSeconds: 60))
        for _ in 0..<2 { _ = await chain.managers(for: Fixtures.question(source)) }
        #expect(log.lines.map { $0.metadata["result"] } == ["found", "cached"])
        #expect(log.lines.map { $0.metadata["cache"] } == ["miss", "hit"])
        #expect(log.lines.map { $0.metadata["steps"] } == ["1", "0"])
    }
}
