import Administration
import ConcurrencyPrimitives
import CurlHTTP
import Foundation
import Testing

@testable import HelpDesk
@testable import ManagerLookup

@Suite("Posting the states of requests to subscriptions")
struct SubscriptionSenderTests {
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private static let now = Date(timeIntervalSince1970: 1_790_000_000.25)

    private struct Settings: CallCenterSource {
        let current: CallCenter
    }

    /// Keeps what it was given, and answers as told.
    private final class Receiver: HTTPClient {
        private let received = Locked<[HTTPRequest]>([])
        private let answer: Result<HTTPResponse, CurlHTTPError>

        var requests: [HTTPRequest] { received.withLock { $0 } }

        init(_ answer: Result<HTTPResponse, CurlHTTPError>) { self.answer = answer }

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            received.withLock { $0.append(request) }
            return try answer.get()
        }
    }

    private let delivery = {
        var request = HelpRequest(
            id: HelpRequestID(at: SubscriptionSenderTests.now), route: "*5003", operator: "101", department: "support",
            customer: "علی", createdAt: SubscriptionSenderTests.now)
        request.enter(.unavailable, at: SubscriptionSenderTests.now.addingTimeInterval(1))
        request.outcome = .noAnswer
        return OutgoingDelivery(
            id: 7, recipient: OutgoingDelivery.Recipient(.webhook, "crm"), request: request, position: 1,
            queuedAt: SubscriptionSenderTests.now, dueAt: SubscriptionSenderTests.now)
    }()

    private func send(
        _ receiver: Receiver, secrets: [String] = [secret], states: [RequestState] = [],
        url: String = "https://crm.example.com/hooks?key=hush"
    ) async -> DeliveryOutcome {
        let subscription = WebhookSubscription(
            id: "crm", url: url, secrets: secrets.map { SecretReference($0) }, states: states)
        let sender = SubscriptionSender(
            callCenter: Settings(current: CallCenter(subscriptions: [subscription])),
            clients: HTTPClientSelection(standard: receiver), resolveSecret: { $0.text }, now: { Self.now })
        return await sender.send(delivery)
    }

    @Test("A state is posted as Standard Webhooks want it, and what verifies those that come in takes it")
    func signed() async throws {
        let other = "whsec_" + Data("another key of this length".utf8).base64EncodedString()
        let receiver = Receiver(.success(HTTPResponse(status: 204)))
        #expect(await send(receiver, secrets: [Self.secret, other]) == .arrived)
        let request = try #require(receiver.requests.first)
        #expect(request.method == .post && request.url == "https://crm.example.com/hooks?key=hush")
        let body = try #require(try JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any])
        #expect(body["type"] as? String == "help_request.unavailable")
        #expect(body["timestamp"] as? String == "2026-09-21T14:13:21.250Z")
        let data = try #require(body["data"] as? [String: Any])
        #expect(data["outcome"] as? String == "no_answer" && data["customer"] as? String == "علی")
        let headers = Dictionary(uniqueKeysWithValues: request.headers.map { ($0.name.lowercased(), $0.value) })
        #expect(headers["webhook-id"] == delivery.messageID && headers["webhook-timestamp"] == "1790000000")
        for secret in [Self.secret, other] {
            let proof = WebhookProof(signature: .standard, secrets: [secret])
            let posted = PostedWebhook(
                headers: request.headers.map { ($0.name.lowercased(), $0.value) }, query: [:], body: request.body)
            #expect(try proof.check(posted, bodyToken: nil, at: Self.now) == delivery.messageID)
        }
    }

    @Test("The same delivery has the same id and body at each try")
    func stable() async throws {
        let receiver = Receiver(.success(HTTPResponse(status: 500)))
        for _ in 0..<2 { _ = await send(receiver) }
        #expect(receiver.requests.count == 2 && receiver.requests[0] == receiver.requests[1])
    }

    @Test(
        "What comes of a posted state is told by the answer's status alone, and a redirect leads nowhere",
        arguments: [
            (200, DeliveryOutcome.arrived), (302, .failed(because: "answered 302")),
            (404, .failed(because: "answered 404")),
            (410, .refused(because: "answered 410")), (500, .failed(because: "answered 500")),
        ])
    func outcomes(status: Int, outcome: DeliveryOutcome) async {
        let receiver = Receiver(
            .success(HTTPResponse(status: status, headers: [HTTPHeader("Location", "http://169.254.169.254/")])))
        let found = await send(receiver)
        switch (found, outcome) {
        case (.arrived, .arrived): break
        case (.failed(let text, nil), .failed(let expected, _)), (.refused(let text), .refused(let expected)):
            #expect(text.hasPrefix(expected))
        default: Issue.record("\(found)")
        }
        #expect(receiver.requests.count == 1)
    }

    @Test("A receiver of states that is full says when it is to be asked again")
    func retryAfter() async {
        let receiver = Receiver(.success(HTTPResponse(status: 503, headers: [HTTPHeader("Retry-After", "120")])))
        #expect(await send(receiver) == .failed(because: "answered 503", retryAfter: .seconds(120)))
    }

    @Test("What is said of a failed delivery has neither a secret nor the address's query in it")
    func secrets() async {
        let receiver = Receiver(.failure(.couldNotConnect("https://crm.example.com/hooks?key=hush is closed")))
        guard case .failed(let reason, _) = await send(receiver) else {
            Issue.record("it was sent")
            return
        }
        #expect(reason.contains("could not connect") && !reason.contains("hush"))
        guard case .failed(let fault, _) = await send(receiver, secrets: ["whsec_!"]) else {
            Issue.record("it was sent")
            return
        }
        #expect(fault.contains("no Standard Webhooks secret") && !fault.contains("whsec_!"))
    }

    @Test("Nothing is sent for a subscription that is gone, or does not want the state")
    func obsolete() async {
        let receiver = Receiver(.success(HTTPResponse(status: 200)))
        #expect(await send(receiver, states: [.completed]) == .obsolete)
        let sender = SubscriptionSender(
            callCenter: Settings(current: CallCenter()), clients: HTTPClientSelection(standard: receiver),
            resolveSecret: { $0.text })
        #expect(await sender.send(delivery) == .obsolete)
        #expect(receiver.requests.isEmpty)
    }
}
