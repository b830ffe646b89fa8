import Administration
import ConcurrencyPrimitives
import Foundation
import HTTPTypes
import HelpDesk
import LocatedYAML
import Logging
import Testing
import WebTestSupport

@testable import WebPages
@testable import WebServer

@Suite("Signing in and out")
struct LoginTests {
    private static let password = "correct horse battery"

    private let site: TestSite

    init() {
        var site = TestSite()
        site.sessions = FakeSessions([
            .sample("ali", .operator, extension: "101"), .sample("sara", .supervisor, departments: ["support"]),
            .sample("root", .admin),
        ])
        self.site = site
    }

    /// A login page as a browser has it.
    private struct Form {
        var cookie: String
        var token: String
    }

    private func form(_ client: TestSiteClient, _ path: String = "/login") async throws -> Form {
        let page = try await client.send(.get, path, token: nil)
        #expect(page.status == 200)
        let cookie = try #require(page.headers[.setCookie]?.prefix { $0 != ";" })
        let token = try #require(page.text.firstMatch(of: #/name="csrf" value="([0-9a-f]+)"/#)?.1)
        return Form(cookie: String(cookie), token: String(token))
    }

    private func submit(
        _ client: TestSiteClient, _ form: Form, login: String = "ali", password: String = LoginTests.password,
        next: String? = nil, cookie: String = ""
    ) async throws -> Answer {
        var fields = ["csrf": form.token, "login": login, "password": password]
        fields["next"] = next
        return try await client.send(
            .post, "/login", token: nil,
            headers: [
                .cookie: [form.cookie, cookie].filter { !$0.isEmpty }.joined(separator: "; "),
                .contentType: "application/x-www-form-urlencoded",
            ],
            body: fields.map { "\($0)=\(PageAddress.encoded($1))" }.joined(separator: "&"))
    }

    private func sessionCookie(_ answer: Answer) throws -> String {
        let field = try #require(
            answer.headers[values: .setCookie].first { $0.hasPrefix("helpbridge-session=") })
        #expect(field.contains("; Path=/; HttpOnly; SameSite=Lax"))
        return String(field.prefix { $0 != ";" })
    }

    @Test(
        "The right password opens a new session, and leads to where the role begins",
        arguments: [("ali", "/panel"), (" ALI ", "/panel"), ("sara", "/supervisor"), ("root", "/admin")])
    func success(login: String, home: String) async throws {
        try await site.test { client in
            let answer = try await submit(client, try await form(client), login: login)
            #expect(answer.status == 303)
            #expect(answer.headers[.location] == home)
            let cookie = try sessionCookie(answer)
            let list = try await client.send(.get, "/v1/help-requests", token: nil, headers: [.cookie: cookie])
            #expect(list.status == 200)
        }
        #expect(site.sessions.sessions.count == 1)
    }

    @Test("Whoever signs in again gets another session, and the one that their browser had is over")
    func renewal() async throws {
        try await site.test { client in
            let first = try sessionCookie(try await submit(client, try await form(client)))
            let second = try sessionCookie(
                try await submit(client, try await form(client), login: "root", cookie: first))
            #expect(first != second)
            let old = try await client.send(.get, "/v1/help-requests", token: nil, headers: [.cookie: first])
            #expect(old.status == 401)
        }
    }

    @Test("A wrong password, an unknown login and a disabled user are told the same, and get no session")
    func failures() async throws {
        site.sessions.change("sara") { $0.isDisabled = true }
        try await site.test { client in
            var texts: Set<String> = []
            for (login, password) in [
                ("ali", "wrong"), ("nobody", Self.password), ("sara", Self.password), ("ali", ""),
            ] {
                let answer = try await submit(client, try await form(client), login: login, password: password)
                #expect(answer.status == 403, "\(login)")
                #expect(!answer.headers[values: .setCookie].contains { $0.contains("session=hbs") })
                texts.insert(answer.text.contains("Login or password is wrong") ? "wrong" : answer.text)
            }
            #expect(texts == ["wrong"])
        }
        #expect(site.sessions.sessions.isEmpty)
    }

    @Test("Whoever mistypes their password finds their login as they have typed it")
    func typedLogin() async throws {
        try await site.test { client in
            let answer = try await submit(client, try await form(client), login: "۱۰۲", password: "wrong")
            #expect(answer.status == 403 && answer.text.contains(#"value="۱۰۲""#))
        }
    }

    @Test("A form that does not come from a page that this browser was given is refused")
    func forgery() async throws {
        try await site.test { client in
            let mine = try await form(client)
            let other = try await form(client)
            for forged in [
                Form(cookie: mine.cookie, token: other.token), Form(cookie: "", token: mine.token),
                Form(cookie: mine.cookie, token: ""),
            ] {
                #expect(try await submit(client, forged).status == 403)
            }
            #expect(try await submit(client, mine).status == 303)
        }
        #expect(site.sessions.sessions.count == 1)
    }

    @Test(
        "The way back leads to a page of ours only",
        arguments: [
            ("/admin/routes?x=1", "/admin/routes?x=1"), ("//evil.example.com", "/panel"),
            ("https://evil.example.com", "/panel"), ("/\\evil.example.com", "/panel"), ("", "/panel"),
            ("/a\r\nSet-Cookie: x=y", "/panel"),
        ])
    func next(next: String, expected: String) async throws {
        try await site.test { client in
            let answer = try await submit(client, try await form(client), next: next)
            #expect(answer.headers[.location] == expected)
        }
    }

    @Test("Too many wrong passwords make the next one wait, with a line in the log")
    func throttling() async throws {
        let log = RecordingLogHandler()
        var site = site
        site.logger = Logger(label: "test") { _ in log }
        try await site.test { client in
            let form = try await form(client)
            for _ in 0..<5 {
                #expect(try await submit(client, form, password: "wrong password").status == 403)
            }
            let refused = try await submit(client, form)
            #expect(refused.status == 429)
            #expect(try Int(#require(refused.headers[.retryAfter])).map((1...2).contains) == true)
            // Others go on.
            #expect(try await submit(client, form, login: "root").status == 303)
        }
        let lines = log.lines.withLock { $0 }
        #expect(lines.contains { $0.contains("too many before it") })
        #expect(!lines.contains { $0.contains("wrong password") })
    }

    @Test("Signing out needs the token of the session, ends it, and leads to the login page")
    func signingOut() async throws {
        let signedIn = try await site.sessions.signIn("ali")
        @Sendable func signOut(_ client: TestSiteClient, _ token: String) async throws -> Answer {
            try await client.send(
                .post, "/logout", token: nil,
                headers: [.cookie: signedIn.cookie, .contentType: "application/x-www-form-urlencoded"],
                body: "csrf=\(token)")
        }
        try await site.test { client in
            let forged = try await signOut(client, "x")
            #expect(forged.status == 403)
            #expect(site.sessions.sessions.count == 1)
            let answer = try await signOut(client, signedIn.token)
            #expect(answer.status == 303)
            #expect(answer.headers[.location]?.hasPrefix("/login") == true)
            #expect(answer.headers[.setCookie]?.contains("Max-Age=0") == true)
            #expect(site.sessions.sessions.isEmpty)
            // A second time there is nothing to end.
            #expect(try await signOut(client, signedIn.token).status == 303)
        }
    }

    @Test("Over TLS the cookies are for this very host, and for TLS only")
    func secure() async throws {
        var site = site
        site.configuration.isSecure = true
        try await site.test { client in
            let page = try await client.send(.get, "/login", token: nil)
            let cookie = try #require(page.headers[.setCookie])
            #expect(cookie.hasPrefix("__Host-helpbridge-login="))
            #expect(cookie.hasSuffix("; Secure"))
        }
    }

    @Test("Behind a trusted proxy that says so the cookies are for TLS only, though the bridge is reached without")
    func secureAtProxy() async throws {
        let https: HTTPFields = [HTTPField.Name("X-Forwarded-Proto")!: "https"]
        for (proxies, isSecure) in [(Set(["unknown"]), true), ([], false)] {
            var proxied = site
            // Whoever is at the other end of a test's connection.
            proxied.configuration.trustedProxies = proxies
            let site = proxied
            try await site.test { client in
                let page = try await client.send(.get, "/login", token: nil, headers: https)
                let cookie = try #require(page.headers[.setCookie])
                #expect(cookie.hasPrefix("__Host-helpbridge-login=") == isSecure)
                #expect(cookie.hasSuffix("; Secure") == isSecure)
                #expect((page.headers[.strictTransportSecurity] != nil) == isSecure)
                let plain = try await client.send(.get, "/login", token: nil)
                #expect(plain.headers[.setCookie]?.hasPrefix("helpbridge-login=") == true)
                // The session of the one is none of the other.
                let session = try await site.sessions.signIn("ali").cookie
                var signedIn = https
                signedIn[.cookie] = "__Host-\(session)"
                let panel = try await client.send(.get, "/panel", token: nil, headers: signedIn)
                #expect(panel.status == (isSecure ? 200 : 303))
            }
        }
    }

    @Test("A page that needs somebody signed in asks them to, and brings them back")
    func asked() async throws {
        try await site.test { client in
            for path in ["/panel", "/supervisor", "/admin/routes?x=1"] {
                let answer = try await client.send(.get, path, token: nil)
                #expect(answer.status == 303)
                #expect(answer.headers[.location] == "/login?next=\(PageAddress.encoded(path))")
            }
            let signedIn = try await site.sessions.signIn("ali")
            for (path, status) in [("/panel", 200), ("/supervisor", 403), ("/admin", 403), ("/login", 303)] {
                let answer = try await client.send(.get, path, token: nil, headers: [.cookie: signedIn.cookie])
                #expect(answer.status == status, "\(path)")
            }
        }
    }

    @Test("A database that is away is a 503")
    func away() async throws {
        struct Away: Error {}
        try await site.test { client in
            let form = try await form(client)
            site.sessions.fail(with: Away())
            #expect(try await submit(client, form).status == 503)
        }
    }
}
