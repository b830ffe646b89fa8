import Administration
import HTTPTypes
import Testing
import WebTestSupport

@testable import WebServer

@Suite("What a credential may do")
struct ScopeTests {
    private struct Limited: TokenVerifier {
        var scopes: Set<Scope>

        func verify(_ token: String) async throws -> Credential? { Credential(id: "limited", scopes: scopes) }
    }

    @Test(
        "Each part of the API needs its scope",
        arguments: [
            ("/v1/help-requests", Scope.requests), ("/v1/events", .requests), ("/v1/helpers", .requests),
            ("/v1/departments", .settings),
            ("/v1/webhook-endpoints", .settings), ("/v1/tokens", .tokens), ("/v1/audit-log", .tokens),
        ])
    func scopes(path: String, scope: Scope) async throws {
        try await TestSite(tokens: Limited(scopes: Set(Scope.allCases).subtracting([scope]))).test { client in
            let answer = try await client.send(.get, path)
            #expect(answer.status == 403)
            #expect(try answer.problem().code == "insufficient_scope")
            #expect(answer.headers[.wwwAuthenticate]?.contains("scope=\"\(scope.rawValue)\"") == true)
        }
        try await TestSite(tokens: Limited(scopes: [scope])).test { client in
            let answer = try await client.send(.get, path)
            #expect(answer.status != 403)
        }
    }

    @Test("Everything under /v1 needs the scope of its part, but for webhooks, which bring a proof of their own")
    func everyOperation() async throws {
        let parts: [Scope: Set<String>] = [
            .requests: [
                "help-requests", "help-requests.csv", "missed-requests", "listenings", "statistics", "events",
                "helpers", "presence", "explain",
            ],
            .settings: [
                "departments", "operators", "sources", "routes", "webhook-endpoints", "subscriptions", "sounds",
                "outgoing-deliveries",
            ],
            .tokens: ["tokens", "audit-log"],
        ]
        var operations = OpenAPIDocument.operations.filter {
            $0.contains(" /v1/") && !$0.contains(" /v1/webhooks/")
        }
        for (scope, parts) in parts {
            let own = operations.filter { parts.contains(String($0.split(separator: "/")[2])) }
            operations.removeAll { own.contains($0) }
            #expect(!own.isEmpty)
            try await TestSite(tokens: Limited(scopes: Set(Scope.allCases).subtracting([scope]))).test { client in
                for operation in own {
                    let words = operation.split(separator: " ").map(String.init)
                    let method = try #require(HTTPRequest.Method(words[0]))
                    let path = words[1].replacing("{id}", with: "1").replacing("{delivery}", with: "1")
                        .replacing("{extension}", with: "101")
                    let answer = try await client.send(method, path, body: method == .get ? nil : "{}")
                    #expect(answer.status == 403, "\(operation)")
                    let needed = answer.headers[.wwwAuthenticate] ?? ""
                    #expect(needed.contains("scope=\"\(scope.rawValue)\""), "\(operation): \(needed)")
                }
            }
        }
        #expect(operations.isEmpty)
    }

    @Test("The scope settings alone makes no webhook endpoint and changes none, which would ring phones")
    func webhookEndpoints() async throws {
        let body = #"{"id":"mine","mapping":"generic","route":"*5003","secret":"a secret of my own"}"#
        try await TestSite(tokens: Limited(scopes: [.settings])).test { client in
            for (method, path) in [
                (.post, "/v1/webhook-endpoints"), (.put, "/v1/webhook-endpoints/main"),
            ] as [(HTTPRequest.Method, String)] {
                let answer = try await client.send(method, path, body: body)
                #expect(answer.status == 403)
                #expect(try answer.problem().code == "insufficient_scope")
                #expect(answer.headers[.wwwAuthenticate]?.contains("scope=\"requests\"") == true)
            }
            #expect(try await client.send(.delete, "/v1/webhook-endpoints/none").status != 403)
            #expect(try await client.send(.post, "/v1/departments", body: body).status != 403)
        }
        try await TestSite(tokens: Limited(scopes: [.settings, .requests])).test { client in
            let answer = try await client.send(.post, "/v1/webhook-endpoints", body: body)
            #expect(answer.status != 403)
        }
    }

    @Test(
        "The scope settings alone makes nothing that is told of help requests, and changes nothing that is",
        arguments: [
            ("subscriptions", #"{"id":"mine","url":"https://a.test","secret":"whsec_MDEyMzQ1Njc4OWFiY2RlZg=="}"#),
            ("sources", #"{"id":"mine","mapping":"generic","baseURL":"https://a.test","reports":"all"}"#),
        ])
    func readers(path: String, body: String) async throws {
        let requests: [(HTTPRequest.Method, String)] = [(.post, "/v1/\(path)"), (.put, "/v1/\(path)/mine")]
        try await TestSite(tokens: Limited(scopes: [.settings])).test { client in
            for (method, path) in requests {
                let answer = try await client.send(method, path, body: body)
                #expect(answer.status == 403)
                #expect(answer.headers[.wwwAuthenticate]?.contains("scope=\"requests\"") == true)
            }
            let silent = body.replacing("\"all\"", with: "\"none\"")
            let answer = try await client.send(.post, "/v1/sources", body: silent)
            #expect(answer.status == (path == "sources" ? 201 : 422))
        }
        try await TestSite(tokens: Limited(scopes: [.settings, .requests])).test { client in
            for (method, path) in requests {
                let answer = try await client.send(method, path, body: body)
                #expect(answer.status != 403)
            }
        }
    }

    @Test("Nobody gives a scope that they do not have")
    func noEscalation() async throws {
        try await TestSite(tokens: Limited(scopes: [.tokens])).test { client in
            let answer = try await client.send(.post, "/v1/tokens", body: #"{"name":"x","scopes":["settings"]}"#)
            #expect(answer.status == 422)
            #expect(try answer.problem().errors?.first?.field == "scopes")
        }
    }

    @Test("A database that is away is a 503 that tells no more")
    func away() async throws {
        try await TestSite().test { client in
            let answer = try await client.send(.post, "/v1/tokens", body: #"{"name":"x","scopes":["requests"]}"#)
            #expect(try answer.problem().code == "storage_unavailable")
            #expect(answer.status == 503)
        }
    }
}
