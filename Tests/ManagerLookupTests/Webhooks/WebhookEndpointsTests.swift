import Administration
import ConcurrencyPrimitives
import Foundation
import HelpDesk
import Testing

@testable import ManagerLookup

@Suite("The webhook endpoints of a call centre")
struct WebhookEndpointsTests {
    private struct Fixed: CallCenterSource {
        let current: CallCenter
    }

    private static let now = Date(timeIntervalSince1970: 1_764_324_000)
    private static let webhook = """
        {signature: {scheme: token, in: header, name: X-Case-Token},
          request: '{operator, email, crmId, deliveryId: .id, at: .occurredAt}'}
        """

    private func endpoints(secret: String = "secret", webhook: String = Self.webhook) throws -> WebhookEndpoints {
        func agent(_ number: String, email: String? = nil, crmId: String? = nil) -> Operator {
            Operator(extension: number, name: number, department: "support", email: email, crmId: crmId)
        }
        let callCenter = CallCenter(
            operators: [
                agent("101", email: "Ali@example.org", crmId: "7"), agent("1020", crmId: "8"),
                agent("103", email: "reza@example.org", crmId: "8"),
            ],
            webhooks: [
                WebhookEndpoint(id: "main", mapping: "test", route: "*5003", secrets: [SecretReference(secret)])
            ])
        let yaml = Fixtures.mapping() + "\nwebhook: " + webhook
        return WebhookEndpoints(
            callCenter: Fixed(current: callCenter),
            reader: WebhookReader(catalogue: try Fixtures.catalogue(yaml), resolveSecret: Fixtures.resolve),
            expireAfter: .seconds(120), now: { Self.now })
    }

    private func post(_ body: String) -> WebhookPost {
        WebhookPost(endpoint: "main", headers: [("X-Case-Token", "secret")], query: [:], body: Array(body.utf8))
    }

    private func caller(_ body: String) async throws -> String? {
        if case .draft(let draft, _) = try await endpoints().read(post(body)) { draft.operator } else { nil }
    }

    @Test(
        "An operator is found by extension, by email in any case, and by the CRM's user id, whichever a mapping gives")
    func operators() async throws {
        #expect(try await caller(#"{"operator":"102"}"#) == "102")
        #expect(try await caller(#"{"email":"ali@EXAMPLE.org"}"#) == "101")
        #expect(try await caller(#"{"email":"\u200eali@example.org\u200e"}"#) == "101")
        #expect(try await caller(#"{"crmId":7}"#) == "101")
        #expect(try await caller(#"{"crmId":"۷"}"#) == "101")
        // The id is surer than the address; of two phones of one person, the shorter number.
        #expect(try await caller(#"{"crmId":"8","email":"ali@example.org"}"#) == "103")
        #expect(try await caller(#"{"crmId":"9","email":"ali@example.org"}"#) == "101")
        let unknown = try await endpoints().read(post(#"{"crmId":"9"}"#))
        #expect(unknown == .invalid("no operator has the email or crmId that the delivery names", field: "operator"))
    }

    @Test(
        "A delivery whose call for help is wrong in one part is refused with the name of that part",
        arguments: [
            (#"{"operator":"101","urgency":"high"}"#, "urgency"), (#"{"operator":"101","mode":7}"#, "mode"),
            (#"{"operator":[]}"#, "operator"), ("{}", "operator"), ("[]", nil),
        ] as [(String, String?)])
    func wrongPart(body: String, field: String?) async throws {
        let endpoints = try endpoints(
            webhook: """
                {signature: {scheme: token, in: header, name: X-Case-Token},
                  request: 'if type == "array" then 7 else {operator, urgency, mode} end'}
                """)
        guard case .invalid(_, field: field) = await endpoints.read(post(body)) else {
            Issue.record("\(body) is taken, or the wrong part is named")
            return
        }
    }

    @Test("A call for help that comes later than anybody waits is too old; one without a time is taken as ever")
    func tooOld() async throws {
        func verdict(_ time: String) async throws -> WebhookVerdict {
            try await endpoints().read(post(#"{"operator":"101","id":"late-1","occurredAt":\#(time)}"#))
        }
        let late = try await verdict("\(Int(Self.now.timeIntervalSince1970) - 7200)")
        guard case .tooOld(let reason, "late-1") = late else {
            Issue.record("\(late)")
            return
        }
        #expect(reason.contains("7200 s") && reason.contains("requests.expireAfterSeconds"))
        #expect(late.isProven)
        for time in ["1764323881000", #""2025-11-28T10:30:00Z""#, "null", "1764324000"] {
            guard case .draft = try await verdict(time) else {
                Issue.record("\(time) is not taken")
                continue
            }
        }
        guard case .tooOld = try await verdict("1764323879") else {
            Issue.record("121 s are not too long")
            return
        }
    }

    @Test("Of several calls for help in one delivery each is judged by itself")
    func batch() async throws {
        func verdict(_ body: String) async throws -> WebhookVerdict {
            let endpoints = try endpoints(
                webhook: """
                    {signature: {scheme: token, in: header, name: X-Case-Token},
                      request: 'map({operator, at, deliveryId: .id})'}
                    """)
            return await endpoints.read(post(body))
        }
        let batch = try await verdict(
            #"[{"operator":"102","id":"a"},{"operator":"103","id":"b","at":1},{"id":"c"},{"operator":"104","id":"d"}]"#)
        guard case .several(let parts) = batch, parts.count == 4, batch.isProven, batch.deliveryId == "a" else {
            Issue.record("\(batch)")
            return
        }
        #expect(parts.map(\.deliveryId) == ["a", "b", nil, "d"])
        guard case .draft(let first, _) = parts[0], case .tooOld = parts[1], case .invalid = parts[2],
            case .draft(let last, _) = parts[3]
        else {
            Issue.record("\(parts)")
            return
        }
        #expect(first.operator == "102" && last.operator == "104")
        // One of them alone is as if it had come without a list; none is nothing.
        guard case .draft(_, "a") = try await verdict(#"[{"operator":"102","id":"a"}]"#) else {
            Issue.record("it is not taken")
            return
        }
        #expect(try await verdict("[]") == .uninteresting)
        let many = Array(repeating: #"{"operator":"102"}"#, count: 101).joined(separator: ",")
        guard case .invalid(let reason, _) = try await verdict("[\(many)]") else {
            Issue.record("there is no end to it")
            return
        }
        #expect(reason.contains("101 calls"))
    }

    @Test("An old call for help that somebody replays is taken: they know how old it is")
    func replayed() async throws {
        guard case .draft = try await endpoints().reread(post(#"{"operator":"101","occurredAt":1}"#)) else {
            Issue.record("it is not taken")
            return
        }
    }

    @Test("An endpoint whose secret cannot be read says so before a delivery comes")
    func faults() async throws {
        let good = try endpoints()
        await good.check(Fixtures.resolve)
        #expect(good.faults().isEmpty)
        let bad = try endpoints(secret: "env:MISSING")
        await bad.check(Fixtures.resolve)
        #expect(bad.faults()["main"]?.contains("MISSING") == true)
    }

    @Test("No secret is read for whoever asks whether it can be: what was not looked at yet counts as fine")
    func remembered() async throws {
        let reads = Locked(0)
        let secret = Locked("secret")
        let callCenter = CallCenter(
            webhooks: [
                WebhookEndpoint(id: "main", mapping: "test", route: "*5003", secrets: [SecretReference("file:/secret")])
            ])
        let yaml = Fixtures.mapping() + "\nwebhook: " + Self.webhook
        let resolve: @Sendable (SecretReference) async throws -> String = { _ in
            reads.withLock { $0 += 1 }
            return secret.withLock { $0 }
        }
        let endpoints = WebhookEndpoints(
            callCenter: Fixed(current: callCenter),
            reader: WebhookReader(catalogue: try Fixtures.catalogue(yaml), resolveSecret: resolve),
            expireAfter: .seconds(120), now: { Self.now })
        for _ in 0..<3 { #expect(endpoints.faults().isEmpty) }
        #expect(reads.withLock { $0 } == 0)
        // A delivery does not go by what is remembered.
        _ = await endpoints.read(post(#"{"operator":"101"}"#))
        #expect(reads.withLock { $0 } == 1)
        secret.withLock { $0 = "" }
        #expect(endpoints.faults().isEmpty)
        await endpoints.check(resolve)
        #expect(endpoints.faults()["main"]?.contains("is empty") == true)
        secret.withLock { $0 = "secret" }
        await endpoints.check(resolve)
        #expect(endpoints.faults().isEmpty)
    }
}
