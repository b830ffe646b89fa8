import Crypto
import Foundation
import HelpDesk
import Testing

@testable import ManagerLookup

@Suite("A webhook's delivery")
struct WebhookReaderTests {
    private static let secret = "whsec_" + Data("0123456789abcdef0123456789abcdef".utf8).base64EncodedString()
    private static let now = Date(timeIntervalSince1970: 1_700_000_000)
    private static let body = #"{"operator":"101","customer":"+98912","reason":"complaint","id":"evt-1"}"#

    private func mapping(_ webhook: String) -> String {
        Fixtures.mapping() + "\nwebhook: " + webhook
    }

    private func read(
        _ body: String, headers: [String: String] = [:], query: [String: String] = [:], secrets: [String],
        yaml: String? = nil
    ) async throws -> WebhookReader.Reading {
        let reader = WebhookReader(
            catalogue: try yaml.map { try Fixtures.catalogue($0) } ?? Fixtures.catalogue(),
            resolveSecret: Fixtures.resolve)
        let endpoint = WebhookEndpoint(
            id: "main", mapping: yaml == nil ? "generic" : "test", route: "*5003",
            secrets: secrets.map { SecretReference($0) })
        let delivery = PostedWebhook(
            headers: headers.map { ($0.key, $0.value) }, query: query, body: Array(body.utf8))
        return try await reader.read(delivery, at: endpoint, now: Self.now)
    }

    private func refusal(
        _ body: String, headers: [String: String] = [:], query: [String: String] = [:], secrets: [String] = ["s"],
        yaml: String? = nil
    ) async -> WebhookRefusal? {
        do {
            _ = try await read(body, headers: headers, query: query, secrets: secrets, yaml: yaml)
            return nil
        } catch {
            return error as? WebhookRefusal
        }
    }

    /// The three fields of the Standard Webhooks.
    private func signed(
        _ body: String, with key: Data, id: String = "msg_1", at time: Date = now
    ) -> [String: String] {
        let timestamp = "\(Int(time.timeIntervalSince1970))"
        let code = HMAC<SHA256>.authenticationCode(
            for: Data("\(id).\(timestamp).\(body)".utf8), using: SymmetricKey(data: key))
        return [
            "webhook-id": id, "webhook-timestamp": timestamp,
            "webhook-signature": "v1a,AAAA v1,\(Data(code).base64EncodedString())",
        ]
    }

    private static let key = Data("0123456789abcdef0123456789abcdef".utf8)

    @Test("A delivery with a Standard Webhooks signature is a call for help")
    func standard() async throws {
        let reading = try await read(Self.body, headers: signed(Self.body, with: Self.key), secrets: [Self.secret])
        guard case .call(let call) = reading else {
            Issue.record("\(reading)")
            return
        }
        #expect(call.operator == "101" && call.customer == "+98912" && call.reason == "complaint")
        #expect(call.deliveryId == "evt-1")
    }

    @Test("A delivery is known by its signed id where the body has none")
    func signedId() async throws {
        let body = #"{"operator":101}"#
        let reading = try await read(body, headers: signed(body, with: Self.key, id: "msg_9"), secrets: [Self.secret])
        guard case .call(let call) = reading else {
            Issue.record("\(reading)")
            return
        }
        #expect(call.operator == "101" && call.deliveryId == "msg_9")
    }

    @Test("A delivery is proved by any of the secrets that are valid together, written in any way")
    func rotation() async throws {
        let headers = signed(Self.body, with: Self.key)
        for secrets in [
            ["whsec_AAAA", Self.secret], [Self.secret, "other"], [Self.key.base64EncodedString()],
            [String(decoding: Self.key, as: UTF8.self)],
        ] {
            #expect(await refusal(Self.body, headers: headers, secrets: secrets) == nil)
        }
    }

    @Test("A delivery that was modified, is too old, is dated in the future, or has a foreign signature is rejected")
    func unproven() async {
        let good = signed(Self.body, with: Self.key)
        func isUnproven(_ body: String, _ headers: [String: String], _ secrets: [String] = [Self.secret]) async -> Bool
        {
            if case .unproven? = await refusal(body, headers: headers, secrets: secrets) { true } else { false }
        }
        #expect(await isUnproven(Self.body + " ", good))
        #expect(await isUnproven(Self.body, signed(Self.body, with: Self.key, at: Self.now - 301)))
        #expect(await isUnproven(Self.body, signed(Self.body, with: Self.key, at: Self.now + 301)))
        #expect(await !isUnproven(Self.body, signed(Self.body, with: Self.key, at: Self.now - 299)))
        #expect(await isUnproven(Self.body, signed(Self.body, with: Data("else".utf8))))
        #expect(await isUnproven(Self.body, good, ["whsec_not base64", "else"]))
        for name in good.keys {
            var less = good
            less[name] = nil
            #expect(await isUnproven(Self.body, less))
        }
        for (name, value) in [
            ("webhook-id", "msg_2"), ("webhook-timestamp", "1700000001"), ("webhook-timestamp", "soon"),
            ("webhook-signature", "v1,"), ("webhook-signature", "v2,AAAA"), ("webhook-signature", ""),
        ] {
            var other = good
            other[name] = value
            #expect(await isUnproven(Self.body, other), "\(name): \(value)")
        }
    }

    private static let plain = "request: '{operator: .op}'"

    @Test("A delivery may be proved by a hexadecimal HMAC in a header with a prefix")
    func hexadecimal() async throws {
        let yaml = mapping(
            "{signature: {scheme: hmac_sha256, name: X-Hub-Signature-256, prefix: 'sha256='}, \(Self.plain)}")
        let body = #"{"op":"101"}"#
        let code = HMAC<SHA256>.authenticationCode(for: Data(body.utf8), using: SymmetricKey(data: Data("s".utf8)))
        let text = code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        for headers in [
            ["x-hub-signature-256": "sha256=\(text)"], ["X-Hub-Signature-256": "sha256=\(text.uppercased())"],
        ] {
            #expect(await refusal(body, headers: headers, secrets: ["old", "s"], yaml: yaml) == nil)
        }
        for headers in [
            [:], ["x-hub-signature-256": text], ["x-hub-signature-256": "sha256=\(text.dropLast())"],
            ["x-hub-signature-256": "sha256=" + String(repeating: "0", count: 64)],
            ["x-hub-signature-256": "sha256=" + String(repeating: "x", count: 64)],
        ] {
            guard case .unproven? = await refusal(body, headers: headers, yaml: yaml) else {
                Issue.record("\(headers) is taken")
                continue
            }
        }
    }

    @Test("A delivery may be proved by a token in its body, query or header")
    func tokens() async {
        let form = ["content-type": "application/x-www-form-urlencoded; charset=UTF-8"]
        let body = mapping("{signature: {scheme: token, in: body, at: .auth.token}, \(Self.plain)}")
        #expect(await refusal("op=101&auth[token]=s", headers: form, yaml: body) == nil)
        #expect(await refusal("op=101&auth[token]=t", headers: form, yaml: body) == .unproven("the token is wrong"))
        for text in ["op=101", "auth=s"] {
            guard case .unproven? = await refusal(text, headers: form, yaml: body) else {
                Issue.record("\(text) is taken")
                continue
            }
        }
        let query = mapping("{signature: {scheme: token, in: query, name: key}, \(Self.plain)}")
        #expect(await refusal(#"{"op":"101"}"#, query: ["key": "s"], yaml: query) == nil)
        #expect(await refusal(#"{"op":"101"}"#, query: ["key": "S"], yaml: query) == .unproven("the token is wrong"))
        let header = mapping(
            "{signature: {scheme: token, in: header, name: Authorization, prefix: 'Bearer '}, \(Self.plain)}")
        #expect(await refusal(#"{"op":"101"}"#, headers: ["authorization": "Bearer s"], yaml: header) == nil)
        #expect(
            await refusal(#"{"op":"101"}"#, headers: ["authorization": "s"], yaml: header)
                == .unproven("there is no token where the mapping looks for it"))
    }

    @Test("A delivery may be proved by user and password")
    func basic() async {
        let yaml = mapping("{signature: {scheme: basic}, \(Self.plain)}")
        func headers(_ pair: String) -> [String: String] {
            ["authorization": "Basic " + Data(pair.utf8).base64EncodedString()]
        }
        #expect(await refusal(#"{"op":1}"#, headers: headers("crm:pa:ss"), secrets: ["crm:pa:ss"], yaml: yaml) == nil)
        #expect(
            await refusal(#"{"op":1}"#, headers: headers("crm:no"), secrets: ["crm:pa:ss"], yaml: yaml)
                == .unproven("user or password is wrong"))
        for field in ["Basic %%%", "Bearer x"] {
            guard case .unproven? = await refusal(#"{"op":1}"#, headers: ["authorization": field], yaml: yaml) else {
                Issue.record("\(field) is taken")
                continue
            }
        }
    }

    @Test("A delivery that the mapping does not accept asks for nothing")
    func uninteresting() async throws {
        let yaml = mapping(
            """
            {signature: {scheme: token, in: query, name: key}, accept: '$headers["x-event"] == "help"',
              request: '{operator: ($query.op // .op), note: .text}'}
            """)
        #expect(
            try await read("{}", headers: ["X-Event": "other"], query: ["key": "s"], secrets: ["s"], yaml: yaml)
                == .uninteresting)
        guard
            case .call(let call) = try await read(
                #"{"text":" two\n lines "}"#, headers: ["X-Event": "help"], query: ["key": "s", "op": "۱۰۱"],
                secrets: ["s"], yaml: yaml)
        else {
            Issue.record("it is not accepted")
            return
        }
        #expect(call.operator == "101" && call.reason == "two lines" && call.deliveryId == nil)
    }

    @Test("A delivery that makes no sense is refused with the reason, and only when it is proved")
    func senseless() async {
        let yaml = mapping("{signature: {scheme: token, in: query, name: key}, request: .}")
        let proof = ["key": "s"]
        #expect(await refusal("{", query: proof, yaml: yaml)?.description.hasPrefix("the body is not JSON") == true)
        #expect(await refusal("{", query: [:], yaml: yaml)?.description.contains("token") == true)
        #expect(
            await refusal("a", headers: ["content-type": "text/plain"], query: proof, yaml: yaml)
                == .unsupportedType("text/plain"))
        for (body, reason) in [
            ("[[]]", "an array"), ("{}", "operator is missing"), (#"{"operator":{}}"#, "operator is an object"),
            (#"{"operator":"1","urgency":"high"}"#, "urgency must be one of normal, emergency"),
            (#"{"operator":"1","phone":"2"}"#, "names phone"),
        ] {
            let refusal = await refusal(body, query: proof, yaml: yaml)
            #expect(refusal?.description.contains(reason) == true, "\(body): \(String(describing: refusal))")
        }
        let failing = mapping("{signature: {scheme: token, in: query, name: key}, request: '{operator: .a.b}'}")
        guard case .invalid? = await refusal(#"{"a":5}"#, query: proof, yaml: failing) else {
            Issue.record("a program that fails is not noticed")
            return
        }
    }

    @Test("A delivery that says something without end is refused, and the answer to its sender is short")
    func long() async {
        let yaml = mapping("{signature: {scheme: token, in: query, name: key}, request: .}")
        let long = String(repeating: "9", count: 100_000)
        for body in [
            #"{"operator":"\#(long)"}"#, #"{"email":"\#(long)"}"#, #"{"operator":"1","department":"\#(long)"}"#,
            #"{"operator":"1","deliveryId":"\#(long)"}"#, #"{"operator":"1","\#(long)":1}"#,
        ] {
            guard case .invalid(let reason, _)? = await refusal(body, query: ["key": "s"], yaml: yaml) else {
                Issue.record("\(body.prefix(40)) is taken")
                continue
            }
            #expect(reason.utf8.count < 300)
        }
        let type = await refusal("a", headers: ["content-type": long], query: ["key": "s"], yaml: yaml)
        #expect((type?.description.utf8.count ?? 0) < 300)
    }

    @Test("A delivery to an endpoint that cannot work is a fault of ours, not the sender's")
    func misconfigured() async {
        for secrets in [["env:MISSING"], [""], []] {
            guard case .misconfigured? = await refusal(Self.body, secrets: secrets) else {
                Issue.record("\(secrets)")
                continue
            }
        }
        guard case .misconfigured? = await refusal(Self.body, yaml: Fixtures.mapping()) else {
            Issue.record("a mapping without a webhook part")
            return
        }
    }

    @Test("A delivery whose program loops is refused with its place in the mapping and nothing of our files")
    func loopingProgram() async {
        for (program, field) in [
            ("request: 'def f: f; f'", "webhook.request"),
            ("accept: 'last(range(1e12))', request: .", "webhook.accept"),
        ] {
            let refused = await refusal(
                Self.body, headers: signed(Self.body, with: Self.key), secrets: [Self.secret],
                yaml: mapping("{\(program)}"))
            guard case .invalid(let problem, nil)? = refused else {
                Issue.record("\(String(describing: refused))")
                continue
            }
            #expect(problem.hasPrefix("\(field): jq: took more than 200 ms"), "\(problem)")
        }
    }
}
