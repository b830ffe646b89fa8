import Administration
import Foundation
import HTTPTypes
import Testing
import WebTestSupport

@testable import HelpDesk
@testable import WebServer

@Suite("The API with a session in place of a token")
struct SessionAccessTests {
    private static let csrf = AntiForgery.header

    private let site: TestSite
    private let support: HelpRequest
    private let sales: HelpRequest

    init() {
        var site = TestSite()
        site.sessions = FakeSessions([
            .sample("ali", .operator, extension: "101"), .sample("reza", .operator, extension: "102"),
            .sample("sara", .supervisor, extension: "200", departments: ["support"]),
            .sample("emma", .supervisor, departments: ["sales"]), .sample("root", .admin),
        ])
        support = HelpRequest(
            id: HelpRequestID(), route: "*5003", operator: "101", department: "support", createdAt: Date())
        sales = HelpRequest(
            id: HelpRequestID(), route: "*5003", operator: "103", department: "sales", createdAt: Date())
        site.helpRequests.add(support)
        site.helpRequests.add(sales)
        self.site = site
    }

    private func send(
        _ client: TestSiteClient, _ method: HTTPRequest.Method, _ path: String, as login: String, body: String? = nil
    ) async throws -> Answer {
        let signedIn = try await site.sessions.signIn(login)
        var headers: HTTPFields = [.cookie: signedIn.cookie, .contentType: "application/json"]
        if method != .get { headers[Self.csrf] = signedIn.token }
        return try await client.send(method, path, token: nil, headers: headers, body: body)
    }

    private struct Page: Decodable {
        struct Item: Decodable { var id: String }

        var items: [Item]
    }

    @Test(
        "Each user sees the requests that are their business, and only those",
        arguments: [("ali", [0]), ("reza", []), ("sara", [0]), ("emma", [1]), ("root", [1, 0])])
    func views(login: String, visible: [Int]) async throws {
        let all = [support, sales]
        try await site.test { client in
            let list = try await send(client, .get, "/v1/help-requests", as: login).json(Page.self)
            #expect(list.items.map(\.id) == visible.map { all[$0].id.text })
            let events = try await send(client, .get, "/v1/events", as: login)
            for (index, request) in all.enumerated() {
                let isVisible = visible.contains(index)
                #expect(events.text.contains(request.id.text) == isVisible)
                let path = "/v1/help-requests/\(request.id)"
                #expect(try await send(client, .get, path, as: login).status == (isVisible ? 200 : 404))
                #expect(try await send(client, .get, "\(path)/events", as: login).status == (isVisible ? 200 : 404))
                #expect(try await send(client, .post, "\(path)/cancel", as: login).status == (isVisible ? 200 : 404))
            }
        }
        #expect(site.helpRequests.requests.map { $0.state == .cancelled } == [0, 1].map(visible.contains))
    }

    @Test("A filter finds no request that is not in its user's view", arguments: ["operator=103", "department=sales"])
    func filters(query: String) async throws {
        try await site.test { client in
            for login in ["ali", "sara"] {
                let list = try await send(client, .get, "/v1/help-requests?\(query)", as: login)
                #expect(try list.json(Page.self).items.isEmpty, "\(login)")
            }
            let list = try await send(client, .get, "/v1/help-requests?\(query)", as: "emma")
            #expect(try list.json(Page.self).items.map(\.id) == [sales.id.text])
        }
    }

    @Test(
        "Nobody asks for an operator who is not their business",
        arguments: [("ali", true), ("reza", false), ("sara", true), ("emma", false), ("root", true)])
    func creating(login: String, isAllowed: Bool) async throws {
        try await site.test { client in
            for path in ["/v1/help-requests", "/v1/explain"] {
                let answer = try await send(
                    client, .post, path, as: login, body: #"{"operator":"101","route":"*5003"}"#)
                #expect(answer.status == (isAllowed ? (path == "/v1/explain" ? 200 : 202) : 422), "\(path)")
                if !isAllowed { #expect(try answer.problem().code == "unknown_operator") }
            }
        }
        #expect(site.helpRequests.drafts.count == (isAllowed ? 1 : 0))
    }

    @Test("Who asks once more, or repeats a call, is not told who listens to their open request secretly")
    func secretListeners() async throws {
        try await site.test { client in
            func create(as login: String, key: String? = nil) async throws -> Answer {
                let signedIn = try await site.sessions.signIn(login)
                var headers: HTTPFields = [
                    .cookie: signedIn.cookie, .contentType: "application/json", Self.csrf: signedIn.token,
                ]
                headers[HTTPField.Name("Idempotency-Key")!] = key
                return try await client.send(
                    .post, "/v1/help-requests", token: nil, headers: headers,
                    body: #"{"operator":"101","route":"*5003"}"#)
            }
            let id = try await create(as: "ali").json(HelpRequest.self).id
            var request = try #require(site.helpRequests.requests.first { $0.id == id })
            request.supervisors = [.listen, .whisper].map {
                SupervisorVisit(extension: "200", name: "Sara", mode: $0, at: Date())
            }
            site.helpRequests.add(request)
            for (login, key, modes) in [
                ("ali", nil, [CallMode.whisper]), ("ali", "k1", [.whisper]), ("ali", "k1", [.whisper]),
                ("root", nil, [.listen, .whisper]),
            ] as [(String, String?, [CallMode])] {
                let again = try await create(as: login, key: key)
                #expect(again.status == 202)
                let shown = try again.json(HelpRequest.self)
                #expect(shown.id == id)
                #expect(shown.supervisors.map(\.mode) == modes, "\(login)")
            }
        }
    }

    @Test("The default PBX may be named by whoever asks for themselves, too", arguments: ["ali", "sara"])
    func namedPBX(login: String) async throws {
        try await site.test { client in
            for path in ["/v1/explain", "/v1/help-requests"] {
                let body = #"{"operator":"101","pbx":"main","route":"*5003"}"#
                let answer = try await send(client, .post, path, as: login, body: body)
                #expect(answer.status < 300, "\(path)")
            }
        }
        #expect(site.helpRequests.drafts.map(\.operator) == ["101"])
    }

    @Test("A supervisor has no request served by a department that is not theirs")
    func foreignDepartment() async throws {
        try await site.test { client in
            let body = #"{"operator":"101","route":"*5003","department":"sales"}"#
            let answer = try await send(client, .post, "/v1/help-requests", as: "sara", body: body)
            #expect(answer.status == 422)
        }
    }

    @Test("A supervisor neither gets nor cancels another department's request by asking for the operator whose it is")
    func anotherDepartmentsRequest() async throws {
        var site = self.site
        site.helpRequests = MemoryHelpRequests()
        let open = SampleRequest.ringing("200", department: "sales", customer: "+98912")
        site.helpRequests.add(open)
        try await site.test { client in
            let body = #"{"operator":"101","route":"*5003"}"#
            let answer = try await send(client, .post, "/v1/help-requests", as: "sara", body: body)
            #expect(answer.status == 409)
            #expect(try answer.problem().code == "already_asked")
            #expect(!answer.text.contains("98912") && !answer.text.contains(open.id.text))
        }
        #expect(site.helpRequests.requests == [open])
    }

    @Test("Only an admin reaches settings and tokens", arguments: ["/v1/departments", "/v1/audit-log"])
    func scopes(path: String) async throws {
        try await site.test { client in
            for (login, status) in [("ali", 403), ("sara", 403), ("root", 200)] {
                let answer = try await send(client, .get, path, as: login)
                #expect(answer.status == status, "\(login)")
            }
        }
    }

    @Test("What changes something needs the token of the session, and another session's is none")
    func forgery() async throws {
        let mine = try await site.sessions.signIn("ali")
        let other = try await site.sessions.signIn("ali")
        try await site.test { client in
            for token in [nil, "", "x", other.token, mine.secret] {
                var headers: HTTPFields = [.cookie: mine.cookie, .contentType: "application/json"]
                headers[Self.csrf] = token
                let answer = try await client.send(
                    .post, "/v1/help-requests", token: nil, headers: headers,
                    body: #"{"operator":"101","route":"*5003"}"#)
                #expect(answer.status == 403)
                #expect(try answer.problem().code == "forged_call")
            }
            let reading = try await client.send(
                .get, "/v1/help-requests", token: nil, headers: [.cookie: mine.cookie])
            #expect(reading.status == 200)
        }
        #expect(site.helpRequests.drafts.isEmpty)
    }

    @Test("A cookie that opens nothing, that is there twice, or that is another kind of secret is answered 401")
    func refusedCookies() async throws {
        let signedIn = try await site.sessions.signIn("ali")
        let embedded = try await SessionService(store: site.sessions).begin(EmbeddedOperator(extension: "101")).secret
        try await site.test { client in
            for cookie in [
                "helpbridge-session=wrong", "helpbridge-session=", "helpbridge-session=\(embedded)",
                "\(signedIn.cookie); \(signedIn.cookie)", "other=\(signedIn.secret)",
            ] {
                let answer = try await client.send(
                    .get, "/v1/help-requests", token: nil, headers: [.cookie: cookie])
                #expect(answer.status == 401, "\(cookie)")
            }
            // A session's secret is no bearer token: that would need no token of a page.
            let answer = try await client.send(.get, "/v1/help-requests", token: signedIn.secret)
            #expect(answer.status == 401)
        }
    }

    @Test("Disabling, removing and signing out end a session at once, and a changed role counts at once")
    func ending() async throws {
        let signedIn = try await site.sessions.signIn("sara")
        @Sendable func status(_ client: TestSiteClient, _ path: String = "/v1/help-requests") async throws -> Int {
            try await client.send(.get, path, token: nil, headers: [.cookie: signedIn.cookie]).status
        }
        try await site.test { client in
            let before = try await status(client)
            #expect(before == 200)
            site.sessions.change("sara") { $0.isDisabled = true }
            #expect(try await status(client) == 401)
            site.sessions.change("sara") {
                $0.isDisabled = false
                $0.role = .admin
            }
            #expect(try await status(client, "/v1/audit-log") == 200)
            try await site.sessions.end(digest: TokenSecret.digest(of: signedIn.secret))
            #expect(try await status(client) == 401)
        }
    }

    @Test("An embedded page's token opens one operator's requests, and is no cookie")
    func embedded() async throws {
        var site = self.site
        let embed = try await EmbedVerifier(EmbedConfiguration(keys: .secret(TokenSigner.secret)))
        site.embed = embed
        let guest = try await embed.verify(TokenSigner.hs256().token())
        let secret = try await SessionService(store: site.sessions).begin(guest).secret
        try await site.test { client in
            let list = try await client.send(.get, "/v1/help-requests", token: secret).json(Page.self)
            #expect(list.items.map(\.id) == [support.id.text])
            #expect(try await client.create(token: secret).status == 202)
            let foreign = try await client.create(#"{"operator":"103","route":"*5003"}"#, token: secret)
            #expect(foreign.status == 422)
            #expect(try await client.send(.get, "/v1/departments", token: secret).status == 403)
        }
    }

    @Test("An operator who comes back is told of their open request whether or not it was committed since")
    func comingBack() async throws {
        var site = self.site
        site.helpRequests = MemoryHelpRequests(onWatch: { try await $0(.quiet) })
        site.helpRequests.add(support)
        site.helpRequests.add(sales)
        let cookie = try await site.sessions.signIn("ali").cookie
        let headers: HTTPFields = [.cookie: cookie, HTTPField.Name("Last-Event-ID")!: "90"]
        try await site.test { client in
            let events = try await client.send(.get, "/v1/events", token: nil, headers: headers)
            #expect(events.text.contains(support.id.text) && !events.text.contains(sales.id.text))
            #expect(!events.text.contains("id: "))
        }
    }
}
