import Administration
import Foundation
import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@testable import WebServer

@Suite("/v1/missed-requests")
struct MissedRequestTests {
    private struct Page: Decodable {
        struct Item: Decodable {
            struct Settlement: Decodable {
                var at: Date
                var by: String
                var note: String?
            }
            struct Request: Decodable {
                var id: String
            }
            var request: Request
            var settlement: Settlement?
        }
        var items: [Item]
        var next: String?
    }

    private let requests = (0..<3).map { _ in SampleRequest.ended(.unavailable, .noAnswer, rang: ["200"]) }
    private let site: TestSite

    init() {
        var site = TestSite()
        site.missed = FakeMissedRequests(requests)
        site.sessions = FakeSessions([
            .sample("ali", .operator, extension: "101"), .sample("emma", .supervisor, departments: ["sales"]),
        ])
        self.site = site
    }

    @Test("Missed requests are listed a page after the other, and who has seen to one is kept with the note")
    func settling() async throws {
        let path = "/v1/missed-requests/\(requests[1].id)/settlement"
        try await site.test { client in
            let first = try await client.send(.get, "/v1/missed-requests?limit=2").json(Page.self)
            #expect(first.items.map(\.request.id) == requests.prefix(2).map(\.id.text))
            let next = try #require(first.next)
            let last = try await client.send(.get, "/v1/missed-requests?after=\(next)").json(Page.self)
            #expect(last.items.map(\.request.id) == [requests[2].id.text] && last.next == nil)

            let headers: HTTPFields = [.contentType: "application/json"]
            let settled = try await client.send(.put, path, headers: headers, body: #"{"note":"called back"}"#)
            #expect(try settled.json(Page.Item.self).settlement?.note == "called back")
            let open = try await client.send(.get, "/v1/missed-requests").json(Page.self)
            #expect(open.items.count == 2)
            let done = try await client.send(.get, "/v1/missed-requests?settled=true").json(Page.self)
            #expect(done.items.map(\.request.id) == [requests[1].id.text])

            #expect(try await client.send(.delete, path).text.contains(#""settlement":null"#))
            #expect(try await client.send(.get, "/v1/missed-requests").json(Page.self).items.count == 3)
        }
        #expect(site.audit.entries.map(\.action) == ["settled", "reopened"])
    }

    @Test("A missed request of another department does not exist, nor for an operator their own")
    func views() async throws {
        let path = "/v1/missed-requests/\(requests[0].id)/settlement"
        try await site.test { client in
            for login in ["ali", "emma"] {
                let signedIn = try await site.sessions.signIn(login)
                let headers: HTTPFields = [
                    .cookie: signedIn.cookie, .contentType: "application/json", AntiForgery.header: signedIn.token,
                ]
                let list = try await client.send(.get, "/v1/missed-requests", token: nil, headers: headers)
                #expect(list.text == #"{"items":[],"next":null}"#, "\(login)")
                let answer = try await client.send(.put, path, token: nil, headers: headers, body: "{}")
                #expect(answer.status == 404, "\(login)")
            }
        }
        #expect(site.missed.all.allSatisfy { $0.settlement == nil })
    }

    @Test("What makes no sense in a call for missed requests is named, and a disk that fails is a 503")
    func wrong() async throws {
        var broken = site
        broken.missed = FakeMissedRequests(isBroken: true)
        try await site.test { client in
            let answer = try await client.send(.get, "/v1/missed-requests?settled=perhaps&limit=0&after=x")
            #expect(answer.status == 422)
            let fields = try answer.problem().errors?.map(\.field)
            #expect(Set(fields ?? []) == ["settled", "limit", "after"])
            #expect(try await client.send(.delete, "/v1/missed-requests/x/settlement").status == 404)
        }
        try await broken.test { client async throws in
            #expect(try await client.send(.get, "/v1/missed-requests").status == 503)
        }
    }
}
