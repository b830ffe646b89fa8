import Administration
import Foundation
import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@Suite("The presence in the header")
struct PresencePageTests {
    private let site: TestSite

    init() {
        var site = TestSite()
        site.sessions = FakeSessions([
            .sample("ali", .operator, extension: "101"), .sample("both", .operator, extension: "101", others: ["103"]),
            .sample("sara", .supervisor, extension: "200", departments: ["support"]), .sample("root", .admin),
        ])
        self.site = site
    }

    private func get(
        _ client: TestSiteClient, _ path: String, as login: String = "ali", in language: String = "en"
    ) async throws -> Answer {
        try await site.page(path, as: login, in: language, through: client)
    }

    private func post(
        _ client: TestSiteClient, _ body: String, as login: String = "ali", token: String? = nil
    ) async throws -> Answer {
        try await site.form(body, to: "/presence", as: login, token: token, through: client)
    }

    private func shown(_ page: Answer) -> Substring? {
        page.text.firstMatch(of: #/<summary[^>]*><span class="badge" data-presence-state="([a-z]+)"/#)?.1
    }

    @Test("The presence stands on every page of whoever has an extension, in their language, and on no other")
    func whoever() async throws {
        try await site.test { client async throws in
            for (login, path) in [("ali", "/panel"), ("sara", "/supervisor"), ("sara", "/supervisor/history")] {
                let page = try await get(client, path, as: login)
                #expect(shown(page) == "online", "\(path)")
                for word in ["Online", "Busy", "On a break", "Offline"] { #expect(page.text.contains(word)) }
            }
            let persian = try await get(client, "/panel", in: "fa")
            for word in ["آنلاین", "مشغول به کار", "استراحت", "آفلاین"] { #expect(persian.text.contains(word)) }
            #expect(!(try await get(client, "/admin", as: "root")).text.contains(#"id="presence""#))
            #expect(try await get(client, "/presence", as: "root").status == 403)
        }
    }

    @Test("The presence is set by a form, says since when, and leads back to the page that it stands on")
    func set() async throws {
        try await site.test { client async throws in
            for state in ["busy", "break", "offline", "online"] {
                let set = try await post(client, "state=\(state)&next=/panel")
                #expect(set.status == 303)
                #expect(set.headers[.location] == "/panel")
                let page = try await get(client, "/panel")
                #expect(shown(page) == Substring(state))
                #expect(page.text.contains(#"<small class="muted">since "#))
                let part = try await get(client, "/presence?next=/panel")
                #expect(shown(part) == Substring(state) && !part.text.contains("<html"))
                #expect(part.text.contains(#"name="next" value="/panel""#))
            }
        }
    }

    @Test("The presence takes no other word, leads to no other site, and needs the token of its page")
    func refused() async throws {
        try await site.test { client async throws in
            #expect(try await post(client, "state=away&next=/panel").status == 400)
            #expect(try await post(client, "state=busy&next=//elsewhere.test/").headers[.location] == "/panel")
            #expect(try await post(client, "state=offline&next=/panel", token: "another").status == 403)
            #expect(try await post(client, "state=busy&next=/admin", as: "root").status == 403)
            #expect(shown(try await get(client, "/panel")) == "busy")
        }
    }

    @Test("The presence counts for all phones of whoever has several")
    func severalPhones() async throws {
        try await site.test { client async throws in
            #expect(try await post(client, "state=break&next=/panel", as: "both").status == 303)
        }
        for number in ["101", "103"] {
            #expect(try site.helpRequests.person(number).presence.state == .onBreak)
        }
        #expect(try site.helpRequests.person("200").presence.state == .online)
    }

    @Test("Through the API operators set their own presence, supervisors their departments', an admin everybody's")
    func whose() async throws {
        try await site.test { client async throws in
            for (login, allowed) in [
                ("ali", ["101"]), ("sara", ["101", "200"]), ("root", ["101", "103", "200", "300"]),
            ] {
                let signedIn = try await site.sessions.signIn(login)
                for number in ["101", "103", "200", "300"] {
                    let set = try await client.send(
                        .put, "/v1/presence/\(number)", token: nil,
                        headers: [
                            .cookie: signedIn.cookie, .contentType: "application/json",
                            HTTPField.Name("X-CSRF-Token")!: signedIn.token,
                        ], body: #"{"state":"busy"}"#)
                    #expect(set.status == (allowed.contains(number) ? 200 : 403), "\(login) \(number)")
                }
                let seen = try await client.send(
                    .get, "/v1/presence", token: nil, headers: [.cookie: signedIn.cookie])
                #expect(seen.text.contains(#""extension":"103""#) == allowed.contains("103"), "\(login)")
            }
        }
    }
}
