import Administration
import Foundation
import HTTPTypes
import LocatedYAML
import Testing
import WebTestSupport

@testable import HelpDesk

@Suite("The operator's page")
struct PanelTests {
    private let site: TestSite

    init() {
        var site = TestSite()
        site.sessions = FakeSessions([
            .sample("ali", .operator, extension: "101"), .sample("ghost", .operator, extension: "999"),
            .sample("sara", .supervisor, departments: ["support"]), .sample("root", .admin),
        ])
        self.site = site
    }

    private func get(
        _ client: TestSiteClient, _ path: String = "/panel", as login: String = "ali", cookie: String? = nil
    ) async throws -> Answer {
        try await site.page(path, as: login, cookie: cookie, through: client)
    }

    private func post(
        _ client: TestSiteClient, _ path: String, _ body: String, as login: String = "ali", token: String? = nil
    ) async throws -> Answer {
        try await site.form(body, to: path, as: login, token: token, headers: [.accept: "text/html"], through: client)
    }

    @Test("An operator has their own extension, and the one route without a choice")
    func own() async throws {
        try await site.test { client in
            let page = try await get(client)
            #expect(page.status == 200)
            #expect(page.text.contains(#"name="operator" value="101""#))
            #expect(page.text.contains(#"type="hidden" name="route" value="*5003""#))
            #expect(!page.text.contains(#"<select id="operator""#))
            #expect(page.headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
            let ghost = try await get(client, as: "ghost")
            #expect(ghost.text.contains("Nobody knows this extension"))
        }
    }

    @Test("Without scripts the panel's form asks, the page shows the request and comes anew, and a form cancels it")
    func plain() async throws {
        try await site.test { client in
            let asked = try await post(client, "/panel/requests", "route=*5003&reason=complaint&emergency=1")
            #expect(asked.status == 303)
            let request = try #require(site.helpRequests.requests.first)
            #expect(asked.headers[.location] == "/panel?request=\(request.id)")
            let draft = try #require(site.helpRequests.drafts.first)
            #expect(
                draft
                    == HelpRequestDraft(
                        operator: "101", route: "*5003", reason: "complaint", urgency: .emergency))

            let page = try await get(client, "/panel?request=\(request.id)")
            #expect(page.text.contains("Your phone is ringing."))
            #expect(page.text.contains(#"<noscript><meta http-equiv="refresh" content="3">"#))
            #expect(try await get(client).text.contains("Your phone is ringing."))

            let cancelled = try await post(client, "/panel/requests/\(request.id)/cancel", "")
            #expect(cancelled.status == 303)
            let after = try await get(client, "/panel?request=\(request.id)")
            #expect(!after.text.contains("http-equiv"))
            #expect(site.helpRequests.requests.first?.state == .cancelled)
        }
    }

    @Test("A supervisor who asks for an operator whose request another department serves is told so, and nothing of it")
    func anotherDepartmentsRequest() async throws {
        site.helpRequests.add(SampleRequest.ringing("200", department: "sales", customer: "+98912"))
        try await site.test { client in
            let answer = try await post(client, "/panel/requests", "operator=101&route=*5003", as: "sara")
            #expect(answer.status == 409)
            #expect(answer.text.contains("another department sees to it"))
            #expect(!answer.text.contains("98912"))
        }
        #expect(site.helpRequests.requests.map(\.state) == [.ringingManager])
    }

    @Test("A call for help that is refused is told in the panel's language, and the panel stays")
    func refused() async throws {
        try await site.test { client in
            let answer = try await post(client, "/panel/requests", "route=*9999")
            #expect(answer.status == 422)
            #expect(answer.text.contains("This help route does not exist any more."))
            #expect(answer.text.contains(#"id="ask""#))
        }
    }

    @Test("A call for help that is refused comes back as it was filled in where scripts are off")
    func refusedAsFilledIn() async throws {
        var site = site
        site.callCenter = MemorySettings(
            CallCenter(
                departments: [Department(id: "support", name: "Support")],
                operators: [
                    Operator(extension: "101", name: "Ali", department: "support"),
                    Operator(extension: "102", name: "Reza", department: "support"),
                ],
                routes: ["*5003", "*5004"].map { Route(code: $0, name: $0, detection: .department, voice: "en") }))
        site.helpRequests.refuse(with: .notStored("the disk is full"))
        try await site.test { [site] client in
            let page = try await site.form(
                "operator=102&route=*5004&mode=consult&reason=complaint&customer=Mina&emergency=1",
                to: "/panel/requests", as: "sara", headers: [.accept: "text/html"], through: client)
            #expect(page.status == 503)
            for part in [
                #"<option value="102" selected>"#, #"name="route" value="*5004" data-mode="whisper" checked>"#,
                #"name="mode" value="consult" checked>"#, #"name="emergency" value="1" checked>"#,
                #"value="complaint">"#, #"value="Mina">"#,
            ] {
                #expect(page.text.contains(part), "\(part)")
            }
        }
    }

    @Test("A form without the session's token asks for nothing")
    func forgery() async throws {
        try await site.test { client async throws in
            #expect(try await post(client, "/panel/requests", "route=*5003", token: "x").status == 403)
        }
        #expect(site.helpRequests.drafts.isEmpty)
    }

    @Test("An operator asks for nobody else, whatever their form says, and sees no other's request")
    func others() async throws {
        let foreign = HelpRequest(
            id: HelpRequestID(), route: "*5003", operator: "103", department: "sales", createdAt: Date())
        site.helpRequests.add(foreign)
        try await site.test { client async throws in
            #expect(try await post(client, "/panel/requests", "route=*5003&operator=103").status == 303)
            #expect(site.helpRequests.drafts.map(\.operator) == ["101"])
            let part = try await get(client, "/panel/requests?operator=103&shown=\(foreign.id)")
            #expect(part.status == 200)
            #expect(!part.text.contains(foreign.id.text))
            #expect(try await post(client, "/panel/requests/\(foreign.id)/cancel", "").status == 404)
            // The address, with the id in it, comes back in the links to the page's other language.
            let page = try await get(client, "/panel?request=\(foreign.id)")
            #expect(!page.text.contains("/panel/requests/\(foreign.id)"))
        }
    }

    @Test("Whoever has no extension chooses one of those that are their business, and it is remembered")
    func choosing() async throws {
        try await site.test { client in
            let page = try await get(client, as: "sara")
            #expect(page.text.contains(#"<option value="101">101 · Ali"#))
            #expect(!page.text.contains(#"value="103""#))
            #expect(page.text.contains("Please choose"))
            #expect(!page.text.contains(#"id="help""#))
            #expect(try await post(client, "/panel/operator", "operator=103", as: "sara").status == 422)
            // As it is typed on a Persian keyboard.
            let chosen = try await post(client, "/panel/operator", "operator=۱۰۱".percentEncoded, as: "sara")
            #expect(chosen.status == 303)
            let cookie = try #require(chosen.headers[.setCookie])
            #expect(cookie.hasPrefix("helpbridge-operator=101;"))
            let again = try await get(client, as: "sara", cookie: "helpbridge-operator=101")
            #expect(again.text.contains(#"<option value="101" selected>101 · Ali"#))
            #expect(!again.text.contains("Please choose"))
            let asked = try await post(client, "/panel/requests", "route=*5003&operator=101", as: "sara")
            #expect(asked.status == 303)
            #expect(asked.headers[.setCookie]?.hasPrefix("helpbridge-operator=101;") == true)
            #expect(try await post(client, "/panel/requests", "route=*5003&operator=103", as: "sara").status == 422)
        }
    }

    @Test("A request that nobody has helped with says why, whom to call, and offers to ask again")
    func advice() async throws {
        let request = SampleRequest.ended(.unavailable, .noAnswer, rang: ["200"])
        site.helpRequests.add(request)
        try await site.test { client in
            let part = try await get(client, "/panel/requests?operator=101&shown=\(request.id)")
            #expect(part.status == 200)
            #expect(!part.text.contains("<html"))
            #expect(part.text.contains("Nobody has answered."))
            #expect(part.text.contains("did not answer"))
            #expect(part.text.contains("Call yourself: <bdi>Sara</bdi>"))
            #expect(part.text.contains("data-again"))
            #expect(!part.text.contains("data-open"))
        }
    }

    /// What is to be read of a request, in the page's order.
    private func words(_ request: HelpRequest) async throws -> String {
        site.helpRequests.add(request)
        return try await site.test { client in
            let part = try await get(client, "/panel/requests?operator=101&shown=\(request.id)")
            return part.text.replacing(/<[^>]*>/, with: " ")
        }
    }

    @Test("A request that was cancelled says so once")
    func cancelledOnce() async throws {
        let text = try await words(SampleRequest.ended(.cancelled, .cancelled, rang: []))
        #expect(text.lowercased().ranges(of: "cancel").count == 1, "\(text)")
    }

    @Test("While one phone rings, headline and status line name the same person")
    func ringing() async throws {
        let silent = RingAttempt(extension: "201", result: .noAnswer, milliseconds: 9)
        let text = try await words(
            SampleRequest.ringing("200", attempts: [silent, RingAttempt(extension: "200")]))
        #expect(text.contains("Ringing \u{2068}Sara\u{2069}."), "\(text)")
        // Of those who are listed below the line only the one who did not answer is left.
        #expect(text.contains("201") && text.contains("did not answer"))
        #expect(!text.contains(/Sara\s*:/), "\(text)")
        // Several phones that ring at once are told one by one.
        let both = try await words(
            SampleRequest.ringing("200", attempts: [RingAttempt(extension: "200"), RingAttempt(extension: "201")]))
        #expect(both.contains(/Sara\s*:/), "\(both)")
    }

    @Test(
        "A helper without a name is named by their number, which keeps its order among Persian words",
        arguments: ["200@shiraz", "+982112345678"])
    func namelessHelper(number: String) async throws {
        site.helpRequests.add(SampleRequest.ringing(number))
        try await site.test { client in
            let part = try await site.page("/panel/requests?operator=101", as: "ali", in: "fa", through: client)
            #expect(part.text.contains("در حال زنگ زدن به \u{2066}\(number)\u{2069}."), "\(part.text)")
        }
    }

    @Test("Once a request is over, nothing is said of a call to come, and who alone was rung keeps their name")
    func over() async throws {
        var request = SampleRequest.ended(.cancelled, .cancelled, rang: ["200"])
        request.fallback = .noLiveCall
        let text = try await words(request)
        #expect(!text.contains("no call"), "\(text)")
        #expect(text.contains("Ringing \u{2068}Sara\u{2069}") && !text.lowercased().contains("your manager"), "\(text)")
    }

    @Test("An emergency is in sight without opening anything")
    func emergency() async throws {
        try await site.test { client in
            for path in ["/panel", "/panel/popover"] {
                let page = try await get(client, path).text
                let fold = try #require(page.firstMatch(of: /(?s)<details>\s*<summary>.*?<\/details>/))
                #expect(!fold.0.contains("emergency") && page.contains("name=\"emergency\""))
            }
        }
    }

    @Test("Where nobody can ask yet the page says what is missing, and speaks of no button")
    func nothingToPress() async throws {
        var empty = site
        empty.callCenter = MemorySettings(CallCenter())
        try await empty.test { [empty] client in
            for (language, words) in [("en", "There is no operator yet"), ("fa", "هنوز اپراتوری نیست")] {
                let page = try await empty.page("/panel", as: "root", in: language, through: client)
                #expect(page.text.contains(words))
                #expect(!page.text.contains(#"class="button primary big""#))
                #expect(!page.text.contains("دکمه"))
            }
        }
    }

    @Test("What anybody has typed is text in the page, and no markup")
    func escaping() async throws {
        let request = HelpRequest(
            id: HelpRequestID(), route: "*5003", operator: "101", department: "support",
            customer: #""><script>alert(1)</script>"#, createdAt: Date())
        site.helpRequests.add(request)
        try await site.test { client in
            let part = try await get(client, "/panel/requests?operator=101")
            #expect(!part.text.contains("<script"))
            #expect(part.text.contains("&lt;script&gt;"))
        }
    }
}

extension String {
    /// As a browser sends a form.
    var percentEncoded: String {
        addingPercentEncoding(
            withAllowedCharacters: CharacterSet(charactersIn: "=&*").union(
                .alphanumerics.intersection(.init(charactersIn: "abcdefghijklmnopqrstuvwxyz0123456789")))) ?? ""
    }
}
