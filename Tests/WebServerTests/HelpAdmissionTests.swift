import HTTPTypes
import Testing

@testable import WebServer

@Suite("How many calls for help are under way at once")
struct HelpAdmissionTests {
    private let start = ContinuousClock.now

    private func isRefused(_ admission: HelpAdmission, after time: Duration) -> Bool {
        do throws(HelpAdmission.Overload) {
            try admission.check(at: start + time)
            return false
        } catch {
            return true
        }
    }

    @Test("A call for help beyond the limit is sent away, and there is room again when one is done")
    func limit() {
        let admission = HelpAdmission(limit: 1, atOnce: 2)
        for _ in 0..<2 { admission.arrived(at: start) }
        #expect(!isRefused(admission, after: .zero))
        admission.arrived(at: start)
        #expect(isRefused(admission, after: .zero))
        #expect(throws: HelpAdmission.Overload.self) { try admission.checkRoom(at: start) }
        admission.left()
        #expect(isRefused(admission, after: .zero))
        // What has come before is served all the same.
        #expect(throws: Never.self) { try admission.checkRoom(at: start) }
        admission.left()
        #expect(!isRefused(admission, after: .zero))
    }

    @Test(
        "Calls beyond what is served soon are sent away where ever more come, and served where they have come at once")
    func flood() {
        let admission = HelpAdmission(limit: 1, atOnce: 100)
        for _ in 0..<3 { admission.arrived(at: start) }
        #expect(!isRefused(admission, after: .milliseconds(400)))
        // Nobody else comes: they only take their time.
        #expect(!isRefused(admission, after: .milliseconds(600)))
        admission.arrived(at: start + .milliseconds(600))
        #expect(isRefused(admission, after: .milliseconds(601)))
        for _ in 0..<3 { admission.left() }
        #expect(!isRefused(admission, after: .milliseconds(602)))
        // As long as the flood goes on, those beyond the limit have no time to be crowded.
        admission.arrived(at: start + .milliseconds(603))
        #expect(isRefused(admission, after: .milliseconds(604)))
        admission.left()
        #expect(!isRefused(admission, after: .milliseconds(605)))
        // The next crowd has its time again.
        for _ in 0..<2 { admission.arrived(at: start + .milliseconds(1104)) }
        #expect(!isRefused(admission, after: .milliseconds(1105)))
    }

    @Test("A flood of calls is over when nobody has been sent away for half a second, however many come")
    func end() {
        let admission = HelpAdmission(limit: 1, atOnce: 100)
        for time in 0..<18 { admission.arrived(at: start + .milliseconds(50 * time)) }
        #expect(isRefused(admission, after: .milliseconds(851)))
        for _ in 0..<17 { admission.left() }
        for time in 18..<26 {
            admission.arrived(at: start + .milliseconds(50 * time))
            admission.left()
        }
        admission.arrived(at: start + .milliseconds(1300))
        #expect(isRefused(admission, after: .milliseconds(1300)))
        admission.left()
        for time in 27..<36 {
            admission.arrived(at: start + .milliseconds(50 * time))
            admission.left()
        }
        admission.arrived(at: start + .milliseconds(1800))
        #expect(!isRefused(admission, after: .milliseconds(1801)))
    }

    @Test("A call whose head alone has come is told what the next whole one would be, and takes nobody's place")
    func announced() {
        let admission = HelpAdmission(limit: 1, atOnce: 3)
        for _ in 0..<2 { admission.arrived(at: start) }
        for _ in 0..<9 { #expect(throws: Never.self) { try admission.announced(at: start) } }
        #expect(admission.underWay == 2)
        admission.arrived(at: start)
        #expect(throws: HelpAdmission.Overload.self) { try admission.announced(at: start) }
        #expect(admission.underWay == 3)
    }

    @Test("Of a flood the first call that is sent away is news, and so is the first one after a while")
    func news() {
        let admission = HelpAdmission(limit: 0, atOnce: 0)
        admission.arrived(at: start)
        let news = [0, 1, 9, 20].map { seconds in
            #expect(throws: HelpAdmission.Overload.self) { try admission.check(at: start + .seconds(seconds)) }?.isNews
        }
        #expect(news == [true, false, false, true])
    }

    @Test(
        "Calls for help count, whatever else is asked does not",
        arguments: [
            (HTTPRequest.Method.post, "/v1/help-requests", true), (.post, "/v1/webhooks/crm?token=x", true),
            (.post, "/panel/requests", true), (.post, "/v1/help-requests/?x", true), (.get, "/v1/help-requests", false),
            (.post, "/v1/help-requests/01a210f8-74b6-7fed-850b-ca668adfbe86/cancel", false), (.post, "/login", false),
        ])
    func kinds(method: HTTPRequest.Method, path: String, counts: Bool) {
        let head = HTTPRequest(method: method, scheme: "http", authority: "bridge.test", path: path)
        #expect(HelpAdmission.isCallForHelp(head) == counts)
    }
}
