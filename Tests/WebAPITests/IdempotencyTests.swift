import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@testable import WebAPI

@Suite
struct IdempotencyTests {
    private static let replayed = HTTPField.Name("Idempotent-Replayed")!

    @Test("The same idempotency key and body get the first answer again, byte for byte, whatever became of the request")
    func replay() async throws {
        let site = TestSite()
        try await site.test { client in
            let first = try await client.create(key: "\"k1\"")
            #expect(first.status == 202)
            #expect(first.headers[Self.replayed] == nil)
            site.helpRequests.change(try first.json(HelpRequest.self).id, to: .connected)
            for spelling in ["\"k1\"", "k1"] {
                let again = try await client.create(key: spelling)
                #expect(again.status == 202)
                #expect(again.body == first.body)
                #expect(again.headers[.location] == first.headers[.location])
                #expect(again.headers[.contentType] == first.headers[.contentType])
                #expect(again.headers[Self.replayed] == "true")
            }
            #expect(site.helpRequests.requests.count == 1)
        }
    }

    @Test("The first answer shows the request as it was accepted, like its replay")
    func firstAnswer() async throws {
        try await TestSite().test { client in
            let answer = try await client.create(key: "k1")
            #expect(try answer.json(HelpRequest.self).state == .accepted)
        }
    }

    @Test("Another body with the same idempotency key is answered 422")
    func reused() async throws {
        let site = TestSite()
        try await site.test { client in
            _ = try await client.create(key: "k1")
            let answer = try await client.create(#"{"operator":"101","route":"*5003","reason":"x"}"#, key: "k1")
            #expect(answer.status == 422)
            #expect(try answer.problem().code == "idempotency_key_reused")
            #expect(site.helpRequests.requests.count == 1)
        }
    }

    @Test("Another idempotency key makes another request")
    func otherKey() async throws {
        let site = TestSite()
        try await site.test { client in
            let first = try await client.create(key: "k1")
            // An operator has one request at a time.
            site.helpRequests.change(try first.json(HelpRequest.self).id, to: .completed)
            let second = try await client.create(key: "K1")
            #expect(first.body != second.body)
            #expect(site.helpRequests.requests.count == 2)
        }
    }

    @Test("Two credentials may use the same idempotency key")
    func scopes() async throws {
        let site = TestSite()
        try await site.test { client in
            let first = try await client.create(key: "k1", token: TestSite.token)
            site.helpRequests.change(try first.json(HelpRequest.self).id, to: .completed)
            let answer = try await client.create(key: "k1", token: TestSite.otherToken)
            #expect(answer.headers[Self.replayed] == nil)
            #expect(site.helpRequests.requests.count == 2)
        }
    }

    @Test("A second request with the idempotency key of one under way is answered 409, and the first is not disturbed")
    func inFlight() async throws {
        let gate = Gate()
        let site = TestSite(helpRequests: MemoryHelpRequests { await gate.pass() })
        try await site.test { client in
            async let first = client.create(key: "k1")
            await gate.arrival()
            let second = try await client.create(key: "k1")
            #expect(second.status == 409)
            #expect(try second.problem().code == "idempotency_key_in_flight")
            gate.open()
            #expect(try await first.status == 202)
            #expect(try await client.create(key: "k1").headers[Self.replayed] == "true")
            #expect(site.helpRequests.requests.count == 1)
        }
    }

    @Test("An idempotency key is free again after its request was refused")
    func freeAfterRefusal() async throws {
        let site = TestSite()
        try await site.test { client in
            site.helpRequests.setFull(true)
            let unstored = try await client.create(key: "k1")
            #expect(unstored.status == 503)
            site.helpRequests.setFull(false)
            #expect(try await client.create("{", key: "k2").status == 400)
            #expect(try await client.create(key: "k1").status == 202)
            #expect(try await client.create(key: "k2").status == 202)
        }
    }

    @Test("When the answer to a used idempotency key cannot be read, nothing is submitted again")
    func unreadable() async throws {
        let site = TestSite()
        try await site.test { client in
            #expect(try await client.create(key: "k1").status == 202)
            site.helpRequests.failReading(with: MemoryHelpRequests.DiskFailure())
            let answer = try await client.create(key: "k1")
            #expect(answer.status == 503)
            #expect(try answer.problem().code == "storage_unavailable")
            #expect(site.helpRequests.drafts.count == 1)
        }
    }

    @Test(
        "What is no idempotency key is answered 400",
        arguments: [
            "", "\"\"", "\"", "\"a", "a b", "\"a b\"", "é", "\"a\"b", "\"a\\n\"", String(repeating: "k", count: 201),
        ])
    func invalid(field: String) async throws {
        let site = TestSite()
        try await site.test { client in
            let answer = try await client.create(key: field)
            #expect(answer.status == 400)
            #expect(try answer.problem().code == "invalid_idempotency_key")
            #expect(site.helpRequests.drafts.isEmpty)
        }
    }

    @Test("Two idempotency keys in one request are answered 400")
    func twoKeys() async throws {
        try await TestSite().test { client in
            let name = HTTPField.Name("Idempotency-Key")!
            var headers = HTTPFields()
            headers.append(HTTPField(name: name, value: "a"))
            headers.append(HTTPField(name: name, value: "b"))
            let answer = try await client.send(
                .post, "/v1/help-requests", headers: headers, body: #"{"operator":"101","route":"*5003"}"#)
            #expect(try answer.problem().code == "invalid_idempotency_key")
        }
    }

    @Test(
        "Quotes, escapes and parameters are no part of an idempotency key",
        arguments: [
            ("abc", "abc"), ("\"abc\"", "abc"), (#""a\"b""#, "a\"b"), (#""a\\b""#, "a\\b"), (#"a\b"#, #"a\b"#),
            (#""abc";a=1"#, "abc"), (#""a;b";a;b="c""#, "a;b"),
        ])
    func keys(field: String, key: String) throws {
        #expect(try IdempotencyKey.key(in: field) == key)
    }
}
