import Administration
import Foundation
import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@testable import WebServer

@Suite("Whom somebody may ask for help")
struct DepartmentAccessTests {
    private let site: TestSite

    init() async throws {
        var site = TestSite()
        site.sessions = FakeSessions([
            .sample("ali", .operator, extension: "101"), .sample("sara", .supervisor, departments: ["support"]),
            .sample("root", .admin),
        ])
        site.embed = try await EmbedVerifier(EmbedConfiguration(keys: .secret(TokenSigner.secret)))
        self.site = site
    }

    @Test("The API and a dry run refuse what is not for the operator, for a cookie and for a CRM's token")
    func api() async throws {
        let end = Int(Date().timeIntervalSince1970) + 60
        let token = try TokenSigner.hs256().token(#"{"exp":\#(end),"extension":"101","route":"*5003"}"#)
        try await site.test { [site] client in
            let signedIn = try await site.sessions.signIn("ali")
            for path in ["/v1/help-requests", "/v1/explain"] {
                let asOperator = try await client.send(
                    .post, path, token: nil,
                    headers: [
                        .cookie: signedIn.cookie, .contentType: "application/json",
                        AntiForgery.header: signedIn.token,
                    ], body: #"{"operator":"101","route":"*5003","department":"sales","urgency":"emergency"}"#)
                #expect(asOperator.status == 403)
                #expect(try asOperator.problem().code == "foreign_department")
                let asGuest = try await client.send(
                    .post, path, token: token, headers: [.contentType: "application/json"],
                    body: #"{"operator":"101","route":"*5004"}"#)
                #expect(asGuest.status == 403)
                #expect(try asGuest.problem().code == "foreign_route")
            }
        }
        #expect(site.helpRequests.drafts.isEmpty)
    }

    @Test(
        "Help is asked for whatever way a CRM's token and the call write route and department",
        arguments: ["*۵۰۰۳", "\u{2068}*5003\u{2069}", "*5003@main"])
    func spelling(route: String) async throws {
        let end = Int(Date().timeIntervalSince1970) + 60
        let token = try TokenSigner.hs256().token(
            #"{"exp":\#(end),"extension":"101","route":"\#(route)","department":"support\#u{200F}"}"#)
        try await site.test { client in
            for path in ["/v1/explain", "/v1/help-requests"] {
                let answer = try await client.send(
                    .post, path, token: token, headers: [.contentType: "application/json"],
                    body: #"{"operator":"101","route":"*۵۰۰۳","department":"support\u200f"}"#)
                #expect(answer.status == (path == "/v1/explain" ? 200 : 202), "\(answer.text)")
            }
        }
        #expect(site.helpRequests.requests.map(\.department) == ["support"])
    }

    private struct SettingsOnly: TokenVerifier {
        func verify(_ token: String) async throws -> Credential? { Credential(id: "settings", scopes: [.settings]) }
    }

    @Test(
        "The scope settings alone rings nobody",
        arguments: [
            ("/v1/webhook-endpoints/main/deliveries/1/replay", ""),
            ("/v1/sounds/closed/record", #"{"extension":"101"}"#),
        ])
    func ringing(path: String, body: String) async throws {
        var site = self.site
        site.tokens = SettingsOnly()
        try await site.test { client in
            let answer = try await client.send(.post, path, headers: [.contentType: "application/json"], body: body)
            #expect(answer.status == 403)
            #expect(answer.headers[.wwwAuthenticate]?.contains("scope=\"requests\"") == true)
        }
        #expect(site.recordings.orders.isEmpty)
    }
}
