import Administration
import HTTPTypes
import Testing
import WebTestSupport

@testable import WebServer

@Suite
struct AuthenticationTests {
    @Test("A call without a token is answered 401 with a challenge")
    func missing() async throws {
        try await TestSite().test { client in
            let answer = try await client.send(.get, "/v1/help-requests", token: nil)
            #expect(answer.status == 401)
            #expect(answer.headers[.wwwAuthenticate] == "Bearer")
            #expect(try answer.problem().code == "unauthorized")
        }
    }

    @Test(
        "A token that is not configured is answered 401",
        arguments: ["wrong", "S3cret-token", "s3cret-toke", "s3cret-token2", "s3cret-token, another-token"])
    func wrong(token: String) async throws {
        try await TestSite().test { client in
            let answer = try await client.send(.get, "/v1/help-requests", token: token)
            #expect(answer.status == 401)
            #expect(answer.headers[.wwwAuthenticate] == "Bearer error=\"invalid_token\"")
            #expect(try answer.problem().code == "invalid_token")
        }
    }

    @Test(
        "A header that carries no bearer token is answered 401",
        arguments: ["s3cret-token", "Basic s3cret-token", "Bearer", "Bearer ", "Bearers3cret-token"])
    func otherSchemes(field: String) async throws {
        try await TestSite().test { client in
            let answer = try await client.send(
                .get, "/v1/help-requests", token: nil, headers: [.authorization: field])
            #expect(answer.status == 401)
            #expect(try answer.problem().code == "unauthorized")
        }
    }

    @Test(
        "Each configured token opens, and the scheme's case does not matter",
        arguments: ["Bearer s3cret-token", "bearer another-token", "BEARER  s3cret-token"])
    func right(field: String) async throws {
        try await TestSite().test { client in
            let answer = try await client.send(
                .get, "/v1/help-requests", token: nil, headers: [.authorization: field])
            #expect(answer.status == 200)
        }
    }

    @Test("Every call under /v1 asks for a token")
    func everywhere() async throws {
        try await TestSite().test { client in
            let id = "019abc00-0000-7000-8000-000000000000"
            let calls: [(HTTPRequest.Method, String)] = [
                (.post, "/v1/help-requests"), (.get, "/v1/help-requests/\(id)"),
                (.post, "/v1/help-requests/\(id)/cancel"), (.head, "/v1/help-requests"),
            ]
            for (method, path) in calls {
                let answer = try await client.send(method, path, token: nil)
                #expect(answer.status == 401, "\(method) \(path)")
            }
        }
    }

    @Test("A CRM's token that is refused is answered with the reason")
    func refusedEmbedToken() async throws {
        let embed = try await EmbedVerifier(EmbedConfiguration(keys: .secret(TokenSigner.secret)))
        let signer = TokenSigner.hs256()
        let tokens = [
            try signer.token(lasting: 3_600): "the token's exp is more than 10 minutes ahead",
            try signer.token(lasting: -60): "the token has expired", "e30.e30.e30": "it is no JSON Web Token",
        ]
        try await TestSite(embed: embed).test { client in
            for (token, reason) in tokens {
                let answer = try await client.send(.get, "/v1/help-requests", token: token)
                #expect(answer.status == 401)
                #expect(answer.headers[.wwwAuthenticate] == "Bearer error=\"invalid_token\"")
                let problem = try answer.problem()
                #expect(problem.code == "invalid_token")
                #expect(problem.detail == "the CRM's token is refused: \(reason)")
            }
        }
    }

    @Test("A verifier that fails is a 503, not an open door")
    func broken() async throws {
        try await TestSite(tokens: BrokenVerifier()).test { client in
            let answer = try await client.send(.get, "/v1/help-requests")
            #expect(answer.status == 503)
            #expect(try answer.problem().code == "storage_unavailable")
        }
    }

    @Test("Where no token is configured nobody gets in")
    func none() async throws {
        try await TestSite(tokens: StaticTokens([])).test { client in
            let answer = try await client.send(.get, "/v1/help-requests")
            #expect(answer.status == 401)
        }
    }

    @Test("A configured token that no client could send is refused, by position", arguments: ["", "a b", "a\n", "é"])
    func unusable(token: String) {
        #expect(throws: WebServerError.unusableToken(number: 2)) { try StaticTokens(["fine", token]) }
    }

    @Test("A token's credential is the same whatever its place, differs from others', and does not hold the token")
    func credentials() throws {
        let first = try #require(StaticTokens(["one", "two"]).verify("two"))
        let second = try #require(StaticTokens(["two"]).verify("two"))
        #expect(first == second)
        #expect(try first != StaticTokens(["one"]).verify("one"))
        #expect(!first.id.contains("two"))
        #expect(!first.id.contains(" "))
    }
}
