import Administration
import Foundation
import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@Suite struct DamagedRequestTests {
    @Test("A damaged request has its own problem, shown only to clients that may see the request")
    func damagedRequest() async throws {
        var site = TestSite()
        site.sessions = FakeSessions([.sample("ali", .operator, extension: "101")])
        let id = HelpRequestID()
        site.helpRequests.failReading(with: HelpDeskError.damagedRequest(id))
        let signedIn = try await site.sessions.signIn("ali")
        try await site.test { client in
            let answer = try await client.send(.get, "/v1/help-requests/\(id)")
            #expect(answer.status == 500)
            let problem = try answer.problem()
            #expect(problem.code == "damaged_request" && problem.detail.contains("helpbridge db check"))
            let operators = try await client.send(
                .get, "/v1/help-requests/\(id)", token: nil, headers: [.cookie: signedIn.cookie])
            #expect(operators.status == 404)
        }
    }

    @Test(
        "A filter takes a hundred values, and says so to who gives more",
        arguments: ["/v1/help-requests.csv", "/v1/statistics"])
    func filterValues(_ path: String) async throws {
        @Sendable func query(_ count: Int) -> String {
            path + "?" + (0..<count).map { "department=d\($0)" }.joined(separator: "&")
        }
        try await TestSite().test { client in
            #expect(try await client.send(.get, query(100)).status == 200)
            let answer = try await client.send(.get, query(101))
            #expect(answer.status == 422)
            let errors = try answer.problem().errors
            #expect(errors?.map(\.field) == ["department"])
            #expect(errors?.first?.message.contains("more than 100 times") == true)
        }
    }
}
