import Administration
import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@Suite("Webhook deliveries")
struct WebhookDeliveryTests {
    private struct Page: Decodable {
        struct Item: Decodable {
            var id: Int64
            var deliveryId: String?
            var result: String
            var status: Int
            var code: String?
            var reason: String?
            var request: String?
            var size: Int
            var isReplayable: Bool
        }

        var items: [Item]
        var next: Int64?
    }

    private let draft = HelpRequestDraft(operator: "101", route: "*5003", customer: "+98912")

    private func site(_ verdict: WebhookVerdict) -> TestSite {
        var site = TestSite()
        site.webhooks = FakeWebhooks(verdict: verdict)
        return site
    }

    private func post(_ client: TestSiteClient, _ endpoint: String = "main") async throws -> Answer {
        try await client.send(.post, "/v1/webhooks/\(endpoint)", token: nil, body: "{}")
    }

    @Test("Webhook deliveries are remembered with what came of them, newest first, page by page")
    func remembered() async throws {
        try await site(.draft(draft, deliveryId: "evt-1")).test { client in
            let request = try await post(client).json(HelpRequest.self)
            _ = try await post(client)
            let page = try await client.send(.get, "/v1/webhook-endpoints/main/deliveries?limit=1").json(Page.self)
            #expect(page.items.map(\.result) == ["repeated"] && page.items[0].status == 200)
            #expect(page.items[0].request == request.id.text && page.items[0].size == 2)
            let next = try #require(page.next)
            let rest = try await client.send(.get, "/v1/webhook-endpoints/main/deliveries?after=\(next)")
                .json(Page.self)
            #expect(rest.items.map(\.result) == ["accepted"] && rest.next == nil)
            #expect(rest.items[0].deliveryId == "evt-1" && rest.items[0].isReplayable)
        }
    }

    @Test(
        "Webhook deliveries that are refused say why; what is not proven is not kept",
        arguments: [
            (WebhookVerdict.unproven("the token is wrong"), "unproven_delivery", false),
            (.unreadable("x"), "unreadable_body", false), (.misconfigured("x"), "misconfigured_webhook", false),
            (.invalid("operator is missing"), "invalid_delivery", true),
        ])
    func refused(verdict: WebhookVerdict, code: String, isReplayable: Bool) async throws {
        let site = site(verdict)
        try await site.test { client in
            _ = try await post(client)
            let page = try await client.send(.get, "/v1/webhook-endpoints/main/deliveries").json(Page.self)
            #expect(page.items.map(\.code) == [code] && page.items[0].result == "refused")
            #expect(page.items[0].isReplayable == isReplayable && page.items[0].reason != nil)
            guard !isReplayable else { return }
            let answer = try await client.send(.post, "/v1/webhook-endpoints/main/deliveries/1/replay")
            #expect(try answer.problem().code == "delivery_not_kept" && answer.status == 409)
        }
        #expect(site.helpRequests.drafts.isEmpty)
    }

    @Test("A webhook delivery makes a request of its own when it is replayed, which is remembered, too")
    func replayed() async throws {
        let site = site(.draft(draft, deliveryId: "evt-1"))
        try await site.test { client in
            let first = try await post(client).json(HelpRequest.self)
            site.helpRequests.change(first.id, to: .completed)
            let answer = try await client.send(.post, "/v1/webhook-endpoints/main/deliveries/1/replay")
            #expect(answer.status == 202)
            let second = try answer.json(HelpRequest.self)
            #expect(second.id != first.id && second.customer == "+98912")
            #expect(answer.headers[.location] == "/v1/help-requests/\(second.id)")
        }
        #expect(site.helpRequests.drafts.count == 2)
        let replay = try #require(site.deliveries.records.last)
        #expect(replay.deliveryId?.hasPrefix("replay-") == true && replay.result == .accepted)
    }

    @Test("A delivery with several calls for help makes a request of each, once, whatever becomes of the others")
    func batch() async throws {
        let second = HelpRequestDraft(operator: "103", route: "*5003")
        let site = site(
            .several([
                .tooOld("x", deliveryId: "evt-1"), .draft(draft, deliveryId: "evt-2"), .invalid("operator is missing"),
                .draft(second, deliveryId: "evt-3"),
            ]))
        try await site.test { client in
            let answers = [try await post(client), try await post(client)]
            #expect(answers.map(\.status) == [202, 200])
            let (first, again) = (try answers[0].json(HelpRequest.self), try answers[1].json(HelpRequest.self))
            #expect(first.operator == "101" && again.id == first.id)
            #expect(site.helpRequests.drafts.map(\.operator) == ["101", "103"])
            let records = site.deliveries.records
            #expect(records.map(\.result) == [.accepted, .repeated] && records[0].deliveryId == "evt-1")
        }
    }

    @Test("A delivery of several calls for help, one of which may go better later, is refused, and sent again")
    func batchLater() async throws {
        let site = site(.several([.draft(draft, deliveryId: "evt-1"), .misconfigured("x"), .invalid("y")]))
        try await site.test { client in
            let answers = [try await post(client), try await post(client)]
            #expect(answers.map(\.status) == [503, 503])
        }
        // What could be taken was, once.
        #expect(site.helpRequests.drafts.map(\.operator) == ["101"])
    }

    @Test("Webhook deliveries of an endpoint that is not there are neither remembered nor found")
    func unknown() async throws {
        let site = site(.uninteresting)
        try await site.test { client in
            _ = try await post(client, "other")
            let answer = try await client.send(.get, "/v1/webhook-endpoints/other/deliveries")
            #expect(try answer.problem().code == "unknown_webhook")
            for id in ["7", "x"] {
                let answer = try await client.send(.post, "/v1/webhook-endpoints/main/deliveries/\(id)/replay")
                #expect(try answer.problem().code == "unknown_delivery")
            }
        }
        #expect(site.deliveries.records.isEmpty)
    }
}
