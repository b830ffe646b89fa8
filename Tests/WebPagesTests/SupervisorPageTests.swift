import Administration
import Foundation
import HTTPTypes
import LocatedYAML
import Testing
import WebTestSupport

@testable import HelpDesk
@testable import WebServer

@Suite("The supervisor's pages")
struct SupervisorPageTests {
    private let site: TestSite

    init() {
        var site = TestSite()
        site.sessions = FakeSessions([
            .sample("ali", .operator, extension: "101"),
            .sample("sara", .supervisor, extension: "200", departments: ["support"]),
            .sample("emma", .supervisor, departments: ["sales"]), .sample("root", .admin, extension: "300"),
        ])
        self.site = site
    }

    private func get(
        _ client: TestSiteClient, _ path: String = "/supervisor", as login: String = "sara"
    ) async throws -> Answer {
        try await site.page(path, as: login, through: client)
    }

    private func post(
        _ client: TestSiteClient, _ path: String, _ body: String = "", as login: String = "sara"
    ) async throws -> Answer {
        try await site.form(body, to: path, as: login, through: client)
    }

    @Test("The wall shows the open requests of a supervisor's departments: who, whom it rings, and what can be done")
    func wall() async throws {
        let ringing = SampleRequest.ringing("250")
        let connected = SampleRequest.connected("250")
        let foreign = SampleRequest.ringing("210", operator: "103", department: "sales")
        for request in [ringing, connected, foreign, SampleRequest.ended(.completed, .helped, rang: [])] {
            site.helpRequests.add(request)
        }
        try await site.test { client in
            let page = try await get(client)
            #expect(page.status == 200)
            #expect(page.text.contains("2 open requests"))
            #expect(page.text.contains(#"/supervisor/requests/\#(ringing.id)/take"#))
            #expect(!page.text.contains(#"/supervisor/requests/\#(ringing.id)/join"#))
            #expect(page.text.contains(#"/supervisor/requests/\#(connected.id)/join"#))
            #expect(!page.text.contains(foreign.id.text))
            let part = try await get(client, "/supervisor/wall")
            #expect(part.text.contains(ringing.id.text) && !part.text.contains("<html"))
            let sales = try await get(client, as: "emma")
            #expect(sales.text.contains("1 open request<") && sales.text.contains(foreign.id.text))
            #expect(sales.text.contains("You have no phone of your own"))
            #expect(!sales.text.contains("/take"))
            #expect(try await get(client, as: "root").text.contains("3 open requests"))
        }
    }

    @Test("A supervisor whose own phone rings for a request is not offered to take it")
    func takingOnce() async throws {
        let waiting = SampleRequest.ringing("250")
        let taken = SampleRequest.ringing(
            "250", attempts: [RingAttempt(extension: "250"), RingAttempt(extension: "200")])
        for request in [waiting, taken] { site.helpRequests.add(request) }
        try await site.test { client in
            let page = try await get(client).text
            #expect(page.contains("/supervisor/requests/\(waiting.id)/take"))
            #expect(page.contains(taken.id.text) && !page.contains("/supervisor/requests/\(taken.id)/take"))
            let other = try await get(client, as: "root").text
            #expect(other.contains("/supervisor/requests/\(taken.id)/take"))
        }
    }

    @Test("Whatever people have typed runs in its own direction", arguments: ["en", "fa"])
    func isolated(language: String) async throws {
        let request = SampleRequest.ringing("250", customer: "+98 912 (علی)", reason: "1, علی")
        site.helpRequests.add(request)
        try await site.test { client in
            for path in ["/supervisor", "/supervisor/history/\(request.id)"] {
                let page = try await site.page(path, as: "sara", in: language, through: client)
                #expect(page.text.contains("<bdi>1, علی</bdi>") && page.text.contains("<bdi>+98 912 (علی)</bdi>"))
            }
        }
    }

    @Test("For a screen on the wall the open requests are shown without anything to press")
    func screen() async throws {
        let ringing = SampleRequest.ringing("250")
        site.helpRequests.add(ringing)
        site.helpRequests.add(SampleRequest.connected("250"))
        try await site.test { client in
            for path in ["/supervisor/tv", "/supervisor/tv/wall"] {
                let page = try await get(client, path)
                #expect(page.status == 200)
                #expect(page.text.contains("2 open requests") && page.text.contains(ringing.id.text))
                #expect(!page.text.contains("<button") && !page.text.contains("<form"))
                #expect(!page.text.contains(#"href="/supervisor"#))
                #expect(!page.text.contains("You have no phone of your own"))
            }
            let page = try await get(client, "/supervisor/tv")
            #expect(page.text.contains(#"data-wall="/supervisor/tv/wall""#))
            #expect(page.text.contains(#"<meta http-equiv="refresh" content="5">"#))
            #expect(try await get(client, "/supervisor/tv", as: "ali").status == 403)
        }
    }

    @Test("The wall offers sound and notifications, which wait for the script, and keeps emergencies first")
    func notices() async throws {
        let first = SampleRequest.ringing("250")
        let emergency = SampleRequest.ringing("251", urgency: .emergency)
        site.helpRequests.add(first)
        site.helpRequests.add(emergency)
        try await site.test { client in
            let page = try await get(client).text
            #expect(page.contains(#"data-notice="sound" aria-pressed="false""#))
            #expect(page.contains(#"data-notice="desktop" aria-pressed="false""#))
            let switches = try #require(page.range(of: #"id="notices".* hidden>"#, options: .regularExpression))
            #expect(page[switches].contains("data-emergency=\"Emergency\""))
            let pressing = try #require(page.range(of: emergency.id.text))
            let other = try #require(page.range(of: first.id.text))
            #expect(pressing.lowerBound < other.lowerBound)
        }
    }

    @Test(
        "Without scripts a supervisor takes, joins and sets a presence by forms, with their phone and in their view"
    )
    func acting() async throws {
        let connected = SampleRequest.connected("250")
        let foreign = SampleRequest.connected("210")
        site.helpRequests.add(connected)
        try await site.test { client async throws in
            let path = "/supervisor/requests/\(connected.id)"
            #expect(try await post(client, "\(path)/take").status == 303)
            #expect(try await post(client, "\(path)/join", "mode=whisper").status == 303)
            #expect(try await post(client, "\(path)/join", "mode=consult").status == 400)
            #expect(site.helpRequests.visits == ["200 takes \(connected.id)", "200 joins \(connected.id): whisper"])
            #expect(try await post(client, "\(path)/take", as: "emma").status == 403)
            #expect(try await post(client, "/supervisor/requests/\(foreign.id)/take").status == 404)
            #expect(try await post(client, "\(path)/take", as: "ali").status == 403)

            let wall = #"data-person="200" data-presence-state="#
            #expect(try await post(client, "/supervisor/presence", "extension=200&state=break").status == 303)
            #expect(try await get(client).text.contains(#"\#(wall)"break""#))
            #expect(try await post(client, "/supervisor/presence", "extension=200&state=online").status == 303)
            #expect(try await get(client).text.contains(#"\#(wall)"online""#))
        }
    }

    @Test("Only whose phone is rung is told that it rings: not who is on the call already and comes to it otherwise")
    func rung() async throws {
        var joined = SampleRequest.connected("250")
        joined.supervisors = [SupervisorVisit(extension: "200", name: nil, mode: .listen, state: .joined, at: Date())]
        var ringing = SampleRequest.connected("250")
        ringing.supervisors = [SupervisorVisit(extension: "200", name: nil, mode: .whisper, at: Date())]
        let requests = [(joined, "/supervisor"), (ringing, "/supervisor?notice=phoneRings")]
        for (request, _) in requests { site.helpRequests.add(request) }
        try await site.test { client async throws in
            for (request, place) in requests {
                let path = "/supervisor/requests/\(request.id)/join"
                #expect(try await post(client, path, "mode=whisper").headers[.location] == place)
            }
        }
    }

    @Test(
        "The wall shows who is free, on the phone or away, by department, and a supervisor sets it for their own people"
    )
    func staff() async throws {
        site.helpRequests.add(SampleRequest.connected("250"))
        site.helpRequests.setPhone("200", .idle)
        try await site.test { client async throws in
            let free = try await get(client)
            #expect(free.text.contains("Support") && free.text.contains("Free"))
            #expect(!free.text.contains("On the phone"))
            site.helpRequests.setPhone("200", .inUse)
            #expect(try await get(client).text.contains("On the phone"))
            site.helpRequests.setPhone("200", .unavailable)
            #expect(try await get(client).text.contains("Phone cannot be reached"))
            site.helpRequests.setPhone("200", .idle)
            // Of the operators only those who are away.
            #expect(!free.text.contains(#"data-person="101""#))
            #expect(try await post(client, "/supervisor/presence", "extension=101&state=offline").status == 303)
            let away = try await get(client)
            #expect(away.text.contains(#"data-person="101" data-presence-state="offline""#))
            #expect(away.text.contains("On the phone"))
            // 103 works for sales.
            #expect(try await post(client, "/supervisor/presence", "extension=103&state=busy").status == 403)
            #expect(
                try await post(client, "/supervisor/presence", "extension=103&state=busy", as: "emma").status == 303)
            #expect(try await post(client, "/supervisor/presence", "extension=200&state=away").status == 400)
            #expect(try await post(client, "/supervisor/presence", "extension=1&state=busy").status == 422)
            #expect(try await post(client, "/supervisor/presence", "extension=200&state=busy", as: "ali").status == 403)
        }
    }

    @Test("Of a phone whose state is not known the wall does not say that it is free")
    func unknownPhones() async throws {
        try await site.test { client in
            let page = try await get(client)
            #expect(page.text.contains(#"data-person="200" data-presence-state="online""#))
            #expect(page.text.contains(#"data-presence-state="online">Online<"#) && !page.text.contains(">Free<"))
        }
    }

    @Test("A supervisor's order that is refused is told in words above the wall")
    func refused() async throws {
        let request = SampleRequest.ringing("250")
        site.helpRequests.add(request)
        site.helpRequests.refuse(with: .alreadyAnswered(request.id))
        try await site.test { client in
            let page = try await post(client, "/supervisor/requests/\(request.id)/take")
            #expect(page.status == 409)
            #expect(page.text.contains("Somebody else has answered already."))
            #expect(page.text.contains(request.id.text))
        }
    }

    @Test("Through the API a supervisor directs their own phone only, an operator nobody's, an admin everybody's")
    func phones() async throws {
        let request = SampleRequest.connected("250")
        site.helpRequests.add(request)
        @Sendable func send(
            _ client: TestSiteClient, _ method: HTTPRequest.Method, _ path: String, _ body: String?, as login: String
        ) async throws -> Int {
            let signedIn = try await site.sessions.signIn(login)
            return try await client.send(
                method, path, token: nil,
                headers: [
                    .cookie: signedIn.cookie, .contentType: "application/json", AntiForgery.header: signedIn.token,
                ], body: body
            ).status
        }
        let take = "/v1/help-requests/\(request.id)/take"
        let join = "/v1/help-requests/\(request.id)/join"
        try await site.test { client in
            for (login, own, other) in [("sara", 200, 403), ("root", 200, 200), ("ali", 403, 403)] {
                let mine = try await send(client, .post, take, #"{"extension":"200"}"#, as: login)
                #expect(mine == own, "\(login)")
                let foreign = try await send(client, .post, take, #"{"extension":"201"}"#, as: login)
                #expect(foreign == other, "\(login)")
                let joined = try await send(client, .post, join, #"{"extension":"201","mode":"listen"}"#, as: login)
                #expect(joined == other, "\(login)")
                #expect(try await send(client, .put, "/v1/helpers/200/pause", nil, as: login) == own)
                #expect(try await send(client, .put, "/v1/helpers/201/pause", nil, as: login) == other)
            }
            #expect(try await send(client, .post, take, #"{"extension":"200"}"#, as: "emma") == 404)
            #expect(try await get(client, "/v1/helpers", as: "ali").text == #"{"items":[]}"#)
            #expect(try await get(client, "/v1/helpers", as: "emma").text == #"{"items":[]}"#)
            #expect(try await get(client, "/v1/helpers", as: "sara").text.contains(#""extension":"200""#))
            #expect(try await get(client, "/v1/helpers/200", as: "emma").status == 422)
        }
    }

    @Test("A request's page in the history says how each phone ended, to those alone who may see the request")
    func requestDetail() async throws {
        let request = SampleRequest.ended(
            .unavailable, .noAnswer, rang: ["200", "201"], cause: HangupCause(q850: 17, sip: 486))
        site.helpRequests.add(request)
        let path = "/supervisor/history/\(request.id)"
        try await site.test { client in
            let page = try await get(client, path)
            #expect(page.status == 200)
            #expect(page.text.contains("SIP 486 Busy Here, Q.850 17 user busy"))
            #expect(try await get(client, path, as: "emma").status == 404)
            #expect(try await get(client, path, as: "ali").status == 403)
        }
    }

    @Test("A request's page says who was not rung, and why")
    func passedOver() async throws {
        var request = SampleRequest.ended(.unavailable, .paused, rang: [])
        request.passedOver = [
            PassedOver(Candidate(extension: "200", name: nil, source: .department("support")), .isOnBreak),
            PassedOver(Candidate(extension: "250", name: "مینا", source: .crm("main")), .notDialable),
        ]
        site.helpRequests.add(request)
        let rung = SampleRequest.ended(.unavailable, .noAnswer, rang: ["200"])
        site.helpRequests.add(rung)
        let path = "/supervisor/history/\(request.id)"
        try await site.test { client in
            let page = try await site.page(path, as: "sara", in: "fa", through: client)
            #expect(page.text.contains("به چه کسی زنگ زده نشد؟"))
            #expect(page.text.contains("Sara") && page.text.contains("در استراحت است"))
            #expect(page.text.contains(#"<th scope="col">دلیل</th>"#))
            #expect(page.text.contains("مینا") && page.text.contains("شماره‌گیری‌اش مجاز نیست"))
            let other = try await site.page("/supervisor/history/\(rung.id)", as: "sara", in: "fa", through: client)
            #expect(!other.text.contains("به چه کسی زنگ زده نشد؟"))
        }
    }

    @Test("What help is asked for has the word of the table, which is not that for why somebody was not rung")
    func subject() async throws {
        let request = SampleRequest.ringing("200", reason: "complaint")
        site.helpRequests.add(request)
        try await site.test { client in
            let page = try await site.page("/supervisor/history/\(request.id)", as: "sara", in: "fa", through: client)
            #expect(page.text.contains("<dt>موضوع</dt><dd><bdi>complaint</bdi></dd>"))
        }
    }

    @Test("An invalid day is reported on the page even for a download, instead of exporting other days")
    func wrongDay() async throws {
        var site = site
        site.history = FakeHistory([SampleRequest.ended(.unavailable, .noAnswer, rang: ["200"])])
        let signedIn = try await site.sessions.signIn("sara")
        try await site.test { client in
            for format in ["csv", "xlsx"] {
                let answer = try await client.send(
                    .get, "/supervisor/history.\(format)?from=1405/13/40&to=", token: nil,
                    headers: [.cookie: signedIn.cookie, .acceptLanguage: "fa"])
                #expect(answer.headers[.location] == "/supervisor/history?from=1405/13/40&to=")
            }
            let table = try await client.send(
                .get, "/supervisor/history.csv?from=1405/12/1", token: nil,
                headers: [.cookie: signedIn.cookie, .acceptLanguage: "fa"])
            #expect(table.status == 200)
        }
    }

    @Test("A request's page names whom it asked and what is wrong with them in the user's words")
    func lookupInWords() async throws {
        let reports = [
            LookupReport(
                source: .crm("main"), result: .error, milliseconds: 9, reason: .notConnected, detail: "refused"),
            LookupReport(source: .department("support"), result: .found, milliseconds: 0),
        ]
        let request = SampleRequest.ended(.unavailable, .noAnswer, rang: ["200"], lookup: reports)
        site.helpRequests.add(request)
        try await site.test { client in
            let page = try await site.page(
                "/supervisor/history/\(request.id)", as: "sara", in: "fa", through: client)
            #expect(page.text.contains("<bdi>دپارتمان \u{2068}Support\u{2069}</bdi>"))
            #expect(page.text.contains("<bdi>منبع جستجوی \u{2068}main\u{2069}</bdi>"))
            #expect(page.text.contains("اتصال به سرور برقرار نشد") && page.text.contains("refused"))
            #expect(!page.text.contains("department:support"))
        }
    }

    @Test("In the history, too, a request that was cancelled says so once", arguments: ["en", "fa"])
    func cancelledOnce(language: String) async throws {
        let request = SampleRequest.ended(.cancelled, .cancelled, rang: [])
        site.helpRequests.add(request)
        try await site.test { client in
            let page = try await site.page(
                "/supervisor/history/\(request.id)", as: "sara", in: language, through: client)
            let facts = try #require(page.text.firstMatch(of: /(?s)<dl class="facts">(.*?)<\/dl>/)).1
            let words = language == "fa" ? "لغو شد" : "cancelled"
            #expect(facts.lowercased().replacing(/<[^>]*>/, with: " ").ranges(of: words).count == 1, "\(facts)")
        }
    }

    @Test("The history keeps to a supervisor's departments, goes by filters, and its table can be had as CSV")
    func history() async throws {
        var site = site
        let history = FakeHistory([SampleRequest.ended(.unavailable, .noAnswer, rang: ["200"])])
        site.history = history
        let signedIn = try await site.sessions.signIn("sara")
        try await site.test { client in
            let page = try await client.send(
                .get,
                "/supervisor/history?period=day&state=unavailable&operator=۱۰۱&department=sales".percentEncodedQuery,
                token: nil, headers: [.cookie: signedIn.cookie, .acceptLanguage: "en"])
            #expect(page.status == 200)
            #expect(page.text.contains("nobody answered"))
            let query = "period=day&amp;state=unavailable&amp;department=sales&amp;operator=101"
            #expect(page.text.contains("/supervisor/history.csv?\(query)"))
            #expect(page.text.contains("/supervisor/history.xlsx?\(query)"))
        }
        let filter = try #require(history.filters.first)
        #expect(filter.state == .unavailable)
        #expect(filter.operators == ["101"])
        #expect(filter.departments?.isEmpty == true)
    }

    @Test("Charts are drawn by the server, for a supervisor's departments")
    func statistics() async throws {
        var site = site
        let history = FakeHistory()
        site.history = history
        let signedIn = try await site.sessions.signIn("sara")
        try await site.test { client in
            for (period, bars) in [("day", 24...26), ("week", 7...9)] {
                let page = try await client.send(
                    .get, "/supervisor/statistics?period=\(period)", token: nil,
                    headers: [.cookie: signedIn.cookie, .acceptLanguage: "en"])
                #expect(page.status == 200)
                let count = page.text.components(separatedBy: "<rect class=\"part\" x=").count - 1
                #expect(bars.contains(count), "\(period): \(count)")
                #expect(page.text.contains("75%") && page.text.contains("8 s"))
                // The figures of the chart are there for who does not see it.
                #expect(page.text.components(separatedBy: "<th scope=\"row\">").count - 1 == count)
                #expect(page.text.contains("Support"))
                #expect(!page.text.contains("style="))
            }
        }
        #expect(history.queries.allSatisfy { $0.departments == ["support"] })
    }
}

extension String {
    fileprivate var percentEncodedQuery: String {
        addingPercentEncoding(withAllowedCharacters: .urlQueryAllowed) ?? self
    }
}
