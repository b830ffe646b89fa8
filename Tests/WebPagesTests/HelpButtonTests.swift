import Administration
import Foundation
import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@Suite("The button in the header")
struct HelpButtonTests {
    private let site: TestSite

    init() {
        var site = TestSite(tokenStore: MemoryTokens())
        site.sessions = FakeSessions([
            .sample("ali", .operator, extension: "101"), .sample("nobody", .operator),
            .sample("both", .operator, extension: "101", others: ["103"]),
            .sample("sara", .supervisor, extension: "200", departments: ["support"]), .sample("root", .admin),
        ])
        self.site = site
    }

    private func get(
        _ client: TestSiteClient, _ path: String, as login: String, cookie: String? = nil
    ) async throws -> Answer {
        try await site.page(path, as: login, cookie: cookie, through: client)
    }

    private func operatorOfButton(_ page: Answer) -> Substring? {
        page.text.firstMatch(of: #/id="help" data-csrf="[^"]+" data-operator="([^"]*)"/#)?.1
    }

    @Test("The help button stands on every page of whoever has an extension or has chosen one, and on no other")
    func whoever() async throws {
        try await site.test { client async throws in
            let operatorPage = try await get(client, "/panel", as: "ali")
            #expect(operatorOfButton(operatorPage) == "101")
            for path in ["/panel", "/supervisor", "/supervisor/history", "/supervisor/statistics"] {
                #expect(operatorOfButton(try await get(client, path, as: "sara")) == "200")
                let chosen = try await get(client, path, as: "sara", cookie: "helpbridge-operator=101")
                #expect(operatorOfButton(chosen) == "101")
            }
            for path in ["/admin", "/admin/routes", "/admin/departments/support"] {
                #expect(operatorOfButton(try await get(client, path, as: "root")) == nil)
                let chosen = try await get(client, path, as: "root", cookie: "helpbridge-operator=103")
                #expect(operatorOfButton(chosen) == "103", "\(path): \(chosen.status)")
            }
            #expect(operatorOfButton(try await get(client, "/panel", as: "nobody")) == nil)
            // What this browser remembers of somebody else is not theirs.
            let other = try await get(client, "/panel", as: "ali", cookie: "helpbridge-operator=103")
            #expect(operatorOfButton(other) == "101")
            #expect(other.text.contains(#"name="operator" value="101""#))
            let signedOut = try await client.send(.get, "/login", token: nil)
            #expect(operatorOfButton(signedOut) == nil)
        }
    }

    @Test("The help button lets an operator choose among their extensions, remembers the last one, and takes no other")
    func severalExtensions() async throws {
        try await site.test { client async throws in
            #expect(operatorOfButton(try await get(client, "/panel", as: "both")) == "101")
            let last = try await get(client, "/panel", as: "both", cookie: "helpbridge-operator=103")
            #expect(operatorOfButton(last) == "103")
            #expect(last.text.contains(#"<option value="103" selected>103 · John"#))
            #expect(last.text.contains(#"<option value="101">101 · Ali"#))
            let foreign = try await get(client, "/panel", as: "both", cookie: "helpbridge-operator=102")
            #expect(operatorOfButton(foreign) == "101")

            let signedIn = try await site.sessions.signIn("both")
            func choose(_ number: String) async throws -> Answer {
                try await client.send(
                    .post, "/panel/operator", token: nil,
                    headers: [.cookie: signedIn.cookie, .contentType: "application/x-www-form-urlencoded"],
                    body: "csrf=\(signedIn.token)&operator=\(number)")
            }
            let chosen = try await choose("103")
            #expect(chosen.status == 303)
            #expect(chosen.headers[.setCookie]?.hasPrefix("helpbridge-operator=103") == true)
            #expect(try await choose("102").status == 422)
        }
    }

    @Test("The help button opens the panel's form under names of its own, and leads to the panel where scripts are off")
    func popover() async throws {
        try await site.test { client async throws in
            let page = try await get(client, "/panel", as: "ali")
            #expect(page.text.contains(#"<form action="/panel">"#))
            let own = try await get(client, "/panel/popover", as: "ali")
            #expect(own.status == 200)
            #expect(!own.text.contains("<html"))
            #expect(own.text.contains(#"id="help-ask""#))
            #expect(own.text.contains(#"name="operator" value="101""#))
            #expect(own.text.contains("Send the request"))
            #expect(own.text.contains("data-close"))
            // The one route is no choice; whispering and a call of their own are.
            #expect(own.text.contains(#"type="hidden" name="route" value="*5003" data-mode="whisper""#))
            #expect(own.text.contains(#"name="mode" value="whisper" checked"#))
            #expect(own.text.contains(#"name="mode" value="consult">"#))
            #expect(!own.text.contains(#"value="barge""#))

            let several = try await get(client, "/panel/popover", as: "root", cookie: "helpbridge-operator=103")
            #expect(several.text.contains(#"<option value="103" selected>103 · John"#))
            #expect(several.text.contains(#"<option value="101">101 · Ali"#))
            // The page that asks goes on with its own extension, whatever another tab has chosen.
            let named = try await get(
                client, "/panel/popover?operator=101", as: "root", cookie: "helpbridge-operator=103")
            #expect(named.text.contains(#"<option value="101" selected>101 · Ali"#))
            let foreign = try await get(client, "/panel/popover?operator=103", as: "ali")
            #expect(foreign.text.contains(#"name="operator" value="101""#))
            #expect(try await client.send(.get, "/panel/popover", token: nil).status == 401)
        }
    }

    @Test("The help button's form has its button also where there is no route: with another extension there may be one")
    func noRoute() async throws {
        var site = site
        site.callCenter = MemorySettings(
            CallCenter(operators: [Operator(extension: "101", name: "Ali", department: "support")]))
        try await site.test { [site] client async throws in
            let page = try await site.page("/panel", as: "ali", through: client)
            #expect(page.text.contains("There is no help route yet") && page.text.contains("ask-first"))
            let popover = try await site.page("/panel/popover", as: "ali", through: client)
            #expect(popover.text.contains("There is no help route yet") && popover.text.contains("help-send"))
        }
    }

    @Test(
        "The help button shows the extension's open request, whoever made it, and one just ended when it is asked for")
    func request() async throws {
        let ended = SampleRequest.ended(.unavailable, .noAnswer, rang: ["200"])
        site.helpRequests.add(ended)
        try await site.test { client async throws in
            let none = try await get(client, "/panel/requests?operator=101", as: "ali")
            #expect(none.text.contains("You have no open request."))
            let shown = try await get(client, "/panel/requests?operator=101&shown=\(ended.id)", as: "ali")
            #expect(shown.text.contains(#"data-says="Nobody available""#))
            // By a program, a CRM, or another tab.
            site.helpRequests.add(SampleRequest.ringing("200"))
            let open = try await get(client, "/panel/requests?operator=101&shown=\(ended.id)", as: "ali")
            #expect(open.text.contains("data-open"))
            #expect(open.text.contains("data-says=\"Ringing \u{2068}Sara\u{2069}\""))
            #expect(try await get(client, "/panel/popover", as: "ali").text.contains("data-open"))
            // A supervisor of that department sees it on the extension that they have chosen.
            #expect(try await get(client, "/panel/requests?operator=101", as: "sara").text.contains("data-open"))
        }
    }

    @Test("The help button asks in the mode that was chosen, and leaves the route's own to the route")
    func mode() async throws {
        try await site.test { client async throws in
            let signedIn = try await site.sessions.signIn("ali")
            for mode in ["consult", "whisper", "nonsense", ""] {
                let answer = try await client.send(
                    .post, "/panel/requests", token: nil,
                    headers: [.cookie: signedIn.cookie, .contentType: "application/x-www-form-urlencoded"],
                    body: "csrf=\(signedIn.token)&route=*5003&mode=\(mode)")
                #expect(answer.status == 303)
            }
        }
        #expect(site.helpRequests.drafts.map(\.mode) == [.consult, nil, nil, nil])
    }
}
