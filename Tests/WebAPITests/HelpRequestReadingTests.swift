import Foundation
import HTTPTypes
import Testing
import WebTestSupport

@testable import HelpDesk

@Suite
struct HelpRequestReadingTests {
    private struct Page: Decodable {
        var items: [HelpRequest]
        var next: String?
    }

    private static func request(
        second: Int, operator number: String = "101", department: String = "support", state: RequestState = .accepted
    ) -> HelpRequest {
        let date = Date(timeIntervalSince1970: 1_700_000_000 + Double(second))
        var request = HelpRequest(
            id: HelpRequestID(at: date), route: "*5003", operator: number, department: department, createdAt: date)
        request.enter(state, at: date)
        return request
    }

    private static func path(_ id: HelpRequestID) -> String { "/v1/help-requests/\(id)" }

    @Test("A request is shown by its id, in either case")
    func show() async throws {
        let site = TestSite()
        let request = Self.request(second: 1)
        site.helpRequests.add(request)
        try await site.test { client in
            for id in [request.id.text, request.id.text.uppercased()] {
                let answer = try await client.send(.get, "/v1/help-requests/\(id)")
                #expect(answer.status == 200)
                #expect(try answer.json(HelpRequest.self) == request)
                #expect(answer.headers[.cacheControl] == "no-store")
            }
        }
    }

    @Test(
        "An unknown or malformed id is answered 404",
        arguments: [
            "019abc00-0000-7000-8000-000000000000", "1", "019abc00000070008000000000000000", "..%2F..%2Fx", "%00",
        ])
    func unknown(id: String) async throws {
        try await TestSite().test { client in
            for answer in [
                try await client.send(.get, "/v1/help-requests/\(id)"),
                try await client.send(.post, "/v1/help-requests/\(id)/cancel"),
            ] {
                #expect(answer.status == 404)
                #expect(try answer.problem().code == "unknown_request")
            }
        }
    }

    @Test("A listing is newest first, and its cursor leads through all of it")
    func paging() async throws {
        let site = TestSite()
        let requests = (0..<7).map { Self.request(second: $0) }
        requests.forEach(site.helpRequests.add)
        try await site.test { client in
            var seen: [String] = []
            var path = "/v1/help-requests?limit=3"
            var pages = 0
            while true {
                let page = try await client.send(.get, path).json(Page.self)
                seen += page.items.map(\.id.text)
                pages += 1
                guard let next = page.next else { break }
                path = "/v1/help-requests?limit=3&after=\(next)"
            }
            #expect(seen == requests.reversed().map(\.id.text))
            #expect(pages == 3)
        }
    }

    @Test("A full last page has no `next`")
    func exactPage() async throws {
        let site = TestSite()
        (0..<3).forEach { site.helpRequests.add(Self.request(second: $0)) }
        try await site.test { client in
            let answer = try await client.send(.get, "/v1/help-requests?limit=3")
            #expect(try answer.json(Page.self).items.count == 3)
            #expect(answer.text.hasSuffix(#","next":null}"#))
        }
    }

    @Test("An empty listing is an empty array")
    func empty() async throws {
        try await TestSite().test { client in
            let answer = try await client.send(.get, "/v1/help-requests")
            #expect(answer.text == #"{"items":[],"next":null}"#)
        }
    }

    @Test(
        "A listing is narrowed by state, operator and department, and empty parameters do not narrow it",
        arguments: [
            ("state=connected", [2]), ("operator=102", [1]), ("operator=%31%30%32", [1]),
            ("operator=102@main", [1]), ("department=sales", [3]), ("department=%E2%81%A8sales%E2%81%A9", [3]),
            ("state=accepted&operator=101", [0]), ("state=&operator=&department=&after=&limit=", [3, 2, 1, 0]),
            ("state=failed", []), ("", [3, 2, 1, 0]), ("limit=2", [3, 2]),
        ])
    func filters(query: String, expected: [Int]) async throws {
        let site = TestSite()
        let requests = [
            Self.request(second: 0), Self.request(second: 1, operator: "102"),
            Self.request(second: 2, state: .connected),
            Self.request(second: 3, operator: "103", department: "sales", state: .completed),
        ]
        requests.forEach(site.helpRequests.add)
        try await site.test { client in
            let page = try await client.send(.get, "/v1/help-requests?\(query)").json(Page.self)
            #expect(page.items.map(\.id) == expected.map { requests[$0].id })
        }
    }

    @Test(
        "A wrong parameter is answered 422 and named",
        arguments: [
            ("state=open", "state"), ("after=1", "after"), ("limit=0", "limit"), ("limit=201", "limit"),
            ("limit=ten", "limit"), ("limit=-1", "limit"), ("operater=101", "operater"),
            ("operator=1&operator=2", "operator"), ("limit=99999999999999999999", "limit"),
            ("operator=%00", "operator"), ("department=support%0Ax", "department"), ("%6Cimit=0", "limit"),
        ])
    func wrongParameter(query: String, field: String) async throws {
        try await TestSite().test { client in
            let answer = try await client.send(.get, "/v1/help-requests?\(query)")
            #expect(answer.status == 422)
            #expect(try answer.problem().errors?.map(\.field) == [field])
        }
    }

    @Test("A request is cancelled, and shown as it is then")
    func cancel() async throws {
        let site = TestSite()
        let request = Self.request(second: 1)
        site.helpRequests.add(request)
        try await site.test { client in
            let answer = try await client.send(.post, Self.path(request.id) + "/cancel")
            #expect(answer.status == 200)
            #expect(try answer.json(HelpRequest.self).state == .cancelled)
        }
    }

    @Test("A database that cannot be read is a 503")
    func unreadable() async throws {
        let site = TestSite()
        site.helpRequests.failReading(with: MemoryHelpRequests.DiskFailure())
        try await site.test { client in
            for path in ["/v1/help-requests", "/v1/help-requests/019abc00-0000-7000-8000-000000000000"] {
                let answer = try await client.send(.get, path)
                #expect(answer.status == 503)
                #expect(answer.headers[.retryAfter] == "5")
                #expect(try answer.problem().code == "storage_unavailable")
            }
        }
    }

    @Test("The help desk's own refusal keeps its meaning when reading")
    func refusedReading() async throws {
        let site = TestSite()
        site.helpRequests.failReading(with: HelpDeskError.notRunning)
        try await site.test { client in
            let answer = try await client.send(.get, "/v1/help-requests")
            #expect(try answer.problem().code == "not_running")
        }
    }
}
