import Administration
import Foundation
import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@Suite("What goes out, over the API")
struct OutgoingDeliveryTests {
    private static let start = Date(timeIntervalSince1970: 1_790_000_000)

    private static func delivery(_ id: Int64, to target: String, _ state: OutgoingDelivery.State) -> OutgoingDelivery {
        OutgoingDelivery(
            id: id, recipient: OutgoingDelivery.Recipient(.webhook, target),
            request: SampleRequest.ended(.unavailable, .noAnswer, rang: ["200"]), position: 3, state: state,
            queuedAt: start, dueAt: start, attempts: 12, fault: state == .dead ? "answered 500" : nil)
    }

    private let site: TestSite

    init() {
        var site = TestSite()
        site.outgoing = FakeOutgoing([
            Self.delivery(1, to: "board", .delivered), Self.delivery(2, to: "board", .dead),
            Self.delivery(3, to: "crm", .dead), Self.delivery(4, to: "crm", .waiting),
        ])
        self.site = site
    }

    @Test("Outgoing deliveries are listed newest first, by target and state, a page at a time")
    func list() async throws {
        struct Page: Decodable {
            struct Item: Decodable {
                var id: Int64
                var requestState: String
                var fault: String?
            }
            var items: [Item]
            var next: Int64?
        }
        try await site.test { client in
            func page(_ query: String) async throws -> Page {
                try await client.send(.get, "/v1/outgoing-deliveries\(query)").json(Page.self)
            }
            #expect(try await page("").items.map(\.id) == [4, 3, 2, 1])
            let first = try await page("?limit=3")
            #expect(first.items.map(\.id) == [4, 3, 2] && first.next == 2)
            #expect(try await page("?limit=3&after=2").items.map(\.id) == [1])
            let dead = try await page("?kind=webhook&target=crm&state=dead")
            #expect(dead.items.map(\.id) == [3] && dead.items[0].fault == "answered 500")
            #expect(dead.items[0].requestState == "unavailable")
            #expect(try await client.send(.get, "/v1/outgoing-deliveries?state=lost").status == 422)
        }
    }

    @Test(
        "A delivery that is over, and all that were given up, are sent again, and the audit log has each")
    func replay() async throws {
        try await site.test { client in
            #expect(try await client.send(.post, "/v1/outgoing-deliveries/1/replay").status == 202)
            for id in ["4", "9", "x"] {
                #expect(try await client.send(.post, "/v1/outgoing-deliveries/\(id)/replay").status == 404)
            }
            #expect(try await client.send(.post, "/v1/outgoing-deliveries/replay?kind=webhook").status == 422)
            let one = try await client.send(.post, "/v1/outgoing-deliveries/replay?kind=webhook&target=board")
            #expect(one.status == 202 && one.text == #"{"replayed":1}"#)
            #expect(try await client.send(.post, "/v1/outgoing-deliveries/replay").text == #"{"replayed":1}"#)
            #expect(site.outgoing.all.allSatisfy { $0.state == .waiting })
        }
    }

    @Test("What a CRM was asked for a request is for whoever sets the sources up, and may see the request")
    func traces() async throws {
        let request = SampleRequest.ended(.unavailable, .noAnswer, rang: ["200"])
        site.helpRequests.add(request)
        site.traces.note(size: 0) {
            LookupTrace(
                request: request.id, source: "main", askedAt: Self.start,
                trace: SourceTrace(
                    result: .notFound, milliseconds: 12, detail: "answered 404", managers: [],
                    exchanges: [
                        SourceTrace.Exchange(
                            method: "GET", url: "https://crm.example.com/?token=***", requestHeaders: [],
                            requestBody: "", status: 404, responseHeaders: [], responseBody: "{}", milliseconds: 11,
                            failure: nil)
                    ]))
        }
        try await site.test { client in
            let answer = try await client.send(.get, "/v1/help-requests/\(request.id)/lookup-traces")
            #expect(answer.status == 200 && answer.text.contains("answered 404") && answer.text.contains("token=***"))
            let unknown = HelpRequestID()
            #expect(try await client.send(.get, "/v1/help-requests/\(unknown)/lookup-traces").status == 404)
        }
    }
}
