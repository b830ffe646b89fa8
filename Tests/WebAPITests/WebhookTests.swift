import Administration
import ConcurrencyPrimitives
import HTTPTypes
import HelpDesk
import Logging
import Testing
import WebTestSupport

@Suite("POST /v1/webhooks")
struct WebhookTests {
    private let draft = HelpRequestDraft(operator: "101", route: "*5003", customer: "+98912")

    private func site(_ verdict: WebhookVerdict) -> TestSite {
        var site = TestSite()
        site.webhooks = FakeWebhooks(verdict: verdict)
        return site
    }

    private func post(_ client: TestSiteClient, _ id: String = "main", body: String = "{}") async throws -> Answer {
        try await client.send(.post, "/v1/webhooks/\(id)", token: nil, body: body)
    }

    @Test("POST /v1/webhooks makes a request without a token, and says where it is")
    func accepted() async throws {
        let site = site(.draft(draft, deliveryId: nil))
        try await site.test { client in
            let answer = try await post(client)
            #expect(answer.status == 202)
            let request = try answer.json(HelpRequest.self)
            #expect(answer.headers[.location] == "/v1/help-requests/\(request.id)")
            #expect(request.customer == "+98912")
            // Without a delivery id, each delivery is a call of its own.
            #expect(try await post(client).status == 202)
        }
        #expect(site.helpRequests.drafts.count == 2)
    }

    @Test(
        "A webhook delivery seen before is answered 200 with the same request",
        arguments: ["evt-1", String(repeating: "é", count: 300)])
    func repeated(id: String) async throws {
        let site = site(.draft(draft, deliveryId: id))
        try await site.test { client in
            let first = try await post(client)
            let second = try await post(client)
            #expect(first.status == 202 && second.status == 200)
            #expect(first.text == second.text)
            #expect(first.headers[.location] == second.headers[.location])
        }
        #expect(site.helpRequests.drafts.count == 1)
    }

    @Test("A repeated delivery is told by its endpoint and whole id, however its sender writes it the second time")
    func key() async throws {
        let site = site(.draft(draft, deliveryId: "1"))
        try await site.test { client in
            let first = try await post(client)
            let second = try await post(client, body: #"{"attempt":2}"#)
            #expect(first.status == 202 && second.status == 200)
        }
        let long = String(repeating: "a", count: 250)
        let others = [
            ("other", "1"), ("main", long + "1"), ("main", long + "2"), ("main", "1\u{0}a"), ("main", "1\u{0}b"),
        ]
        for (endpoint, id) in others {
            var next = site
            next.webhooks = FakeWebhooks(verdict: .draft(draft, deliveryId: id), endpoint: endpoint)
            let status = try await next.test { try await post($0, endpoint).status }
            #expect(status == 202)
        }
        #expect(site.helpRequests.drafts.count == 6)
        // That is by what the database tells those that count for as long as requests are kept.
        #expect(site.helpRequests.keys.count == 6)
        // A database may keep no more of an id than what stands before its first zero.
        #expect(Set(site.helpRequests.keys.map { $0.prefix { $0 != "\0" } }).count == 6)
        #expect(site.helpRequests.keys.allSatisfy { $0.hasPrefix(IdempotencyKey.deliveries) })
    }

    @Test("The names and values of a webhook's query are decoded, as browsers and programs write them")
    func query() async throws {
        let site = site(.uninteresting)
        try await site.test { client in
            let query = "reason=need+help%21&auth%5Btoken%5D=a%2Bb&time=10%3A00&last=1&last=2&bare&broken=%zz"
            _ = try await client.send(.post, "/v1/webhooks/main?\(query)", token: nil, body: "{}")
        }
        let kept = try #require(try await site.deliveries.delivery(1, of: "main")?.content)
        #expect(
            kept.query == [
                "reason": "need help!", "auth[token]": "a+b", "time": "10:00", "last": "2", "bare": "", "broken": "%zz",
            ])
    }

    @Test("A delivery that repeats one of long ago rings nobody either, and is answered with its request as it is now")
    func repeatedLater() async throws {
        let site = site(.draft(draft, deliveryId: "evt-1"))
        try await site.test { client in
            let first = try await post(client).json(HelpRequest.self)
            site.helpRequests.forgetAnswers()
            let again = try await post(client)
            #expect(again.status == 200)
            #expect(try again.json(HelpRequest.self).id == first.id)
        }
        #expect(site.helpRequests.drafts.count == 1)
    }

    @Test("A webhook rings nobody for a call for help of long ago, and its sender has no reason to send it again")
    func tooOld() async throws {
        let site = site(.tooOld("help was asked for 7200 s before it came", deliveryId: "late-1"))
        try await site.test { client in
            let answer = try await post(client)
            #expect(answer.status == 204 && answer.text.isEmpty)
        }
        #expect(site.helpRequests.drafts.isEmpty)
        let record = try #require(site.deliveries.records.last)
        #expect(record.result == .tooOld && record.result.rawValue == "too_old" && record.status == 204)
        #expect(record.deliveryId == "late-1" && record.reason?.contains("7200 s") == true && record.isProven)
    }

    @Test("A webhook leaves an uninteresting event aside with 204")
    func uninteresting() async throws {
        let site = site(.uninteresting)
        try await site.test { client in
            let answer = try await post(client)
            #expect(answer.status == 204 && answer.text.isEmpty)
        }
        #expect(site.helpRequests.drafts.isEmpty)
    }

    @Test(
        "A webhook delivery is refused with the status that fits",
        arguments: [
            (WebhookVerdict.unproven("no"), 401, "unproven_delivery"),
            (.unsupportedMediaType("the body is text/plain"), 415, "unsupported_media_type"),
            (.tooLarge(limit: 10), 413, "body_too_large"),
            (.unreadable("x"), 400, "unreadable_body"), (.invalid("x"), 422, "invalid_delivery"),
            (.misconfigured("the secret is s3cret"), 503, "misconfigured_webhook"),
            (.draft(HelpRequestDraft(operator: "999", route: "*5003"), deliveryId: "a"), 422, "unknown_operator"),
        ])
    func refused(verdict: WebhookVerdict, status: Int, code: String) async throws {
        try await site(verdict).test { client in
            let answer = try await post(client)
            let problem = try answer.problem()
            #expect(problem.status == status && problem.code == code)
            #expect(!answer.text.contains("s3cret"))
        }
    }

    @Test(
        "A webhook delivery that is no call for help is refused with the part that is wrong",
        arguments: [("urgency", "urgency"), (nil, "body")] as [(String?, String)])
    func wrongPart(part: String?, field: String) async throws {
        try await site(.invalid("it must be another one", field: part)).test { client in
            let problem = try await post(client).problem()
            #expect(problem.errors == [.init(field: field, message: "it must be another one")])
        }
    }

    @Test("/v1/webhooks knows its endpoints, and takes nothing but POST and at most 256 KiB")
    func limits() async throws {
        try await site(.uninteresting).test { client in
            let unknown = try await post(client, "other")
            #expect(try unknown.problem().code == "unknown_webhook")
            #expect(try await client.send(.get, "/v1/webhooks/main").status == 405)
            #expect(try await post(client, body: String(repeating: "a", count: 256 * 1024)).status == 204)
            #expect(try await post(client, body: String(repeating: "a", count: 256 * 1024 + 1)).status == 413)
        }
    }

    @Test("A webhook delivery is logged with its endpoint and its outcome, and never with its body")
    func logged() async throws {
        let log = Locked<[String]>([])
        var site = site(.unproven("no proof"))
        site.logger = Logger(label: "test") { _ in RecordingLogHandler(lines: log) }
        try await site.test { client in _ = try await post(client, body: "private") }
        let lines = log.withLock { $0 }
        #expect(lines.contains { $0.contains("webhook delivery refused") && $0.contains("main") && $0.contains("401") })
        #expect(!lines.contains { $0.contains("private") })
    }
}
