import Administration
import Crypto
import Foundation
import HelpDesk
import TestSupport
import Testing

@testable import ManagerLookup

@Suite("The proof of a webhook's delivery")
struct WebhookProofTests {
    private static let now = Date(timeIntervalSince1970: 1_700_000_000)
    private static let body = [UInt8](repeating: 0x61, count: 256 * 1024)

    /// A delivery with this list of signatures.
    private func delivery(_ signatures: String, timestamp: String = "1700000000") -> PostedWebhook {
        PostedWebhook(
            headers: [
                ("webhook-id", "msg_1"), ("webhook-timestamp", timestamp), ("webhook-signature", signatures),
            ], query: [:], body: Self.body)
    }

    private func problem(_ delivery: PostedWebhook, secrets: [String] = ["s"]) -> String? {
        do throws(WebhookRefusal) {
            _ = try WebhookProof(signature: .standard, secrets: secrets)
                .check(delivery, bodyToken: nil, at: Self.now)
            return nil
        } catch {
            return "\(error)"
        }
    }

    private static func code(_ secret: String) -> String {
        let signed = Data("msg_1.1700000000.".utf8) + body
        let key = SymmetricKey(data: Data(secret.utf8))
        return Data(HMAC<SHA256>.authenticationCode(for: signed, using: key)).base64EncodedString()
    }

    private static func wrong(_ count: Int) -> String {
        Array(repeating: "v1," + Data(repeating: 1, count: 32).base64EncodedString(), count: count)
            .joined(separator: " ")
    }

    @Test("A delivery's proof takes one pass over the body for each key, however many signatures are listed")
    func onePass() {
        func time(_ signatures: String) -> Duration {
            let delivery = delivery(signatures)
            return (0..<5).map { _ in ThreadTime.measure { #expect(problem(delivery) != nil) } }.min() ?? .zero
        }
        // Sixteen passes would take sixteen times as long.
        #expect(time(Self.wrong(16)) < time(Self.wrong(1)) * 5)
    }

    @Test("A token in the query is found, whether its plus signs were encoded or not, and its spaces written as such")
    func queryToken() {
        func isProven(_ token: String, secret: String) -> Bool {
            let proof = WebhookProof(signature: .token(.query(name: "auth[token]")), secrets: [secret])
            let delivery = PostedWebhook(headers: [], query: ["auth[token]": token], body: [])
            do { _ = try proof.check(delivery, bodyToken: nil, at: Self.now) } catch { return false }
            return true
        }
        #expect(isProven("a+b/c=", secret: "a+b/c=") && isProven("a b/c=", secret: "a+b/c="))
        #expect(isProven("a b", secret: "a b") && !isProven("a+b", secret: "a b") && !isProven("ab", secret: "a b"))
    }

    @Test("The good one among sixteen signatures is found, and no longer list is looked at")
    func list() {
        #expect(problem(delivery(Self.wrong(15) + " v1," + Self.code("s"))) == nil)
        #expect(
            problem(delivery("v1," + Self.code("s") + " " + Self.wrong(16)))
                == "webhook-signature lists more than 16 signatures")
        #expect(problem(delivery(Array(repeating: "v1,AA==", count: 9800).joined(separator: " "))) != nil)
    }

    @Test("A secret may lack the padding of its Base64, and one that can never fit is refused when it is set")
    func secrets() throws {
        let bytes = Data("0123456789abcdef0123456789abcdef".utf8)
        let signed = Data("msg_1.1700000000.".utf8) + Self.body
        let code = Data(HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: bytes)))
        let padded = bytes.base64EncodedString()
        for secret in ["whsec_" + padded, "whsec_" + padded.replacing("=", with: ""), padded.replacing("=", with: "")] {
            #expect(problem(delivery("v1," + code.base64EncodedString()), secrets: [secret]) == nil)
        }
        func endpoint(_ secret: String) -> WebhookEndpoint {
            WebhookEndpoint(id: "main", mapping: "generic", route: "*5003", secrets: [SecretReference(secret)])
        }
        let catalogue = try Fixtures.catalogue()
        for secret in ["whsec_!!!", "whsec_", "whsec_A"] {
            let error = #expect(throws: ManagerLookupError.self) { try catalogue.check(endpoint(secret)) }
            #expect(error?.description.contains("Base64") == true)
        }
        for secret in ["whsec_AAAA", "anything!", "env:SECRET"] { try catalogue.check(endpoint(secret)) }
    }

    @Test(
        "A delivery's proof looks at the time first, whatever number it is",
        arguments: [
            "1699999000", "1700001000", "0", "-1", "9223372036854775807", "-9223372036854775808",
            "9223372036854775808", "1e300", "nan", "", " 1700000000", "١٧٠٠٠٠٠٠٠٠",
        ])
    func timestamps(text: String) {
        #expect(problem(delivery(Self.wrong(20), timestamp: text))?.contains("webhook-timestamp") == true)
    }

    @Test("A hexadecimal signature may have capital letters, and what is no code is refused")
    func hexadecimal() throws {
        let yaml = Fixtures.mapping() + "\nwebhook: {signature: {scheme: hmac_sha256, name: X-Sig}, request: .}"
        let signature = try #require(try Mapping(yaml: yaml, file: "test.yaml").webhook).signature
        let code = HMAC<SHA256>.authenticationCode(for: Self.body, using: SymmetricKey(data: Data("s".utf8)))
        let good = code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        for (text, isGood) in [
            (good, true), (good.uppercased(), true), (good + "00", false), (String(good.dropLast(2)), false),
            (String(repeating: "é", count: 32), false), ("", false), (String(repeating: "0", count: 100_000), false),
        ] {
            let delivery = PostedWebhook(headers: [("x-sig", text)], query: [:], body: Self.body)
            let proof = WebhookProof(signature: signature, secrets: ["old", "s"])
            var isTaken = true
            do { _ = try proof.check(delivery, bodyToken: nil, at: Self.now) } catch { isTaken = false }
            #expect(isTaken == isGood, "\(text.prefix(80))")
        }
    }
}
