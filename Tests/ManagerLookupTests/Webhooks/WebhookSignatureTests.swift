import Administration
import Testing

@testable import ManagerLookup

@Suite("How a mapping declares the proof of a webhook")
struct WebhookSignatureTests {
    private func signature(_ text: String) throws -> WebhookSignature {
        let yaml = Fixtures.mapping() + "\nwebhook:\n  request: .\n  signature: \(text)\n"
        return try #require(try Mapping(yaml: yaml, file: "test.yaml").webhook).signature
    }

    @Test(
        "A signature scheme that cannot be is named with its file, its line and what to do",
        arguments: [
            ("{scheme: rot13}", "expected"), ("{scheme: hmac}", "name"), ("{scheme: timestamped}", "name"),
            ("{scheme: zammad, name: X}", "has no key name"), ("{scheme: hmac, name: X, hash: md4}", "sha1"),
            ("{scheme: hmac, name: X, encoding: base32}", "base64"), ("{scheme: hmac, name: 'X Y'}", "header field"),
            ("{scheme: hmac, name: X, over: '{time}'}", "{body}"),
            ("{scheme: hmac, name: X, over: '{body'}", "none of"),
            ("{scheme: hmac, name: X, over: 'body'}", "{body} is missing"),
            ("{scheme: hmac, name: X, over: '{timestamp}{body}'}", "needs the key timestamp"),
            ("{scheme: hmac, name: X, over: '{id}{body}'}", "needs the key id"),
            ("{scheme: hmac, name: X, id: Y}", "does not hold {id}"),
            ("{scheme: hmac, name: X, timestamp: {name: T}}", "does not hold {timestamp}"),
            ("{scheme: hmac, name: X, over: '{timestamp}{body}', timestamp: {}}", "either name"),
            ("{scheme: hmac, name: X, over: '{timestamp}{body}', timestamp: {field: t}}", "form list"),
            (
                "{scheme: hmac, name: X, over: '{timestamp}{body}', timestamp: {name: T, format: minutes}}", "seconds"
            ),
            (
                "{scheme: hmac, name: X, over: '{timestamp}{body}', timestamp: {name: T, toleranceSeconds: 0}}",
                "expected 1 to 86400"
            ),
            ("{scheme: hmac, name: X, field: v1}", "form list"),
            ("{scheme: hmac, name: X, form: pair, prefix: a}", "no prefix"),
            ("{scheme: token, in: header}", "needs the key name"), ("{scheme: basic, name: X}", "has no key name"),
        ])
    func refused(text: String, hint: String) throws {
        let error = #expect(throws: ManagerLookupError.self) { _ = try signature(text) }
        guard case .mapping(let file, let line, let field, let problem)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        let lines = Fixtures.mapping().split(separator: "\n", omittingEmptySubsequences: false).count
        #expect(file == "test.yaml" && line == lines + 3 && field?.hasPrefix("webhook.signature") == true)
        #expect(problem.contains(hint), "\(problem)")
    }

    @Test("The ready signature schemes are those of the vendors' documentation, and can be written out")
    func written() throws {
        for (ready, text) in [
            ("{scheme: espocrm}", "{scheme: hmac, name: Signature, form: pair}"),
            (
                "{scheme: glpi}",
                "{scheme: hmac, name: X-GLPI-signature, over: '{body}{timestamp}', "
                    + "timestamp: {name: X-GLPI-timestamp, format: seconds}}"
            ),
            ("{scheme: zammad}", "{scheme: hmac, name: X-Hub-Signature, hash: sha1, prefix: 'sha1='}"),
            (
                "{scheme: zendesk}",
                "{scheme: hmac, name: X-Zendesk-Webhook-Signature, encoding: base64, over: '{timestamp}{body}', "
                    + "timestamp: {name: X-Zendesk-Webhook-Signature-Timestamp, format: iso8601}}"
            ),
            (
                "{scheme: timestamped, name: X-Sig}",
                "{scheme: hmac, name: X-Sig, form: list, over: '{timestamp}.{body}', "
                    + "timestamp: {field: t, format: seconds}}"
            ),
            ("{scheme: hmac_sha256, name: X-Sig, prefix: a}", "{scheme: hmac, name: X-Sig, prefix: a}"),
        ] {
            guard case .hmac(let short) = try signature(ready), case .hmac(let long) = try signature(text) else {
                Issue.record("\(ready) is no HMAC")
                continue
            }
            #expect(short == long, "\(ready)")
        }
    }
}
