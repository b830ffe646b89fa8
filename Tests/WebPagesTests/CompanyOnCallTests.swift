import Administration
import Foundation
import HTTPTypes
import Testing
import WebTestSupport

@testable import HelpDesk

@Suite("Who else is on the operator's call")
struct CompanyOnCallTests {
    private static func request(_ visits: [(String, CallMode, SupervisorVisit.State)]) -> HelpRequest {
        var request = SampleRequest.connected("200")
        request.supervisors = visits.map { number, mode, state in
            SupervisorVisit(extension: number, name: "Visitor \(number)", mode: mode, state: state, at: Date())
        }
        return request
    }

    private func panel(_ request: HelpRequest, showsListening: Bool = false) async throws -> String {
        try await answer("/panel/requests?operator=101&language=en", request, showsListening: showsListening)
    }

    /// What the operator of the request is answered.
    private func answer(_ path: String, _ request: HelpRequest, showsListening: Bool) async throws -> String {
        var site = TestSite()
        site.sessions = FakeSessions([.sample("ali", .operator, extension: "101")])
        site.helpRequests.add(request)
        let usual = FakeCallCenter().current
        var route = Route(code: "*5003", name: "Help", detection: .department, sources: [], voice: "en")
        route.options.showsListening = showsListening
        site.callCenter = MemorySettings(
            CallCenter(
                departments: Array(usual.departments.values), operators: Array(usual.operators.values), sources: [],
                routes: [route], webhooks: []))
        let cookie = try await site.sessions.signIn("ali").cookie
        return try await site.test { client in
            let answer = try await client.send(.get, path, token: nil, headers: [.cookie: cookie])
            #expect(answer.status == 200)
            return answer.text
        }
    }

    @Test("The operator sees who whispers and who talks along on their call, while they are there")
    func seen() async throws {
        let page = try await panel(
            Self.request([
                ("201", .whisper, .joined), ("202", .barge, .joined), ("203", .whisper, .ringing),
                ("204", .barge, .left),
            ]))
        #expect(page.contains("On the call with you:"))
        #expect(page.contains("Visitor 201 (201) (Whisper)") && page.contains("Visitor 202 (202) (Talk to both)"))
        #expect(!page.contains("Visitor 203") && !page.contains("Visitor 204"))
    }

    @Test("The operator sees who listens to their call only where the route says so")
    func listening() async throws {
        let request = Self.request([("201", .listen, .joined)])
        let silent = try await panel(request)
        #expect(!silent.contains("Visitor 201") && !silent.contains("On the call with you:"))
        #expect(try await panel(request, showsListening: true).contains("Visitor 201 (201) (Listen in)"))
    }

    @Test(
        "The API tells the operator no more of who is on their call than their page does",
        arguments: ["/v1/help-requests", "/v1/help-requests/ID", "/v1/events", "/v1/help-requests/ID/events"])
    func program(path: String) async throws {
        let request = Self.request([("201", .listen, .joined), ("202", .whisper, .joined)])
        let path = path.replacing("ID", with: request.id.text)
        let silent = try await answer(path, request, showsListening: false)
        #expect(silent.contains("Visitor 202") && !silent.contains("Visitor 201"))
        #expect(try await answer(path, request, showsListening: true).contains("Visitor 201"))
    }
}
