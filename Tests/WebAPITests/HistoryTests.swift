import Administration
import Foundation
import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@testable import WebAPI
@testable import WebServer

@Suite("GET /v1/help-requests.csv and GET /v1/statistics")
struct HistoryTests {
    private static let start = Date(timeIntervalSince1970: 1_790_000_000)

    private func request(
        _ number: Int = 0, customer: String? = nil, reason: String? = nil
    ) -> HelpRequest {
        let at = Self.start.addingTimeInterval(Double(number))
        return HelpRequest(
            id: HelpRequestID(at: at), route: "*5003", operator: "101", department: "support", customer: customer,
            reason: reason, createdAt: at)
    }

    private func site(_ requests: [HelpRequest], brokenPage: Int? = nil) -> TestSite {
        var site = TestSite()
        site.history = FakeHistory(requests, brokenPage: brokenPage)
        return site
    }

    private func lines(_ answer: Answer) -> [String] {
        answer.text.components(separatedBy: "\r\n")
    }

    @Test("The history's CSV is a table that spreadsheets read: a mark of UTF-8, a line of names, a line each request")
    func table() async throws {
        try await site([request(customer: "علی رضایی")]).test { client in
            let answer = try await client.send(.get, "/v1/help-requests.csv")
            #expect(answer.status == 200)
            #expect(answer.headers[.contentType] == "text/csv; charset=utf-8; header=present")
            #expect(answer.headers[.contentDisposition] == "attachment; filename=\"help-requests.csv\"")
            #expect(Array(answer.body.prefix(3)) == [0xEF, 0xBB, 0xBF])
            let lines = lines(answer)
            #expect(lines.count == 3 && lines[2].isEmpty)
            #expect(lines[0].hasPrefix("\u{FEFF}id,createdAt,endedAt,state,outcome,route,operator,"))
            #expect(lines[1].contains(",2026-09-21T14:13:20.000Z,,accepted,,*5003,101,support,"))
            #expect(lines[1].contains(",علی رضایی,"))
            #expect(Set(lines.dropLast().map { $0.count { $0 == "," } }) == [16])
        }
    }

    @Test("The history's CSV has every request once, however many pages there are")
    func pages() async throws {
        let requests = (0..<450).map { request($0) }
        try await site(requests).test { client in
            let lines = lines(try await client.send(.get, "/v1/help-requests.csv"))
            #expect(lines.dropFirst().dropLast().map { String($0.prefix(36)) } == requests.map(\.id.text))
        }
    }

    @Test("No page of the history's CSV is read or made on the thread of a connection, which calls share")
    func threads() async throws {
        let site = site((0..<450).map { request($0) })
        try await withServer(site) { port in
            try await RawConnection.open(port: port) { connection in
                try await connection.send(
                    "GET /v1/help-requests.csv HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(TestSite.token)\r\n"
                        + "Connection: close\r\n\r\n")
                #expect(try await connection.answer().status == 200)
                _ = try await connection.rest()
            }
        }
        #expect(site.history.readsOnEventLoop == [false, false, false])
    }

    @Test("The history passes on every filter, and may take several operators and departments")
    func filters() async throws {
        let site = site([])
        try await site.test { client in
            _ = try await client.send(
                .get,
                "/v1/help-requests.csv?from=2026-09-21T14:13:20Z&to=2026-09-21T17:43:20.5%2B03:30&operator=101"
                    + "&operator=102@main&department=support&state=completed&outcome=helped&route=*5003"
                    + "&helper=200@main")
        }
        #expect(
            site.history.filters == [
                HistoryFilter(
                    from: Self.start, to: Self.start.addingTimeInterval(0.5), operators: ["101", "102"],
                    departments: ["support"], state: .completed, outcome: .helped, route: "*5003", helpers: ["200"])
            ])
    }

    @Test(
        "History and statistics name each parameter that is wrong",
        arguments: [
            ("help-requests.csv?from=yesterday", "from"), ("help-requests.csv?state=done", "state"),
            ("help-requests.csv?outcome=x", "outcome"), ("help-requests.csv?colour=red", "colour"),
            ("help-requests.csv?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "from"),
            ("listenings?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "from"),
            ("help-requests.csv?route=1&route=2", "route"), ("statistics?interval=week", "interval"),
            ("statistics?timeZone=Mars", "timeZone"), ("statistics?to=x", "to"),
            ("statistics?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "from"),
            ("statistics?from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z", "interval"),
        ])
    func wrong(query: String, field: String) async throws {
        try await site([]).test { client in
            let problem = try await client.send(.get, "/v1/\(query)").problem()
            #expect(problem.status == 422 && problem.errors?.map(\.field) == [field])
        }
    }

    @Test("History and statistics answer 503 when the database is away")
    func away() async throws {
        try await site([], brokenPage: 0).test { client in
            let answer = try await client.send(.get, "/v1/help-requests.csv")
            #expect(try answer.problem().code == "storage_unavailable")
        }
    }

    @Test("History and statistics need a token")
    func token() async throws {
        try await site([]).test { client in
            for path in ["/v1/help-requests.csv", "/v1/statistics"] {
                let answer = try await client.send(.get, path, token: nil)
                #expect(answer.status == 401)
            }
        }
    }

    @Test("Statistics have shares, and null where there is nothing to say")
    func statistics() async throws {
        let site = site([])
        try await site.test { client in
            let answer = try await client.send(
                .get, "/v1/statistics?from=2026-09-21T14:13:20Z&to=2026-09-21T15:30:00Z&department=support")
            #expect(
                answer.text
                    == #"{"from":"2026-09-21T14:13:20.000Z","to":"2026-09-21T15:30:00.000Z","#
                    + #""total":{"requests":4,"helped":3,"share":0.75,"medianMilliseconds":8000},"#
                    + #""intervals":[{"from":"2026-09-21T14:13:20.000Z","to":"2026-09-21T15:00:00.000Z","#
                    + #""requests":0,"helped":0},{"from":"2026-09-21T15:00:00.000Z","to":"2026-09-21T15:30:00.000Z","#
                    + #""requests":0,"helped":0}],"#
                    + #""departments":[{"id":"support","name":"Support","requests":4,"helped":3,"share":0.75,"#
                    + #""medianMilliseconds":8000}],"#
                    + #""helpers":[{"id":"299","name":null,"requests":0,"helped":0,"share":null,"#
                    + #""medianMilliseconds":null}]}"#)
            _ = try await client.send(.get, "/v1/statistics")
        }
        #expect(site.history.queries.first?.departments == ["support"])
        let usual = try #require(site.history.queries.last)
        // 24 hours, which seldom begin with a full one.
        #expect((25...26).contains(usual.boundaries.count) && usual.departments == nil)
    }

    @Test("Statistics cut a period at the days of a place, also where a day has 23 hours")
    func days() throws {
        let berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
        let period = StatisticsPeriod(
            from: try #require(Timestamp.date("2026-03-28T00:00:00+01:00")),
            to: try #require(Timestamp.date("2026-03-31T00:00:00+02:00")), step: .day, timeZone: berlin)
        #expect(
            period.boundaries?.map(Timestamp.text) == [
                "2026-03-27T23:00:00.000Z", "2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z",
                "2026-03-30T22:00:00.000Z",
            ])
    }

    @Test("Statistics cut a period at the full hours of a place that is half an hour off")
    func hours() throws {
        let tehran = try #require(TimeZone(identifier: "Asia/Tehran"))
        let period = StatisticsPeriod(
            from: try #require(Timestamp.date("2026-03-28T00:10:00Z")),
            to: try #require(Timestamp.date("2026-03-28T02:00:00Z")), step: .hour, timeZone: tehran)
        #expect(
            period.boundaries?.map(Timestamp.text) == [
                "2026-03-28T00:10:00.000Z", "2026-03-28T00:30:00.000Z", "2026-03-28T01:30:00.000Z",
                "2026-03-28T02:00:00.000Z",
            ])
    }

    @Test("History and statistics show nobody more than they see elsewhere")
    func views() {
        let asked = HistoryFilter(operators: ["101", "102"], departments: ["support", "sales"], outcome: .helped)
        #expect(RequestView.all.narrowing(asked) == asked)

        let supervisor = RequestView.departments(["support", "night"])
        #expect(supervisor.narrowing(HistoryFilter()).departments == ["support", "night"])
        #expect(supervisor.narrowing(asked).departments == ["support"])
        #expect(supervisor.narrowing(HistoryFilter(departments: ["sales"])).departments == [])

        let own = RequestView.extensions(["101"])
        #expect(own.narrowing(HistoryFilter()).operators == ["101"])
        #expect(own.narrowing(asked).operators == ["101"] && own.narrowing(asked).outcome == .helped)
        #expect(own.narrowing(HistoryFilter(operators: ["102"])).operators == [])

        // Who has several phones sees the requests of all of them, and of no other.
        let both = RequestView.extensions(["101", "103"])
        #expect(both.narrowing(asked).operators == ["101"])
        #expect(both.narrowing(HelpRequestQuery())?.operators == ["101", "103"])
        #expect(both.narrowing(HelpRequestQuery(operator: "103")) == HelpRequestQuery(operator: "103"))
        #expect(both.narrowing(HelpRequestQuery(operator: "102")) == nil)

        let statistics = StatisticsQuery(boundaries: [Self.start, Self.start.addingTimeInterval(1)])
        #expect(RequestView.all.narrowing(statistics) == statistics)
        #expect(supervisor.narrowing(statistics)?.departments == ["support", "night"])
        #expect(own.narrowing(statistics) == nil)
    }
}
