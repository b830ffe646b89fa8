import Administration
import Foundation
import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@testable import WebServer

@Suite("/v1/listenings")
struct ListeningTests {
    private struct Page: Decodable {
        struct Item: Decodable {
            var request: String
            var role: String
            var `extension`: String
            var name: String?
            var mode: String
            var `operator`: String
            var department: String
            var customer: String?
            var startedAt: Date
            var milliseconds: Int?
        }
        var items: [Item]
        var next: String?
    }

    private let site: TestSite
    private let listenings = (0..<3).map { index in
        Listening(
            id: .init(request: HelpRequestID(), position: index), role: index == 0 ? .helper : .supervisor,
            extension: "20\(index)", name: index == 1 ? "Sara" : nil, mode: index == 0 ? .whisper : .listen,
            operator: "101", department: "support", customer: index == 0 ? nil : "+989121234567",
            startedAt: Date(timeIntervalSince1970: 1_774_938_600), milliseconds: index == 2 ? nil : 65_400)
    }

    init() {
        var site = TestSite()
        site.history = FakeHistory(listenings: listenings)
        site.sessions = FakeSessions([
            .sample("ali", .operator, extension: "101"), .sample("emma", .supervisor, departments: ["sales"]),
        ])
        self.site = site
    }

    @Test("Who was on whose call is listed a page after the other, and what is not known is null")
    func pages() async throws {
        try await site.test { client in
            let answer = try await client.send(.get, "/v1/listenings?limit=2")
            let first = try answer.json(Page.self)
            #expect(first.items.map(\.request) == listenings.prefix(2).map(\.id.request.text))
            #expect(first.items.map(\.mode) == ["whisper", "listen"])
            #expect(first.items.map(\.role) == ["helper", "supervisor"])
            #expect(first.items[1].name == "Sara" && first.items[1].milliseconds == 65_400)
            #expect(first.items[0].operator == "101" && first.items[0].department == "support")
            #expect(answer.text.contains(#""customer":null"#))
            #expect(first.items[0].startedAt == listenings[0].startedAt)
            let next = try #require(first.next)
            #expect(next == "\(listenings[1].id.request.text).1")
            let last = try await client.send(.get, "/v1/listenings?after=\(next)")
            #expect(try last.json(Page.self).items.map(\.extension) == ["202"])
            #expect(last.text.contains(#""next":null"#) && last.text.contains(#""milliseconds":null"#))
        }
        // The second page is a part of the same look.
        #expect(site.audit.entries.map { "\($0.action) \($0.kind) \($0.item)" } == ["exported history listenings"])
    }

    @Test("The listings' filters are passed on, and what makes no sense is named")
    func filters() async throws {
        try await site.test { client in
            let query =
                "from=2026-03-01T00:00:00Z&operator=%DB%B1%DB%B0%DB%B1&listener=200@main&listener=201"
                + "&role=helper&mode=barge"
            #expect(try await client.send(.get, "/v1/listenings?\(query)").status == 200)
            let wrong = try await client.send(
                .get, "/v1/listenings?role=boss&mode=consult&after=1&limit=500&from=today&page=2")
            #expect(wrong.status == 422)
            #expect(
                Set(try wrong.problem().errors?.map(\.field) ?? []) == [
                    "role", "mode", "after", "limit", "from", "page",
                ])
        }
        let asked = try #require(site.history.listeningFilters.last)
        #expect(asked.operators == ["101"] && asked.listeners == ["200", "201"])
        #expect(asked.role == .helper && asked.mode == .barge && asked.departments == nil)
        #expect(asked.from == Date(timeIntervalSince1970: 1_772_323_200))
    }

    @Test("A supervisor is told of who listened in their departments, an operator of nobody")
    func views() async throws {
        try await site.test { client async throws in
            func get(_ login: String) async throws -> Answer {
                let cookie = try await site.sessions.signIn(login).cookie
                return try await client.send(
                    .get, "/v1/listenings?department=support&department=sales", token: nil, headers: [.cookie: cookie])
            }
            #expect(try await get("emma").status == 200)
            #expect(try await get("ali").status == 403)
            #expect(try await client.send(.get, "/v1/listenings", token: nil).status == 401)
        }
        #expect(site.history.listeningFilters.map(\.departments) == [["sales"]])
    }
}
