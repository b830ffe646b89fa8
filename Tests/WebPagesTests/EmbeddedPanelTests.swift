import Administration
import ConcurrencyPrimitives
import Foundation
import HTTPTypes
import HelpDesk
import Logging
import Testing
import WebTestSupport

@testable import WebServer

@Suite("The panel in a CRM's page")
struct EmbeddedPanelTests {
    private func site(frameAncestors: [String] = ["https://crm.example.com"]) async throws -> TestSite {
        var site = TestSite()
        site.embed = try await EmbedVerifier(
            EmbedConfiguration(keys: .secret(TokenSigner.secret), frameAncestors: frameAncestors))
        return site
    }

    @Test("The embedded panel is shown for a good token, to the CRM's frame only, with its own token for its operator")
    func shown() async throws {
        let site = try await site()
        let token = try TokenSigner.hs256().token()
        try await site.test { client in
            let page = try await client.send(
                .get, "/panel?embed=\(token)&language=fa", token: nil, headers: [.acceptLanguage: "en"])
            #expect(page.status == 200)
            let policy = page.headers[.contentSecurityPolicy] ?? ""
            #expect(policy.contains("frame-ancestors https://crm.example.com;"))
            #expect(page.headers[HTTPField.Name("X-Frame-Options")!] == nil)
            #expect(page.headers[HTTPField.Name("Referrer-Policy")!] == "no-referrer")
            // Third parties' cookies are blocked by browsers: none is needed.
            #expect(page.headers[.setCookie] == nil)
            #expect(page.text.contains(#"dir="rtl""#))
            #expect(page.text.contains(#"name="operator" value="101""#))
            #expect(page.text.contains(#"value="+98912""#))
            #expect(!page.text.contains("<header"))
            let bearer = try #require(page.text.firstMatch(of: #/data-bearer="(hbe_[0-9a-f]+)"/#)?.1)
            let made = try await client.create(token: String(bearer))
            #expect(made.status == 202)
            let part = try await client.send(.get, "/panel/requests?language=fa", token: String(bearer))
            #expect(part.status == 200)
            #expect(part.text.contains("تلفن شما زنگ می‌خورد."))
            #expect(try await client.send(.get, "/panel/requests", token: "hbe_wrong").status == 401)
        }
    }

    @Test("The embedded panel shows its own operator's request, whoever else is signed in in the same browser")
    func besideAnother() async throws {
        var site = try await site()
        site.sessions = FakeSessions([.sample("other", .operator, extension: "102")])
        let request = SampleRequest.ringing("200")
        site.helpRequests.add(request)
        let token = try TokenSigner.hs256().token()
        let cookie = try await site.sessions.signIn("other").cookie
        try await site.test { client in
            let page = try await client.send(.get, "/panel?embed=\(token)", token: nil, headers: [.cookie: cookie])
            let bearer = try #require(page.text.firstMatch(of: #/data-bearer="(hbe_[0-9a-f]+)"/#)?.1)
            func part(_ token: String) async throws -> Answer {
                try await client.send(
                    .get, "/panel/requests?operator=101", token: token, headers: [.cookie: cookie])
            }
            #expect(try await part(String(bearer)).text.contains(#"data-id="\#(request.id)""#))
            // Else the other one's request would be shown in its place.
            #expect(try await part("hbe_over").status == 401)
        }
    }

    /// Whether the API and the panel's parts take a session's bearer token.
    private func statuses(_ bearer: String, at site: TestSite) async throws -> [Int] {
        try await site.test { client in
            var statuses: [Int] = []
            for path in ["/v1/help-requests", "/panel/requests"] {
                statuses.append(try await client.send(.get, path, token: bearer).status)
            }
            return statuses
        }
    }

    @Test("An embedded panel's session ends with the trust in the key that has opened it, and with embedding itself")
    func trustEnds() async throws {
        var site = try await site()
        let embed = try #require(site.embed)
        let guest = try await embed.verify(TokenSigner.hs256().token())
        let bearer = try await SessionService(store: site.sessions).begin(guest).secret
        #expect(try await statuses(bearer, at: site) == [200, 200])
        // An older program has not kept by which key it let somebody in.
        let older = try await SessionService(store: site.sessions).begin(EmbeddedOperator(extension: "101")).secret
        #expect(try await statuses(older, at: site) == [401, 401])
        try await embed.reload(EmbedConfiguration(keys: .secret("another secret of at least thirty-two bytes")))
        #expect(try await statuses(bearer, at: site) == [401, 401])
        try await embed.reload(EmbedConfiguration(keys: .secret(TokenSigner.secret)))
        #expect(try await statuses(bearer, at: site) == [200, 200])
        site.embed = nil
        #expect(try await statuses(bearer, at: site) == [401, 401])
    }

    @Test("The embedded panel is refused for a bad token in words, and the reason is in the log")
    func refused() async throws {
        let log = RecordingLogHandler()
        var site = try await site()
        site.logger = .init(label: "test") { _ in log }
        let stale = try TokenSigner.hs256().token(lasting: -60)
        try await site.test { client in
            for token in [stale, "x", ""] {
                let page = try await client.send(
                    .get, "/panel?embed=\(token)", token: nil, headers: [.acceptLanguage: "en"])
                #expect(page.status == 403)
                #expect(page.text.contains("Load that page again."))
            }
        }
        #expect(log.lines.withLock { $0 }.contains { $0.contains("the token has expired") })
        #expect(site.sessions.sessions.isEmpty)
    }

    @Test("The embedded panel is for nobody where it is not configured, and no other page is ever for a frame")
    func unconfigured() async throws {
        let token = try TokenSigner.hs256().token()
        try await TestSite().test { client in
            let page = try await client.send(.get, "/panel?embed=\(token)", token: nil)
            #expect(page.status == 403)
            #expect(page.headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
        }
        try await site().test { client in
            let page = try await client.send(.get, "/login", token: nil)
            #expect(page.headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
        }
        try await site(frameAncestors: []).test { client in
            let page = try await client.send(.get, "/panel?embed=\(token)", token: nil)
            #expect(page.headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
        }
    }
}
