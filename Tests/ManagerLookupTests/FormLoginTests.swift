import ConcurrencyPrimitives
import CurlHTTP
import HelpDesk
import Testing

@testable import ManagerLookup

/// Forms answer a login with redirects and pages, whether it went well or not.
@Suite("A login by a form")
struct FormLoginTests {
    private static let yaml = #"""
        name: test
        title: A form
        credentials: {user: {description: u}, password: {description: p, secret: true}}
        login:
          request:
            path: login
            headers: {Cookie: csrftoken=t}
            form: '{username: .credentials.user, password: .credentials.password, csrfmiddlewaretoken: "t"}'
          FOUND
          session: .login.cookies.sessionid
        retryAfterLogin: .status == 302
        manager:
          steps: [{id: m, request: {path: managers, headers: {Cookie: 'sessionid=\(.session)'}}}]
          answer: .steps.m.body
        """#

    private func ask(
        found: String = "found: .login.status == 302 and .login.cookies.sessionid != null",
        respond: @escaping @Sendable (HTTPRequest) -> HTTPResponse
    ) async throws -> (report: LookupReport, requests: [HTTPRequest]) {
        let client = ScriptedClient { respond($0) }
        let catalogue = try Fixtures.catalogue(Self.yaml.replacing("FOUND", with: found))
        let answer = try await Fixtures.chain(client, catalogue: catalogue).managers(
            for: Fixtures.question(
                Fixtures.source(mapping: "test", credentials: ["user": "bridge", "password": "s3cret"])))
        return (try #require(answer.reports.first), client.requests)
    }

    private static func redirect(_ headers: HTTPHeader..., to location: String) -> HTTPResponse {
        HTTPResponse(
            status: 302, headers: headers + [HTTPHeader("Location", location)], body: Array("<html>moved".utf8))
    }

    @Test("A login by a form is good when `found` says so, whatever the status and the page")
    func redirects() async throws {
        let (report, requests) = try await ask { request in
            request.url.hasSuffix("/login")
                ? Self.redirect(HTTPHeader("Set-Cookie", "sessionid=abc; Path=/"), to: "/start")
                : .json(#"{"extension":"200"}"#)
        }
        #expect(report.result == .found)
        try #require(requests.count == 2)
        #expect(requests[1].headers.contains { $0 == HTTPHeader("Cookie", "sessionid=abc") })
    }

    @Test("A login that shows its form again counts as refused, in words that help")
    func refused() async throws {
        let (report, requests) = try await ask { _ in HTTPResponse(status: 200, body: Array("<html>form".utf8)) }
        #expect(report.result == .error && requests.count == 1)
        let detail = try #require(report.detail)
        #expect(detail.hasPrefix("login: the CRM refused it (login: the answer is "))
        #expect(detail.hasSuffix("; check the source's credentials"))
    }

    @Test("A login without `found` names where a redirect leads, and that it is not followed")
    func redirectWithoutFound() async throws {
        let (report, _) = try await ask(found: "") { _ in Self.redirect(to: "https://sso.example/?u=s3cret") }
        #expect(report.result == .error)
        #expect(report.detail == "login: HTTP 302 to https://sso.example/?u=*** (not followed)")
    }

    @Test("A login by a form is done again when a step is sent to the form")
    func expired() async throws {
        let served = Locked(0)
        let (report, requests) = try await ask { request in
            if request.url.hasSuffix("/login") {
                return Self.redirect(HTTPHeader("Set-Cookie", "sessionid=abc"), to: "/start")
            }
            let isFirst = served.withLock { count in
                count += 1
                return count == 1
            }
            return isFirst ? Self.redirect(to: "/login") : .json(#"{"extension":"200"}"#)
        }
        #expect(report.result == .found)
        #expect(requests.count == 4)
    }

    @Test(
        "A session is in no detail and no message, whether it was got just now or by an earlier lookup",
        arguments: ["abc", "0123-abcd-session"])
    func session(cookie: String) async throws {
        let yaml = Self.yaml.replacing("FOUND", with: "found: .login.cookies.sessionid != null")
            .replacing("retryAfterLogin: .status == 302", with: "")
            .replacing(#"(.session)'}}}]"#, with: #"(.session)'}}, message: .steps.m.body.error}]"#)
        let answer = Locked(Self.redirect(to: "/start/\(cookie)?x=\(cookie)&token=else"))
        let client = ScriptedClient { request in
            request.url.hasSuffix("/login")
                ? Self.redirect(HTTPHeader("Set-Cookie", "sessionid=\(cookie)"), to: "/start")
                : answer.withLock { $0 }
        }
        let chain = try Fixtures.chain(client, catalogue: Fixtures.catalogue(yaml))
        let question = Fixtures.question(
            Fixtures.source(mapping: "test", credentials: ["user": "bridge", "password": "s3cret"]))
        var reports = await chain.managers(for: question).reports
        answer.withLock { $0 = .json(#"{"error":"session \#(cookie) is over"}"#, status: 500) }
        reports += await chain.managers(for: question).reports
        #expect(client.requests.count { $0.url.hasSuffix("/login") } == 1)
        #expect(reports.map(\.result) == [.error, .error])
        #expect(reports.last?.message == "session *** is over")
        #expect(!"\(reports)".contains(cookie), "\(reports)")
        #expect(!"\(reports)".contains("else"), "\(reports)")
    }

    @Test("A login that is refused does not show the session with which the CRM goes on")
    func refusedSession() async throws {
        let cookie = "0123-abcd-session"
        let (report, _) = try await ask(found: "") { _ in
            Self.redirect(HTTPHeader("Set-Cookie", "sid=\(cookie); Path=/"), to: "/change-password/\(cookie)?sid=x1")
        }
        #expect(report.detail == "login: HTTP 302 to /change-password/***?sid=*** (not followed)")
    }

    @Test("A step that is redirected says where to")
    func step() async throws {
        let client = ScriptedClient { _ in Self.redirect(to: "https://www.crm.test/managers") }
        let answer = try await Fixtures.chain(client, catalogue: Fixtures.catalogue(Fixtures.mapping())).managers(
            for: Fixtures.question(Fixtures.source(mapping: "test")))
        #expect(answer.reports[0].result == .error)
        #expect(answer.reports[0].detail == "m: HTTP 302 to https://www.crm.test/managers (not followed)")
    }
}
