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

    private static func callCenter(_ departments: RouteOptions.Departments) -> CallCenter {
        CallCenter(
            departments: [
                Department(id: "support", name: "Support", helpers: []),
                Department(id: "sales", name: "Sales", helpers: []),
            ],
            operators: [
                Operator(extension: "101", name: "Ali", department: "support"),
                Operator(extension: "103", name: "Reza", department: "sales"),
            ],
            routes: [
                Route(
                    code: "*5003", name: "Help", detection: .department, voice: "fa",
                    options: RouteOptions(departments: departments)),
                Route(code: "*5004", name: "Other", detection: .department, voice: "fa"),
            ])
    }

    private func draft(
        route: String = "*5003", department: String? = nil, urgency: Urgency = .normal
    ) -> HelpRequestDraft {
        HelpRequestDraft(operator: "101", route: route, department: department, urgency: urgency)
    }

    private func code(
        _ credential: Credential, _ draft: HelpRequestDraft, _ departments: RouteOptions.Departments = .own
    ) -> String? {
        do throws(Problem) {
            _ = try credential.permitted(draft, in: Self.callCenter(departments))
            return nil
        } catch {
            return error.code
        }
    }

    @Test(
        "An operator asks their own department, in an emergency as well, and another one only where the route says so")
    func operators() {
        let ali = Credential(.sample("ali", .operator, extension: "101"))
        #expect(code(ali, draft()) == nil)
        #expect(code(ali, draft(department: "support", urgency: .emergency)) == nil)
        #expect(code(ali, draft(department: "sales", urgency: .emergency)) == "foreign_department")
        #expect(code(ali, draft(department: "nowhere")) == "foreign_department")
        #expect(code(ali, draft(department: "sales", urgency: .emergency), .any) == nil)
        // A route that does not exist says nothing.
        #expect(code(ali, draft(route: "*9", department: "sales"), .any) == "foreign_department")
    }

    @Test("Programs and administrators ask any department, supervisors theirs")
    func others() {
        #expect(code(Credential(id: "program"), draft(department: "sales")) == nil)
        #expect(code(Credential(.sample("root", .admin)), draft(department: "sales")) == nil)
        let sara = Credential(.sample("sara", .supervisor, departments: ["support"]))
        #expect(code(sara, draft(department: "support")) == nil)
        #expect(code(sara, draft(department: "sales"), .any) == "unknown_operator")
    }

    @Test("A CRM's token holds its operator to the route and to the department that it names")
    func embedded() throws {
        let guest = Credential(EmbeddedOperator(extension: "101", route: "*5003", department: "sales"))
        #expect(code(guest, draft(route: "*5004")) == "foreign_route")
        #expect(code(guest, draft(department: "support")) == "foreign_department")
        #expect(code(guest, draft()) == nil)
        #expect(try guest.permitted(draft(), in: Self.callCenter(.own)).department == "sales")
        let free = Credential(EmbeddedOperator(extension: "101"))
        #expect(code(free, draft(route: "*5004")) == nil)
        #expect(code(free, draft(department: "sales")) == "foreign_department")
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
