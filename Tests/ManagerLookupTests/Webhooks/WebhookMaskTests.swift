import Foundation
import HelpDesk
import Testing

@testable import ManagerLookup

@Suite("A webhook's delivery that is kept")
struct WebhookMaskTests {
    private static let request = "request: '{operator: .operator, customer: .customer}'"
    private static let token = """
        {signature: {scheme: token, in: body, at: .auth.token}, \(request)}
        """

    private func masked(
        _ body: String, headers: [String: String] = [:], query: [String: String] = [:], secret: String,
        webhook: String = token
    ) async throws -> (delivery: PostedWebhook, reading: WebhookReader.Reading)? {
        let yaml = Fixtures.mapping() + "\nwebhook: " + webhook
        let reader = WebhookReader(catalogue: try Fixtures.catalogue(yaml), resolveSecret: Fixtures.resolve)
        let endpoint = WebhookEndpoint(id: "main", mapping: "test", route: "*5003", secrets: [SecretReference(secret)])
        let delivery = PostedWebhook(
            headers: headers.map { ($0.key, $0.value) }, query: query, body: Array(body.utf8))
        guard let masked = try await reader.masked(delivery, at: endpoint) else { return nil }
        return (masked, try await reader.reread(masked, at: endpoint))
    }

    private func text(_ delivery: PostedWebhook) -> String {
        "\(delivery.headers) \(delivery.query) \(String(decoding: delivery.body, as: UTF8.self))"
    }

    @Test("A kept delivery holds its token nowhere, and is read as before")
    func tokenInBody() async throws {
        let body = #"{"operator":"101","customer":"علی","auth":{"token":"s3cr3t/+"}}"#
        let kept = try #require(
            try await masked(body, headers: ["authorization": "Bearer x"], query: ["t": "s3cr3t/+"], secret: "s3cr3t/+")
        )
        #expect(!text(kept.delivery).contains("s3cr3t") && !text(kept.delivery).contains("Bearer x"))
        guard case .call(let call) = kept.reading else {
            Issue.record("\(kept.reading)")
            return
        }
        #expect(call.operator == "101" && call.customer == "علی")
    }

    @Test("A kept delivery of a form holds no percent-encoded token")
    func form() async throws {
        let kept = try #require(
            try await masked(
                "operator=101&auth[token]=s3cr3t%2F%2B", headers: ["content-type": "application/x-www-form-urlencoded"],
                secret: "s3cr3t/+"))
        #expect(!text(kept.delivery).contains("s3cr3t"))
    }

    @Test("A kept delivery holds no token that is escaped, and is not kept when it could not be read any more")
    func unmaskable() async throws {
        let escaped = try #require(
            try await masked(#"{"operator":"101","auth":{"token":"\u0073ecret"}}"#, secret: "secret"))
        #expect(String(decoding: escaped.delivery.body, as: UTF8.self) == #"{"operator":"101","auth":{"token":"***"}}"#)
        let number = try await masked(#"{"operator":"101","auth":{"token":12345}}"#, secret: "12345")
        #expect(number?.delivery.body == nil)
    }

    @Test(
        "A kept delivery holds no signature",
        arguments: [
            ("{signature: {scheme: hmac_sha256, name: X-Sig}, \(request)}", "x-sig"),
            ("{signature: {scheme: token, in: header, name: X-Key}, \(request)}", "x-key"),
            ("{signature: {scheme: standard}, \(request)}", "webhook-signature"),
            ("{signature: {scheme: basic}, \(request)}", "authorization"),
        ])
    func signature(webhook: String, header: String) async throws {
        let kept = try #require(
            try await masked(
                #"{"operator":"101"}"#, headers: [header: "abc", "x-other": "seen"], secret: "secret",
                webhook: webhook))
        #expect(kept.delivery.headers == [header: "***", "x-other": "seen"])
    }
}
