import Administration
import Foundation
import HTTPTypes
import Testing
import WebTestSupport

@testable import HelpDesk
@testable import WebPages
@testable import WebServer

/// What a clock that was set back, or a hand in the database, leaves behind: it is shown as well as it can be, and
/// never ends the process.
@Suite("Stored requests whose times make no sense")
struct DamagedHistoryTests {
    /// In seconds: from the year -290 million to its opposite, and what is no number at all.
    private static let times: [Double] = [
        -.infinity, -9.3e18, -1e15, -6.3e10, -100.5, 0, 1_790_000_000, 2.6e11, 1e15, 9.3e18, .infinity, .nan,
    ]

    private func request(created: Double, connected: Double) -> HelpRequest {
        var request = HelpRequest(
            id: HelpRequestID(), route: "*5003", operator: "101", department: "support",
            createdAt: Date(timeIntervalSince1970: created))
        request.state = .connected
        request.updatedAt = request.createdAt
        request.timeline = [
            .init(state: .accepted, at: request.createdAt),
            .init(state: .connected, at: Date(timeIntervalSince1970: connected)),
        ]
        return request
    }

    @Test("Requests whose times make no sense are in the table, without a time to the answer that is less than none")
    func table() async throws {
        var site = TestSite()
        let requests = Self.times.flatMap { one in Self.times.map { request(created: one, connected: $0) } }
        site.history = FakeHistory(requests)
        try await site.test { client in
            let answer = try await client.send(.get, "/v1/help-requests.csv")
            let lines = answer.text.components(separatedBy: "\r\n")
            #expect(lines.count == requests.count + 2)
            #expect(!answer.text.contains(",-"))
            #expect(lines.contains { $0.contains(",0.000,") })
        }
    }

    @Test(
        "Requests whose times make no sense are on the wall, in the history, in the panel and in the API",
        arguments: ["en", "fa"])
    func pages(language: String) async throws {
        var site = TestSite()
        site.sessions = FakeSessions([
            .sample("ali", .operator, extension: "101"), .sample("root", .admin, extension: "300"),
        ])
        let requests = Self.times.flatMap { one in Self.times.map { request(created: one, connected: $0) } }
        site.history = FakeHistory(requests)
        for request in requests.prefix(150) { site.helpRequests.add(request) }
        try await site.test { [site] client in
            for (login, path) in [
                ("root", "/supervisor"), ("root", "/supervisor/history"), ("ali", "/panel"),
                ("ali", "/v1/help-requests"),
                ("ali", "/v1/events"),
            ] {
                let signedIn = try await site.sessions.signIn(login)
                let answer = try await client.send(
                    .get, path, token: nil, headers: [.cookie: signedIn.cookie, .acceptLanguage: language])
                #expect(answer.status == 200, "\(path)")
            }
        }
    }

    @Test(
        "Times that make no sense have a date in every calendar, within the years that it is made for", arguments: times
    )
    func dates(seconds: Double) throws {
        let date = Date(timeIntervalSince1970: seconds)
        for language in try TestSite.pages.get().languages.all {
            for zone in [-12, 0, 14] {
                var dates = language.dates
                dates.timeZone = try #require(TimeZone(secondsFromGMT: zone * 3600))
                #expect(!dates.day(date).isEmpty && !dates.shortDay(date).isEmpty)
                #expect(dates.time(date).count == 5 && dates.exactTime(date).count == 8)
            }
            #expect(!language.duration(milliseconds: seconds.saturated).isEmpty)
        }
        #expect(Timestamp.text(date).count == 24)
    }

    @Test("Counts of any size have a chart", arguments: [Int.min, -1, 0, 1 << 53, 400_000_000_000_000_001, Int.max])
    func charts(count: Int) throws {
        let language = try TestSite.pages.get().languages.fallback
        let chart = BarChart(bars: [BarChart.Bar(label: "x", total: count, part: 1)], language: language)
        #expect(chart.content["bars"] != nil)
        #expect(BarChart.ceiling(count) >= count)
    }

    @Test("A number that is none, or beyond what is exact, is a whole one")
    func saturation() {
        #expect(Double.nan.saturated == 0)
        #expect(Double.infinity.saturated == 1 << 53)
        #expect((-Double.infinity).saturated == -(1 << 53))
        #expect(1.5.saturated == 2)
    }
}
