import HTTPTypes
import Testing

@testable import WebServer

@Suite("How many calls for help are under way at once")
struct HelpAdmissionTests {
    @Test("What comes beyond the limit is sent away, and there is room again when one is done")
    func limit() throws {
        let admission = HelpAdmission(limit: 1)
        admission.arrived()
        try admission.check()
        admission.arrived()
        #expect(throws: HelpAdmission.Overload.self) { try admission.check() }
        admission.left()
        try admission.check()
    }

    @Test("Of a flood the first one that is sent away is told of, and the first one after a while without")
    func news() {
        let admission = HelpAdmission(limit: 0)
        admission.arrived()
        let start = ContinuousClock.now
        let news = [0, 1, 9, 20].map { seconds in
            #expect(throws: HelpAdmission.Overload.self) { try admission.check(at: start + .seconds(seconds)) }?.isNews
        }
        #expect(news == [true, false, false, true])
    }

    @Test(
        "Calls for help count, whatever else is asked does not",
        arguments: [
            (HTTPRequest.Method.post, "/v1/help-requests", true), (.post, "/v1/webhooks/crm?token=x", true),
            (.post, "/panel/requests", true), (.get, "/v1/help-requests", false),
            (.post, "/v1/help-requests/01a210f8-74b6-7fed-850b-ca668adfbe86/cancel", false), (.post, "/login", false),
        ])
    func kinds(method: HTTPRequest.Method, path: String, counts: Bool) {
        let head = HTTPRequest(method: method, scheme: "http", authority: "bridge.test", path: path)
        #expect(HelpAdmission.isCallForHelp(head) == counts)
    }
}
