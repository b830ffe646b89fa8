import Administration
import Foundation
import HTTPTypes
import LocatedYAML
import Testing
import WebTestSupport

@testable import WebAPI
@testable import WebServer

@Suite struct TokenTests {
    private static func errors(_ body: String, by scopes: Set<Scope> = Set(Scope.allCases)) throws -> [String] {
        let tree = try JSONDecoder().decode(LocatedValue.self, from: Data(body.utf8))
        do {
            _ = try TokenForm.draft(tree, by: Credential(id: "token:x", scopes: scopes))
            return []
        } catch let problem as Problem {
            return problem.errors.map { "\($0.field) \($0.message)" }
        }
    }

    @Test("Every field of a token that is wrong is named, once for each reason")
    func wrongFields() throws {
        #expect(
            try Self.errors(#"{"expiresAt":3,"name":5,"x":1,"scopes":["requests","zz"]}"#) == [
                "x is unknown; known are name, scopes, expiresAt",
                "name must be a text of 1 to 100 characters that says what the token is for",
                "scopes must be a list of requests, settings, tokens",
                "expiresAt must be a time to come, such as 2030-12-31T23:59:59Z, or null",
            ])
        #expect(
            try Self.errors(#"{"name":"x","scopes":["settings","requests"],"expiresAt":"tomorrow"}"#, by: [.tokens])
                == [
                    "scopes requests is a scope that you do not have yourself",
                    "scopes settings is a scope that you do not have yourself",
                    "expiresAt must be a time to come, such as 2030-12-31T23:59:59Z, or null",
                ])
        for scopes in ["", #","scopes":[]"#, #","scopes":"requests""#] {
            #expect(
                try Self.errors(#"{"name":"x"\#(scopes)}"#) == [
                    "scopes must be a list with at least one of requests, settings, tokens"
                ])
        }
    }

    @Test("A token's life is kept to 36500 days")
    func longestLife() throws {
        func errors(days: Int) throws -> [String] {
            let date = Timestamp.text(Date().addingTimeInterval(Double(days) * 86_400))
            return try Self.errors(#"{"name":"x","scopes":["requests"],"expiresAt":"\#(date)"}"#)
        }
        #expect(try errors(days: 36_499) == [])
        #expect(try errors(days: 36_501) == ["expiresAt must be at most 36500 days from now, or null"])
        #expect(try errors(days: -1).count == 1)
        #expect(try Self.errors(#"{"name":"x","scopes":["requests"],"expiresAt":null}"#) == [])
    }

    @Test("A token is made, and shown without its secret afterwards")
    func creation() async throws {
        let tokens = MemoryTokens()
        try await TestSite(tokenStore: tokens).test { client in
            let made = try await client.send(.post, "/v1/tokens", body: #"{"name":"CRM","scopes":["requests"]}"#)
            #expect(made.status == 201)
            #expect(made.text.contains(#""token":"hb_"#))
            let id = try #require(try await tokens.tokens().first).id
            #expect(made.headers[.location] == "/v1/tokens/\(id)")
            let shown = try await client.send(.get, "/v1/tokens/\(id)")
            #expect(!shown.text.contains("hb_"))
            #expect(try await client.send(.delete, "/v1/tokens/\(id)").status == 204)
            let gone = try await client.send(.delete, "/v1/tokens/\(id)")
            #expect(try gone.problem().code == "unknown_token")
        }
    }
}
