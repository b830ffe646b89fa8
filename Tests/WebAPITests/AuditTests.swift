import Administration
import Foundation
import HTTPTypes
import HelpDesk
import Testing
import WebServer
import WebTestSupport

@Suite struct AuditTests {
    private var site: TestSite

    init() {
        site = TestSite()
        site.sessions = FakeSessions([.sample("ali", .operator, extension: "101")])
    }

    @Test("Who fails to sign in is noted by the name that was given, and from where")
    func failedSignIn() async throws {
        var site = site
        site.configuration.trustedProxies = ["unknown"]
        try await site.test { client in
            let page = try await client.send(.get, "/login", token: nil)
            let cookie = try #require(page.headers[.setCookie]?.prefix { $0 != ";" })
            let token = try #require(page.text.firstMatch(of: #/name="csrf" value="([0-9a-f]+)"/#)?.1)
            let answer = try await client.send(
                .post, "/login", token: nil,
                headers: [
                    .cookie: String(cookie), .contentType: "application/x-www-form-urlencoded",
                    HTTPField.Name("X-Forwarded-For")!: "192.0.2.7",
                ], body: "csrf=\(token)&login=Ali&password=wrong")
            #expect(answer.status == 403)
        }
        #expect(
            site.audit.entries == [
                .init(author: "anonymous", address: "192.0.2.7", action: "sign_in_failed", kind: "session", item: "ali")
            ])
    }

    @Test("Taking the history out is noted in the audit log with the token that did")
    func export() async throws {
        try await site.test { client in
            let answer = try await client.send(.get, "/v1/help-requests.csv")
            #expect(answer.status == 200)
        }
        #expect(site.audit.entries.map(\.action) == ["exported"])
        #expect(site.audit.entries.first?.author?.hasPrefix("config:") == true)
    }

    @Test(
        "Asking whether a history is there takes nothing out, and is not noted",
        arguments: ["/v1/help-requests.csv", "/v1/listenings"])
    func head(path: String) async throws {
        try await site.test { client in
            let answer = try await client.send(.head, path)
            #expect(answer.status == 200 && answer.body.isEmpty)
        }
        #expect(site.audit.entries.isEmpty)
    }

    @Test("Whoever comes with a session is named by it in the audit log")
    func bySession() async throws {
        let signedIn = try await site.sessions.signIn("ali")
        try await site.test { client in
            let answer = try await client.send(
                .get, "/v1/help-requests.csv", token: nil, headers: [.cookie: signedIn.cookie])
            #expect(answer.status == 200)
        }
        #expect(site.audit.entries.map(\.author) == ["user:ali"])
    }
}
