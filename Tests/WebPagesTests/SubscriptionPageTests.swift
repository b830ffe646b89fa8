import Administration
import Foundation
import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@Suite("The pages of subscriptions")
struct SubscriptionPageTests {
    private let fields = [("sent", "yes"), ("id", "board"), ("url", "https://board.test/hooks?key=hush")]

    @Test("A subscription is made with a secret that is shown once, and stored with the states that were ticked")
    func making() async throws {
        let settings = MemorySettings.small()
        try await AdminSite.site(settings).test { client in
            let made = try await AdminSite.post(
                client, "/admin/subscriptions/new", fields + [("states", "connected"), ("states", "completed")])
            let stored = try #require(settings.current.subscriptions["board"])
            #expect(stored.states == [.connected, .completed])
            let secret = try #require(stored.secrets.first?.text)
            let page = try await client.send(.get, try #require(made.headers[.location]), token: nil)
            #expect(secret.hasPrefix("whsec_") && page.text.contains(secret))
            let list = try await client.send(.get, "/admin/subscriptions", token: nil, headers: [.acceptLanguage: "en"])
            #expect(list.text.contains("https://board.test/hooks") && !list.text.contains("hush"))
            let form = try await client.send(
                .get, "/admin/subscriptions/board", token: nil, headers: [.acceptLanguage: "en"])
            #expect(!form.text.contains(secret) && form.text.contains("Nothing has been sent yet"))
        }
    }

    @Test(
        "A subscription's address that cannot be posted to is refused beside its field",
        arguments: ["ftp://board.test", "board.test", "https://user:pass@board.test/", "https://board.test/#x"])
    func refused(url: String) async throws {
        let settings = MemorySettings.small()
        try await AdminSite.site(settings).test { client in
            let page = try await AdminSite.post(
                client, "/admin/subscriptions/new", [("sent", "yes"), ("id", "board"), ("url", url)])
            #expect(page.status == 422 && page.text.contains(#"id="url-fault""#), "\(page.text)")
            #expect(settings.current.subscriptions.isEmpty)
        }
    }

    @Test("What did not arrive at a subscription is listed with the reason, and sent again by a button")
    func replay() async throws {
        let settings = MemorySettings(
            CallCenter(
                subscriptions: [
                    WebhookSubscription(
                        id: "board", url: "https://board.test/", secrets: [SecretReference("whsec_AAAA")])
                ]))
        var site = AdminSite.site(settings)
        let start = Date(timeIntervalSince1970: 1_790_000_000)
        site.outgoing = FakeOutgoing(
            (1...2).map { id in
                OutgoingDelivery(
                    id: id, recipient: OutgoingDelivery.Recipient(.webhook, "board"),
                    request: SampleRequest.ended(.unavailable, .noAnswer, rang: []), position: 3, state: .dead,
                    queuedAt: start, dueAt: start, attempts: 14, fault: "answered 500")
            })
        let outgoing = site.outgoing
        try await site.test { client in
            let page = try await client.send(
                .get, "/admin/subscriptions/board", token: nil, headers: [.acceptLanguage: "en"])
            #expect(page.text.contains("answered 500") && page.text.contains("given up"))
            let request = try #require(outgoing.all.first).request.id
            #expect(page.text.contains(#"href="/supervisor/history/\#(request)""#))
            let one = try await AdminSite.post(client, "/admin/subscriptions/board/deliveries/1/replay", [])
            #expect(one.status == 303 && one.headers[.location]?.contains("notice=resent#") == true)
            #expect(outgoing.all.map(\.state) == [.waiting, .dead])
            _ = try await AdminSite.post(client, "/admin/subscriptions/board/deliveries/replay", [])
            #expect(outgoing.all.map(\.state) == [.waiting, .waiting])
            let again = try await AdminSite.post(client, "/admin/subscriptions/board/deliveries/1/replay", [])
            #expect(again.headers[.location]?.contains("notice=resentNothing") == true)
        }
    }
}
