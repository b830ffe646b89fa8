import Crypto
import Foundation
import HelpDesk
import Testing

@testable import ManagerLookup

/// What is signed here was signed by Python's `hmac`.
@Suite("Standard Webhooks, as senders do them")
struct StandardWebhooksTests {
    /// Thirty-two bytes whose Base64 has `+` and `/`.
    private static let base64 = "+/+/AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxw="
    private static let body = #"{"operator":"101","id":"evt-1"}"#
    private static let good = "v1,MVucRamRTul0FBLOrQrsXn1L8o1eDs6mtePZHtQAsLg="
    private static let literal = "v1,NFIpAD4nl/nR9a/g7P3RSXJoq1tRzxusqVLIabRhBYY="
    private static let wrong = "v1,eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg="

    private func refusal(
        _ signatures: [String], secret: String = "whsec_" + base64, prefix: String = "webhook-", age: Double = 0
    ) async throws -> String? {
        let reader = WebhookReader(catalogue: try Fixtures.catalogue(), resolveSecret: Fixtures.resolve)
        let endpoint = WebhookEndpoint(
            id: "main", mapping: "generic", route: "*5003", secrets: [SecretReference(secret)])
        let headers =
            [(prefix + "id", "msg_case"), (prefix + "timestamp", "1700000000")]
            + signatures.map { (prefix + "signature", $0) }
        let delivery = PostedWebhook(headers: headers, query: [:], body: Array(Self.body.utf8))
        do {
            _ = try await reader.read(delivery, at: endpoint, now: Date(timeIntervalSince1970: 1_700_000_000 + age))
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test(
        "A secret is the same in each spelling that a provider shows it in",
        arguments: [
            "whsec_" + base64, "v1,whsec_" + base64, "whsec_" + base64.replacing("=", with: ""), base64,
            "whsec_-_-_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxw=", "-_-_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxw",
            " whsec_" + base64 + "\n",
        ])
    func spellings(secret: String) async throws {
        #expect(try await refusal([Self.good], secret: secret) == nil)
        #expect(try await refusal([Self.wrong], secret: secret) != nil)
    }

    @Test("A sender that signs with the text of the secret rather than with what it encodes is understood")
    func literalSecret() async throws {
        #expect(try await refusal([Self.literal]) == nil)
        let said = try await refusal([Self.wrong])
        #expect(said?.contains("as the key that it encodes and as its text") == true)
    }

    @Test("The names that Svix gives to the signature's fields are as good")
    func svix() async throws {
        #expect(try await refusal([Self.good], prefix: "svix-") == nil)
        #expect(try await refusal([Self.wrong], prefix: "svix-")?.contains("svix-signature") == true)
    }

    @Test("Of several signatures one has to fit, in one field, in two lines of it in any order, or joined by a proxy")
    func several() async throws {
        #expect(try await refusal(["\(Self.wrong) v1a,eHg= \(Self.good)"]) == nil)
        #expect(try await refusal([Self.good, Self.wrong]) == nil)
        #expect(try await refusal([Self.wrong, Self.good]) == nil)
        #expect(try await refusal(["\(Self.good), \(Self.wrong)"]) == nil)
        #expect(try await refusal([Self.wrong, Self.wrong]) != nil)
    }

    @Test("A delivery of Standard Webhooks that is ten minutes old or ahead is refused with a word about clocks")
    func clocks() async throws {
        #expect(try await refusal([Self.good], age: 600)?.contains("600 s in the past") == true)
        #expect(try await refusal([Self.good], age: -600)?.contains("in the future") == true)
        #expect(try await refusal([Self.good], age: 600)?.contains("clocks") == true)
        #expect(try await refusal([Self.good], age: 299) == nil)
    }

    @Test("A secret that can be no key, and one that is not there, are refused when the endpoint is saved")
    func saved() throws {
        let catalogue = try Fixtures.catalogue()
        func problem(_ secret: String, at place: SecretReference? = nil) -> String? {
            let endpoint = WebhookEndpoint(
                id: "main", mapping: "generic", route: "*5003", secrets: [place ?? SecretReference(secret)])
            do {
                try catalogue.check(endpoint) { reference in
                    if case .literal(let secret) = reference.location { return secret }
                    guard !secret.isEmpty else { throw Fixtures.MissingSecret() }
                    return secret
                }
                return nil
            } catch {
                return "\(error)"
            }
        }
        for secret in ["whsec_", "whsec_!!!", "v1,whsec_", "v1,whsec_A"] {
            #expect(problem(secret)?.contains("no Base64") == true, "\(secret)")
            #expect(problem(secret, at: SecretReference("env:SECRET"))?.contains("no Base64") == true, "\(secret)")
        }
        #expect(problem("", at: SecretReference("env:MISSING"))?.contains("MISSING") == true)
        for secret in ["whsec_" + Self.base64, "v1,whsec_AAAA", "whsec_-_-_", "anything!"] {
            #expect(problem(secret) == nil, "\(secret)")
        }
    }

    @Test(
        "A blank secret is no key, and no text that is signed with nothing is proven by it",
        arguments: ["", " ", "\n\t "])
    func blank(secret: String) async throws {
        #expect(StandardWebhooks.keys(of: secret).isEmpty)
        let body = #"{"operator":"101"}"#
        let now = Date(timeIntervalSince1970: 1_700_000_000)
        let code = HMAC<SHA256>.authenticationCode(
            for: Data("msg_1.1700000000.\(body)".utf8), using: SymmetricKey(data: Data()))
        let delivery = PostedWebhook(
            headers: [
                ("webhook-id", "msg_1"), ("webhook-timestamp", "1700000000"),
                ("webhook-signature", "v1,\(Data(code).base64EncodedString())"),
            ], query: [:], body: Array(body.utf8))
        let reader = WebhookReader(catalogue: try Fixtures.catalogue(), resolveSecret: Fixtures.resolve)
        let endpoint = WebhookEndpoint(
            id: "main", mapping: "generic", route: "*5003", secrets: [SecretReference(secret)])
        await #expect(throws: WebhookRefusal.misconfigured("webhook main: its secret is empty")) {
            try await reader.read(delivery, at: endpoint, now: now)
        }
    }
}
