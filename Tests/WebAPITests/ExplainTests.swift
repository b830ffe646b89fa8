import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@Suite("Dry runs")
struct ExplainTests {
    private func post(_ client: TestSiteClient, _ path: String, _ body: String, token: String? = TestSite.token)
        async throws -> Answer
    {
        try await client.send(.post, path, token: token, headers: [.contentType: "application/json"], body: body)
    }

    @Test("POST /v1/explain tells who would be rung, and makes no request")
    func explain() async throws {
        let site = TestSite()
        try await site.test { client in
            let answer = try await post(client, "/v1/explain", #"{"operator":"101","route":"*5003"}"#)
            #expect(answer.status == 200)
            let explanation = try answer.json(Explanation.self)
            #expect(explanation.ladder.map(\.extension) == ["200"])
            #expect(explanation.lookup.map(\.detail) == ["too slow", nil])
        }
        #expect(site.helpRequests.requests.isEmpty)
    }

    @Test("POST /v1/explain refuses what a request would be refused for")
    func refused() async throws {
        try await TestSite().test { client in
            let unknown = try await post(client, "/v1/explain", #"{"operator":"9","route":"*5003"}"#)
            #expect(try unknown.problem().code == "unknown_operator")
            #expect(try await post(client, "/v1/explain", "{}").problem().code == "validation_failed")
            #expect(try await post(client, "/v1/explain", "{}", token: nil).status == 401)
        }
    }

    @Test("POST /v1/sources/{id}/ask shows one lookup with its exchanges")
    func ask() async throws {
        try await TestSite().test { client in
            let answer = try await post(client, "/v1/sources/main/ask", #"{"operator":"101"}"#)
            #expect(answer.status == 200)
            #expect(answer.text.contains(#""url":"http://crm.test/managers?extension=101""#))
            #expect(
                try await post(client, "/v1/sources/other/ask", #"{"operator":"101"}"#).problem().code
                    == "unknown_source")
            #expect(
                try await post(client, "/v1/sources/broken/ask", #"{"operator":"101"}"#).problem().detail
                    == "lookup source broken: the credential token is not set")
            #expect(try await post(client, "/v1/sources/main/ask", "{}").status == 422)
            for body in ["{", ""] {
                let problem = try await post(client, "/v1/sources/main/ask", body).problem()
                #expect(problem.code == "invalid_json", "\(body)")
            }
            #expect(try await post(client, "/v1/sources/main/ask", "{}", token: nil).status == 401)
        }
    }
}
