import Administration
import ConcurrencyPrimitives
import HTTPTypes
import HelpDesk
import Logging
import Testing
import WebTestSupport

@Suite
struct LoggingTests {
    @Test("A request is one line with its id, and neither token, query nor body is in it")
    func lines() async throws {
        let lines = Locked<[String]>([])
        let site = TestSite(logger: Logger(label: "test") { _ in RecordingLogHandler(lines: lines) })
        try await site.test { client in
            let created = try await client.create(
                #"{"operator":"101","route":"*5003","reason":"private"}"#, key: "key7")
            let id = try #require(created.headers[HTTPField.Name("X-Request-Id")!])
            _ = try await client.send(.get, "/v1/help-requests?operator=101")
            _ = try await client.send(.get, "/v1/help-requests", token: "wrong-token")
            _ = try await client.send(.get, "/prompts/\(FakePrompts.broken).wav")
            let all = lines.withLock { $0 }
            let requests = all.filter { $0.contains(" request hb.") }
            try #require(requests.count == 4)
            #expect(requests[0].hasPrefix("info "))
            #expect(requests[0].contains("hb.request.id=\(id)"))
            #expect(requests[0].contains("method=POST"))
            #expect(requests[0].contains("path=/v1/help-requests ") && requests[0].contains("status=202"))
            let made = try #require(site.helpRequests.requests.first?.id)
            #expect(requests[0].contains("request=\(made)"))
            #expect(requests[1].hasPrefix("debug "))
            #expect(requests[3].hasPrefix("warning "))
            #expect(all.contains { $0.hasPrefix("error ") && $0.contains("DiskFailure") })
            for secret in [TestSite.token, "wrong-token", "private", "key7", "operator=101"] {
                #expect(!all.contains { $0.contains(secret) }, "\(secret)")
            }
        }
    }

    @Test("Whoever watches a bridge that is not ready writes no warning each time")
    func watched() async throws {
        let lines = Locked<[String]>([])
        let site = TestSite(
            readiness: FakeReadiness(components: [.init(.pbx, isUp: false)]),
            logger: Logger(label: "test") { _ in RecordingLogHandler(lines: lines) })
        try await site.test { client in
            let answer = try await client.send(.get, "/readyz", token: nil)
            #expect(answer.status == 503)
        }
        let requests = lines.withLock { $0 }.filter { $0.contains(" request hb.") }
        #expect(requests.count == 1 && requests[0].hasPrefix("debug "))
    }

    @Test("A log handler that keeps nothing does no harm")
    func noHandler() async throws {
        let site = TestSite(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await site.test { client in
            let answer = try await client.create()
            #expect(answer.status == 202)
            #expect(answer.headers[HTTPField.Name("X-Request-Id")!] == nil)
        }
    }
}
