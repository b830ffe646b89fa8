import Administration
import Foundation
import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@Suite("The page of missed requests")
struct MissedRequestPageTests {
    private let requests = [
        SampleRequest.ended(.unavailable, .noAnswer, rang: ["200"]), SampleRequest.ended(.expired, .expired, rang: []),
    ]
    private let site: TestSite

    init() {
        var site = TestSite()
        site.missed = FakeMissedRequests(requests)
        site.sessions = FakeSessions([
            .sample("ali", .operator, extension: "101"),
            .sample("sara", .supervisor, extension: "200", departments: ["support"]),
            .sample("emma", .supervisor, departments: ["sales"]),
            .sample("omid", .supervisor, departments: ["support"]),
        ])
        self.site = site
    }

    private func send(
        _ client: TestSiteClient, _ method: HTTPRequest.Method = .get, _ path: String = "/supervisor/missed",
        _ body: String = "", as login: String = "sara"
    ) async throws -> Answer {
        if method == .get { return try await site.page(path, as: login, through: client) }
        return try await site.form(body, to: path, as: login, through: client)
    }

    @Test("A supervisor sees what was missed in their departments, and how many in the header of every page")
    func list() async throws {
        try await site.test { client in
            let page = try await send(client)
            #expect(page.status == 200)
            #expect(page.text.contains("nobody answered") && page.text.contains("not in time"))
            #expect(page.text.contains("2 missed requests"))
            #expect(try await send(client, .get, "/supervisor").text.contains("2 missed requests"))
            let other = try await send(client, as: "emma")
            #expect(other.text.contains("No request was missed") && !other.text.contains("missed requests</span>"))
            #expect(try await send(client, as: "ali").status == 403)
            let panel = try await send(client, .get, "/panel", as: "ali")
            #expect(panel.status == 200 && !panel.text.contains("/supervisor/missed"))
        }
    }

    @Test("That a missed request is seen to is kept with who said so, when and a note, and can be taken back")
    func settling() async throws {
        let path = "/supervisor/missed/\(requests[0].id)"
        try await site.test { client in
            let done = try await send(client, .post, path, "done=true&note=called%20back")
            #expect(done.status == 303 && done.headers[.location] == "/supervisor/missed?notice=settled")
            let page = try await send(client)
            #expect(page.text.contains("called back") && page.text.contains("1 missed request<"))
            let open = try #require(page.text.range(of: requests[1].id.text))
            let settled = try #require(page.text.range(of: requests[0].id.text))
            #expect(open.lowerBound < settled.lowerBound)
            #expect(try await send(client, .get, "/supervisor/missed?settled=yes").text.contains("called back"))

            #expect(try await send(client, .post, path, "done=false").status == 303)
            #expect(try await send(client, .post, path, "done=true", as: "emma").status == 404)
            #expect(try await send(client, .post, path, "done=true", as: "ali").status == 403)
        }
        #expect(site.missed.all.allSatisfy { $0.settlement == nil })
        #expect(site.audit.entries.map(\.action) == ["settled", "reopened"])
    }

    @Test("A missed request that a colleague has seen to stays as they noted it, and whoever comes later is told")
    func overtaken() async throws {
        let path = "/supervisor/missed/\(requests[0].id)"
        try await site.test { client in
            #expect(try await send(client, .post, path, "done=true&note=called%20back").status == 303)
            let late = try await send(client, .post, path, "done=true&note=nobody%20there", as: "omid")
            #expect(late.status == 409)
            #expect(late.text.contains("\u{2068}Sara\u{2069} has seen to this request already"))
            #expect(late.text.contains("called back") && !late.text.contains("nobody there"))
            #expect(late.text.contains(#"href="/language/fa?next=%2Fsupervisor%2Fmissed""#))
            // Pressed twice, it is what was wanted.
            #expect(try await send(client, .post, path, "done=true&note=called%20back").status == 303)
            #expect(site.missed.all.first?.settlement?.by == "Sara")

            #expect(try await send(client, .post, path, "done=false", as: "omid").status == 303)
            #expect(try await send(client, .post, path, "done=false").status == 303)
        }
        #expect(site.audit.entries.map(\.action) == ["settled", "reopened"])
    }

    @Test("A page is shown without the count of missed requests while they cannot be counted")
    func uncounted() async throws {
        var site = site
        site.missed = FakeMissedRequests(isBroken: true)
        let signedIn = try await site.sessions.signIn("sara")
        try await site.test { client in
            let headers: HTTPFields = [.cookie: signedIn.cookie, .acceptLanguage: "en"]
            let page = try await client.send(.get, "/supervisor", token: nil, headers: headers)
            #expect(page.status == 200 && page.text.contains("/supervisor/missed"))
            #expect(try await client.send(.get, "/supervisor/missed", token: nil, headers: headers).status == 503)
        }
    }
}
