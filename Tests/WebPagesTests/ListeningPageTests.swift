import Administration
import Foundation
import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@Suite("The listening report")
struct ListeningPageTests {
    private let site: TestSite

    init() {
        var site = TestSite()
        site.sessions = FakeSessions([
            .sample("ali", .operator, extension: "101"),
            .sample("sara", .supervisor, extension: "200", departments: ["support"]),
            .sample("root", .admin, extension: "300"),
        ])
        // Farvardin 1405, wherever one is.
        site.history = FakeHistory(
            listenings: (0..<3).map { index in
                Listening(
                    id: .init(request: HelpRequestID(), position: index), role: index == 0 ? .helper : .supervisor,
                    extension: "20\(index)", name: index == 1 ? "=cmd()" : nil, mode: index == 0 ? .whisper : .listen,
                    operator: "101", department: "support", customer: "+989121234567",
                    startedAt: Date(timeIntervalSince1970: 1_774_938_600), milliseconds: index == 2 ? nil : 65_400)
            })
        self.site = site
    }

    private func get(
        _ client: TestSiteClient, _ path: String, as login: String = "sara", language: String = "en"
    ) async throws -> Answer {
        try await site.page(path, as: login, in: language, through: client)
    }

    @Test("The listening report says who was on whose call, how and how long, to supervisors of their departments only")
    func page() async throws {
        try await site.test { client in
            let page = try await get(client, "/supervisor/listening")
            #expect(page.status == 200)
            #expect(page.text.contains("Whisper") && page.text.contains("Listen in"))
            #expect(page.text.contains("1 min 5 s") && page.text.contains("–"))
            #expect(page.text.contains("+989121234567"))
            #expect(page.text.contains("/supervisor/listening.xlsx?period=week"))
            #expect(try await get(client, "/supervisor/listening", as: "ali").status == 403)
            #expect(try await get(client, "/supervisor/listening.csv", as: "ali").status == 403)
            _ = try await get(client, "/supervisor/listening", as: "root")
        }
        #expect(site.history.listeningFilters.map(\.departments) == [["support"], nil])
    }

    @Test(
        "The listening report's filters are passed on, people by extension or name; what makes no sense is passed over")
    func filters() async throws {
        let query =
            "period=day&department=sales&mode=barge&role=helper&operator=۱۰۱&listener=nobody%20at%20all&after=nonsense"
        try await site.test { client async throws in
            let path = "/supervisor/listening?\(query)".addingPercentEncoding(
                withAllowedCharacters: .urlQueryAllowed.union(["%"]))
            #expect(try await get(client, path ?? "").status == 200)
            #expect(try await get(client, "/supervisor/listening?mode=x&role=y&period=z").status == 200)
        }
        let filter = try #require(site.history.listeningFilters.first)
        #expect(filter.mode == .barge && filter.role == .helper)
        #expect(filter.operators == ["101"] && filter.listeners == [] && filter.departments == [])
        #expect(site.history.listeningFilters.last?.mode == nil)
    }

    @Test(
        "The listening report is narrowed from day to day, the last included; what is no day is marked and passed over")
    func days() async throws {
        try await site.test { client in
            _ = try await get(client, "/supervisor/listening?from=2026-03-01&to=2026-03-31")
            let wrong = try await get(client, "/supervisor/listening?from=2026-02-30&to=2026-03-31")
            #expect(wrong.text.contains(#"aria-describedby="from-fault""#) && wrong.text.contains("This is no day"))
            #expect(wrong.text.contains(#"value="2026-02-30""#) && !wrong.text.contains("to-fault"))
            let short = try await get(client, "/supervisor/history?from=05/09/07")
            #expect(short.text.contains(#"aria-describedby="from-fault""#) && short.text.contains("This is no day"))
            let history = try await get(client, "/supervisor/history?from=2026-03-01")
            #expect(history.text.contains("/supervisor/history.xlsx?period=week&amp;from=2026-03-01"))
        }
        let march = try #require(site.history.listeningFilters.first)
        let (from, to) = (try #require(march.from), try #require(march.to))
        // A change of the clocks takes an hour.
        #expect(abs(to.timeIntervalSince(from) - 31 * 86_400) <= 3600)
        #expect(site.history.listeningFilters.last?.from == nil && site.history.listeningFilters.last?.to == to)
    }

    @Test(
        "A report whose last day is before its first marks the last one and passes it over, and is not downloaded",
        arguments: ["listening", "history"])
    func reversedDays(report: String) async throws {
        let query = "from=2026-03-31&to=2026-03-01"
        try await site.test { client in
            let page = try await get(client, "/supervisor/\(report)?\(query)")
            #expect(page.text.contains(#"aria-describedby="to-fault""#) && !page.text.contains("from-fault"))
            #expect(page.text.contains("This day is before the first one."))
            #expect(page.text.contains(#"value="2026-03-01""#))
            #expect(try await get(client, "/supervisor/\(report).csv?\(query)").status == 303)
            let day = try await get(client, "/supervisor/\(report)?from=2026-03-01&to=2026-03-01")
            #expect(!day.text.contains("to-fault"))
        }
        if report == "listening" {
            let filter = try #require(site.history.listeningFilters.first)
            #expect(filter.from != nil && filter.to == nil)
        }
    }

    @Test(
        "The listening table is in the language and calendar of the page, without formulas, and its download is noted")
    func csv() async throws {
        try await site.test { client in
            let persian = try await get(client, "/supervisor/listening.csv", language: "fa")
            #expect(persian.headers[.contentType]?.hasPrefix("text/csv; charset=utf-8") == true)
            #expect(persian.headers[.contentDisposition] == #"attachment; filename="listening.csv""#)
            let lines = persian.text.components(separatedBy: "\r\n")
            #expect(lines.count == 5 && lines[0].hasPrefix("\u{FEFF}زمان شروع,زمان شروع (میلادی),"))
            #expect(lines[1].contains("1405/") && lines[1].contains(",65.4,نجوا,کمک‌رسان,200,"))
            #expect(lines[2].contains(",'=cmd(),"))
            #expect(lines[3].contains(",,شنود,"))
            let english = try await get(client, "/supervisor/listening.csv")
            #expect(english.text.hasPrefix("\u{FEFF}Begun,Seconds,How,"))
        }
        #expect(site.audit.entries.contains { $0.action == "exported" && $0.item == "listening.csv" })
    }

    @Test("No page of a table is read or made on the thread of a connection, which calls share")
    func threads() async throws {
        var site = site
        site.history = FakeHistory(
            listenings: (0..<450).map { index in
                Listening(
                    id: .init(request: HelpRequestID(), position: index), role: .supervisor, extension: "200",
                    name: nil, mode: .listen, operator: "101", department: "support", customer: nil,
                    startedAt: Date(timeIntervalSince1970: 1_774_938_600), milliseconds: 1000)
            })
        let cookie = try await site.sessions.signIn("sara").cookie
        try await withServer(site) { port in
            try await RawConnection.open(port: port) { connection in
                try await connection.send(
                    "GET /supervisor/listening.csv HTTP/1.1\r\nHost: x\r\nCookie: \(cookie)\r\n"
                        + "Connection: close\r\n\r\n")
                #expect(try await connection.answer().status == 200)
                _ = try await connection.rest()
            }
        }
        #expect(site.history.readsOnEventLoop == [false, false, false])
    }

    @Test("Asking whether a table is there takes nothing out, and is not noted")
    func head() async throws {
        let cookie = try await site.sessions.signIn("sara").cookie
        try await site.test { client in
            let answer = try await client.send(
                .head, "/supervisor/listening.csv", token: nil, headers: [.cookie: cookie])
            #expect(answer.status == 200 && answer.body.isEmpty)
        }
        #expect(!site.audit.entries.contains { $0.action == "exported" })
    }

    @Test("For Excel the table is a file that begins as .xlsx files do, of the length that is announced")
    func xlsx() async throws {
        try await site.test { client in
            for path in ["/supervisor/listening.xlsx", "/supervisor/history.xlsx"] {
                let answer = try await get(client, path, language: "fa")
                #expect(answer.status == 200)
                #expect(answer.headers[.contentType]?.contains("spreadsheetml") == true)
                #expect(answer.body.starts(with: [0x50, 0x4B, 0x03, 0x04]) && answer.body.count > 2_000)
            }
        }
    }

    @Test(
        "What a damaged row of the listening report says is shown, exported and told to programs as well as it can be")
    func damaged() async throws {
        var site = site
        let times = [0, 253_402_300_799.999].map { Date(timeIntervalSince1970: $0) }
        site.history = FakeHistory(
            listenings: [Int.min, -1, 0, Int.max - 1, Int.max].enumerated().flatMap { index, milliseconds in
                times.map { time in
                    Listening(
                        id: .init(request: HelpRequestID(), position: index == 0 ? Int.min : Int.max),
                        role: .supervisor,
                        extension: "", name: nil, mode: .consult, operator: "", department: "", customer: nil,
                        startedAt: time, milliseconds: milliseconds)
                }
            })
        try await site.test { [site] client in
            for path in [
                "/supervisor/listening?from=1970-01-01", "/supervisor/listening.csv", "/supervisor/listening.xlsx",
            ] {
                for language in ["en", "fa"] {
                    let answer = try await site.page(path, as: "root", in: language, through: client)
                    #expect(answer.status == 200, "\(path)")
                }
            }
            let told = try await client.send(.get, "/v1/listenings")
            #expect(told.status == 200 && told.text.contains("\(Int.max)") && told.text.contains("\(Int.min)"))
        }
    }
}
