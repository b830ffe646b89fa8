import Foundation
import HelpDesk
import Testing

@testable import ManagerLookup

/// What is signed here was signed by Python's `hmac`.
@Suite("A delivery that a CRM signs in its own way")
struct WebhookHMACTests {
    /// A scheme, and a delivery as its senders sign it.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var signature: String
        var headers: [String: String]

        var testDescription: String { name }
    }

    private static let secret = "case-secret-0123456789abcdef0123"
    private static let body = #"{"operator":"101","id":"evt-1"}"#
    private static let address = "bridge.example.com/v1/webhooks/main?k=1"
    private static let now = Date(timeIntervalSince1970: 1_700_000_000)

    static let cases = [
        Case(
            name: "Zammad, sha1 of the body", signature: "{scheme: zammad}",
            headers: ["X-Hub-Signature": "sha1=45b64093ca009a5d5ef406339a3a6f5fd5b07880"]),
        Case(
            name: "EspoCRM, Base64 of id and hex", signature: "{scheme: espocrm}",
            headers: [
                "Signature":
                    "NjY1MGMwZmZlZTo2MTNhNGE0YTg5OGEwODdlYTJlOTI4OGVkYmJlYTQ5Y2YyNmQ5N2IzMjg4NTQ4MmZkY2YxNzY1MGYwNGE0YzYw"
            ]),
        Case(
            name: "GLPI, body and time", signature: "{scheme: glpi}",
            headers: [
                "X-GLPI-signature": "2caf068e5817c22d4116a50aac6337b1ac997c9fb3881517e0141d473757acda",
                "X-GLPI-timestamp": "1700000000",
            ]),
        Case(
            name: "Zendesk, Base64 over time and body", signature: "{scheme: zendesk}",
            headers: [
                "X-Zendesk-Webhook-Signature": "C+FizQPOkvOOPIVsuIx41jeT2fzEQSU6FbWzbCFRnBI=",
                "X-Zendesk-Webhook-Signature-Timestamp": "2023-11-14T22:13:20Z",
            ]),
        Case(
            name: "t and v1", signature: "{scheme: timestamped, name: X-Case-Signature}",
            headers: [
                "X-Case-Signature":
                    "t=1700000000,v0=00,v1=dc6de21926f7df11225458f05c5a66c2ba15c3361c372e4ee8de4b13b1e4aa16"
            ]),
        Case(
            name: "Base64 of the body", signature: "{scheme: hmac, name: X-Case-Signature, encoding: base64}",
            headers: ["X-Case-Signature": "YTpKSomKCH6i6SiO276knPJtl7MohUgv3PF2UPBKTGA="]),
        Case(
            name: "sha512 with a prefix", signature: "{scheme: hmac, name: X-Sig, hash: sha512, prefix: 'sha512='}",
            headers: [
                "X-Sig":
                    "sha512=b7a0108a06c0049f2c2f328ba8e0912e72202df0fcf10469ee0b9e2973f063c2e751c90db39dfd800edea4e5b5083088924a42cec0f28e0e91255cfb806a75e2"
            ]),
        Case(
            name: "sha384 over id, address and body",
            signature:
                "{scheme: hmac, name: X-Sig, hash: sha384, encoding: base64url, over: '{id}:{url}:{body}', id: X-Id}",
            headers: ["X-Sig": "9yiJ1ZmrSY5Y4StdLEAd_SXChEB7wG5wOz2xcmZSBJcu9yBMBBg98j8SLH8NMNS2", "X-Id": "d-7"]),
        Case(
            name: "path and body, in a list with a field of its own",
            signature: "{scheme: hmac, name: X-Sig, form: list, field: h1, over: \"{path}\\n{body}\"}",
            headers: ["X-Sig": "h1=07e1ad4694a7f75b132d84a344bce35e84b6a4ea004ede32f1092a7d24c7f0ab; x=1"]),
        Case(
            name: "a time in milliseconds",
            signature: """
                {scheme: hmac, name: X-Sig, over: '{timestamp}.{body}',
                  timestamp: {name: X-Time, format: milliseconds, toleranceSeconds: 60}}
                """,
            headers: [
                "X-Sig": "cafa4da5cf57cae688c7e5e333e4218c3588370435f3c59980898f7de8bac1ff", "X-Time": "1700000000000",
            ]),
    ]

    private func refusal(
        _ signature: String, _ headers: [(name: String, value: String)], body: String = body, secret: String = secret,
        at now: Date = now
    ) async throws -> String? {
        let yaml = Fixtures.mapping() + "\nwebhook: {signature: \(signature), request: '{operator, deliveryId: .id}'}"
        let reader = WebhookReader(catalogue: try Fixtures.catalogue(yaml), resolveSecret: Fixtures.resolve)
        let endpoint = WebhookEndpoint(
            id: "main", mapping: "test", route: "*5003",
            secrets: [SecretReference("an older secret"), SecretReference(secret)])
        let delivery = PostedWebhook(address: Self.address, headers: headers, query: [:], body: Array(body.utf8))
        do throws(WebhookRefusal) {
            _ = try await reader.read(delivery, at: endpoint, now: now)
            return nil
        } catch {
            guard case .unproven(let reason) = error else { return "not unproven: \(error)" }
            return reason
        }
    }

    @Test(
        "A delivery that a CRM signs in its own way is proved by the endpoint's secret, for its own body only",
        arguments: cases)
    func proved(example: Case) async throws {
        let headers = example.headers.map { (name: $0.key, value: $0.value) }
        #expect(try await refusal(example.signature, headers) == nil)
        #expect(try await refusal(example.signature, headers, secret: Self.secret + "x") != nil)
        #expect(try await refusal(example.signature, headers, body: Self.body + " ") != nil)
        for name in example.headers.keys {
            let fewer = headers.filter { $0.name != name }
            #expect(try await refusal(example.signature, fewer)?.contains("send") == true, "\(name)")
        }
    }

    @Test(
        "A delivery with a signed time that is ten minutes old or ahead is refused with a word about clocks",
        arguments: cases.filter { $0.signature.contains(/glpi|zendesk|timestamped|toleranceSeconds/) })
    func timed(example: Case) async throws {
        let headers = example.headers.map { (name: $0.key, value: $0.value) }
        for minutes in [-10.0, 10.0] {
            let now = Self.now.addingTimeInterval(minutes * 60)
            #expect(try await refusal(example.signature, headers, at: now)?.contains("clocks") == true)
        }
        #expect(try await refusal(example.signature, headers, at: Self.now.addingTimeInterval(59)) == nil)
    }

    @Test("A delivery may be signed by several secrets, in one field or in several lines of it")
    func several() async throws {
        let good = "dc6de21926f7df11225458f05c5a66c2ba15c3361c372e4ee8de4b13b1e4aa16"
        let wrong = String(repeating: "0", count: 64)
        let signature = "{scheme: timestamped, name: X-Sig}"
        #expect(try await refusal(signature, [("X-Sig", "t=1700000000,v1=\(wrong),v1=\(good)")]) == nil)
        #expect(
            try await refusal(
                signature, [("X-Sig", "t=1700000000,v1=\(good)"), ("X-Sig", "t=1700000000,v1=\(wrong)")]) == nil)
        let many = String(repeating: ",v1=\(wrong)", count: 17)
        #expect(try await refusal(signature, [("X-Sig", "t=1700000000\(many)")])?.contains("more than 16") == true)
        #expect(try await refusal(signature, [("X-Sig", "v1=\(good)")])?.contains("t= of X-Sig") == true)
        for time in ["soon", "1e9", "", "1700000000.5.5"] {
            #expect(try await refusal(signature, [("X-Sig", "t=\(time),v1=\(good)")]) != nil, "\(time)")
        }
    }

    @Test("Whoever sends a delivery that is refused is told how it has to be signed")
    func told() async throws {
        let said = try await refusal(
            "{scheme: zammad}", [("X-Hub-Signature", "sha1=\(String(repeating: "0", count: 40))")])
        #expect(said?.contains("X-Hub-Signature: sha1=<hex HMAC-SHA1 of {body}>") == true)
        let listed = try await refusal("{scheme: timestamped, name: X-Sig}", [])
        #expect(listed?.contains("X-Sig: t=<time>,v1=<hex HMAC-SHA256 of {timestamp}.{body}>") == true)
    }

    @Test("A delivery may be compressed on its way after it was signed")
    func compressed() async throws {
        let gzip: [UInt8] = [
            31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 202, 47, 72, 45, 74, 44, 201, 47, 82, 178, 82, 50, 52, 48, 84,
            210,
            81, 202, 76, 1, 50, 83, 203, 74, 116, 13, 149, 106, 1, 247, 132, 43, 117, 31, 0, 0, 0,
        ]
        let yaml = Fixtures.mapping() + "\nwebhook: {signature: {scheme: zammad}, request: '{operator}'}"
        let reader = WebhookReader(catalogue: try Fixtures.catalogue(yaml), resolveSecret: Fixtures.resolve)
        let endpoint = WebhookEndpoint(
            id: "main", mapping: "test", route: "*5003", secrets: [SecretReference(Self.secret)])
        let headers = [
            ("X-Hub-Signature", "sha1=45b64093ca009a5d5ef406339a3a6f5fd5b07880"), ("Content-Encoding", "gzip"),
        ]
        let delivery = PostedWebhook(headers: headers, query: [:], body: gzip)
        guard case .call(let call) = try await reader.read(delivery, at: endpoint, now: Self.now) else {
            Issue.record("it asks for nothing")
            return
        }
        #expect(call.operator == "101")
    }
}
