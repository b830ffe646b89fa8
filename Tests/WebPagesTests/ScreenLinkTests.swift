import Administration
import Foundation
import HTTPTypes
import Testing
import WebTestSupport

@testable import HelpDesk
@testable import WebServer

@Suite("Links for screens")
struct ScreenLinkTests {
    private let site: TestSite
    private let links: FakeScreenLinks
    private let own = SampleRequest.ringing("250")
    private let foreign = SampleRequest.ringing("210", operator: "103", department: "sales")

    init() {
        var site = TestSite()
        site.sessions = FakeSessions([
            .sample("ali", .operator, extension: "101"),
            .sample("sara", .supervisor, extension: "200", departments: ["support"]),
            .sample("emma", .supervisor, departments: ["sales"]), .sample("root", .admin),
        ])
        links = FakeScreenLinks(site.sessions)
        site.screens = links
        site.helpRequests.add(own)
        site.helpRequests.add(foreign)
        self.site = site
    }

    private func send(
        _ client: TestSiteClient, _ method: HTTPRequest.Method, _ path: String, _ body: String = "", as login: String
    ) async throws -> Answer {
        if method == .get { return try await site.page(path, as: login, through: client) }
        return try await site.form(body, to: path, as: login, through: client)
    }

    /// - Returns: the secret of a new link, as it is shown this once.
    private func link(
        _ client: TestSiteClient, as login: String = "sara", id: UUID = UUID(), name: String = "Hall"
    ) async throws -> String {
        let page = try await send(
            client, .post, "/supervisor/screens", "id=\(id.uuidString)&name=\(name)", as: login)
        #expect(page.status == 200)
        let address = try #require(page.text.firstMatch(of: /\/supervisor\/tv\?link=(hbw_[0-9a-f]{64})/))
        return String(address.1)
    }

    private func look(
        _ client: TestSiteClient, _ path: String = "/supervisor/tv", by secret: String
    ) async throws -> Answer {
        try await client.send(
            .get, path, token: nil, headers: [.cookie: "helpbridge-screen=\(secret)", .acceptLanguage: "en"])
    }

    @Test("Behind a trusted proxy that is reached over TLS a link leads there over TLS")
    func overTLS() async throws {
        var proxied = site
        // Whoever is at the other end of a test's connection.
        proxied.configuration.trustedProxies = ["unknown"]
        let signedIn = try await proxied.sessions.signIn("sara")
        try await proxied.test { client in
            let page = try await client.send(
                .post, "/supervisor/screens", token: nil,
                headers: [
                    .cookie: "__Host-\(signedIn.cookie)", .contentType: "application/x-www-form-urlencoded",
                    HTTPField.Name("X-Forwarded-Proto")!: "https",
                ], body: "csrf=\(signedIn.token)&id=\(UUID().uuidString)&name=Hall")
            #expect(page.status == 200)
            #expect(page.text.contains(/https:\/\/[^"<\/]*\/supervisor\/tv\?link=/))
        }
    }

    @Test("A screen does not show who only listens, since operators see it: supervisors do")
    func listeners() async throws {
        var request = SampleRequest.connected("250")
        request.supervisors = [
            SupervisorVisit(extension: "300", name: "Nora", mode: .listen, state: .joined, at: Date()),
            SupervisorVisit(extension: "301", name: "Dora", mode: .whisper, state: .joined, at: Date()),
        ]
        site.helpRequests.add(request)
        try await site.test { client in
            let secret = try await link(client)
            let wall = try await look(client, by: secret)
            #expect(wall.text.contains("Dora") && !wall.text.contains("Nora"))
            let own = try await send(client, .get, "/supervisor", as: "sara")
            #expect(own.text.contains("Dora") && own.text.contains("Nora"))
        }
    }

    @Test("A screen's link is shown once, stored as a digest, and created once even if its form is sent repeatedly")
    func making() async throws {
        try await site.test { client in
            let id = UUID()
            let secret = try await link(client, id: id)
            #expect(links.digests == [TokenSecret.digest(of: secret)])
            let again = try await send(client, .post, "/supervisor/screens", "id=\(id)&name=Hall", as: "sara")
            #expect(again.status == 303 && links.digests.count == 1)
            let list = try await send(client, .get, "/supervisor/screens", as: "sara")
            #expect(list.text.contains("Hall") && list.text.contains("Never") && !list.text.contains("hbw_"))
            #expect(try await send(client, .get, "/supervisor/screens", as: "ali").status == 403)
            #expect(try await send(client, .post, "/supervisor/screens", "id=x&name=Hall", as: "sara").status == 403)
        }
    }

    @Test("The link goes into a cookie and out of the address, and the screen speaks the language of whoever made it")
    func opening() async throws {
        try await site.test { client in
            let secret = try await link(client)
            let answer = try await client.send(
                .get, "/supervisor/tv?link=\(secret)&language=fa", token: nil, headers: [.acceptLanguage: "en"])
            #expect(answer.status == 303 && answer.headers[.location] == "/supervisor/tv")
            let cookies = answer.headers[values: .setCookie]
            #expect(cookies.contains { $0.hasPrefix("helpbridge-screen=\(secret);") && $0.contains("HttpOnly") })
            #expect(cookies.contains { $0.hasPrefix("helpbridge_language=fa;") })
            let list = try await send(client, .get, "/supervisor/screens", as: "sara")
            #expect(!list.text.contains("Never"))
        }
    }

    @Test("A screen's link opens the wall of its maker's departments, and nothing else")
    func reach() async throws {
        try await site.test { client in
            let secret = try await link(client)
            for path in ["/supervisor/tv", "/supervisor/tv/wall"] {
                let page = try await look(client, path, by: secret)
                #expect(page.status == 200)
                #expect(page.text.contains(own.id.text) && !page.text.contains(foreign.id.text))
                #expect(!page.text.contains("<button") && !page.text.contains("<form"))
            }
            #expect(try await look(client, by: secret).text.contains("data-polls"))
            for path in ["/supervisor", "/supervisor/wall", "/supervisor/history", "/supervisor/screens", "/admin"] {
                let answer = try await look(client, path, by: secret)
                #expect(answer.status == 303 && answer.headers[.location]?.hasPrefix("/login") == true)
            }
            // Neither is it a token of the API, nor a session.
            for path in ["/v1/help-requests", "/v1/events"] {
                #expect(try await look(client, path, by: secret).status == 401)
                #expect(try await client.send(.get, path, token: secret).status == 401)
                let session = try await client.send(
                    .get, path, token: nil, headers: [.cookie: "helpbridge-session=\(secret)"])
                #expect(session.status == 401)
            }
            let all = try await look(client, by: link(client, as: "root"))
            #expect(all.text.contains(own.id.text) && all.text.contains(foreign.id.text))
        }
    }

    @Test("A link ends when it is withdrawn, and shows what its maker may see at the moment")
    func ending() async throws {
        try await site.test { client in
            let id = UUID()
            let secret = try await link(client, id: id)
            site.sessions.change("sara") { $0.departments = ["sales"] }
            let moved = try await look(client, by: secret)
            #expect(!moved.text.contains(own.id.text) && moved.text.contains(foreign.id.text))
            let edits: [(inout User) -> Void] = [{ $0.isDisabled = true }, { $0.role = .operator }]
            for edit in edits {
                site.sessions.change("sara", edit)
                let dark = try await look(client, by: secret)
                #expect(dark.status == 403 && dark.text.contains("This link does not work any more"))
                let list = try await send(client, .get, "/supervisor/screens", as: "root")
                #expect(list.text.contains("Shows nothing any more"))
                site.sessions.change("sara") {
                    $0.isDisabled = false
                    $0.role = .supervisor
                }
            }
            #expect(try await look(client, by: secret).status == 200)

            // Another supervisor neither sees it nor withdraws it.
            #expect(try await !send(client, .get, "/supervisor/screens", as: "emma").text.contains("Hall"))
            let remove = "/supervisor/screens/\(id.uuidString)/remove"
            _ = try await send(client, .post, remove, as: "emma")
            #expect(try await look(client, by: secret).status == 200)
            #expect(try await send(client, .post, remove, as: "sara").status == 303)
            #expect(try await look(client, by: secret).status == 403)
            let opened = try await client.send(.get, "/supervisor/tv?link=\(secret)", token: nil)
            #expect(opened.status == 403 && opened.headers[.setCookie] == nil)
        }
    }

    @Test("Whoever has neither a link nor a session signs in to see the wall; an operator may not")
    func strangers() async throws {
        try await site.test { client in
            let answer = try await client.send(.get, "/supervisor/tv", token: nil)
            #expect(answer.status == 303 && answer.headers[.location] == "/login?next=%2Fsupervisor%2Ftv")
            #expect(try await send(client, .get, "/supervisor/tv", as: "ali").status == 403)
        }
    }
}
