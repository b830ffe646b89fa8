import HTTPTypes
import HummingbirdCore
import NIOCore
import Testing
import WebTestSupport

@testable import WebServer

@Suite("How many calls for help are accepted at once", .timeLimit(.minutes(1)))
struct HelpAdmissionTests {
    @Test("What comes beyond the limit is told at once to come again, and there is room again when one is done")
    func limit() async throws {
        let admission = HelpAdmission(limit: 1)
        let gate = Gate()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await admission.admit { await gate.pass() } }
            await gate.arrival()
            let refusal = await #expect(throws: Problem.self) { try await admission.admit {} }
            #expect(refusal?.status == .serviceUnavailable && refusal?.code == "overloaded")
            #expect(refusal?.headers[.retryAfter] == "1")
            gate.open()
            try await group.waitForAll()
        }
        try await admission.admit {}
    }

    @Test("One that fails gives its place back")
    func failure() async throws {
        struct Failure: Error {}
        let admission = HelpAdmission(limit: 1)
        for _ in 0..<3 {
            await #expect(throws: Failure.self) { try await admission.admit { throw Failure() } }
        }
        try await admission.admit {}
    }

    @Test(
        "Calls for help count, whatever else is asked does not",
        arguments: [
            (HTTPRequest.Method.post, "/v1/help-requests", true), (.post, "/v1/webhooks/crm", true),
            (.post, "/panel/requests", true), (.get, "/v1/help-requests", false),
            (.post, "/v1/help-requests/01a210f8-74b6-7fed-850b-ca668adfbe86/cancel", false), (.post, "/login", false),
        ])
    func kinds(method: HTTPRequest.Method, path: String, counts: Bool) {
        let head = HTTPRequest(method: method, scheme: "http", authority: "bridge.test", path: path)
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
        #expect(HelpAdmission.isCallForHelp(request) == counts)
    }
}
