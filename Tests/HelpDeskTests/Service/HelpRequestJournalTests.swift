import Foundation
import Logging
import Testing

@testable import HelpDesk

@Suite("What the log says of a request that is over")
struct HelpRequestJournalTests {
    @Test("One line tells a request's story: who asked, what each source said, who was rung, how it ended; no customer")
    func summary() {
        let start = Date(timeIntervalSince1970: 1_790_000_000)
        var request = HelpRequest(
            id: HelpRequestID(), route: "*5003", operator: "101", department: "support", mode: .whisper,
            customer: "+989121234567", reason: "complaint", createdAt: start)
        request.lookup = [
            LookupReport(source: .crm("main"), result: .timeout, milliseconds: 801, detail: "slow"),
            LookupReport(source: .department("support"), result: .found, milliseconds: 0),
        ]
        request.attempts = [
            RingAttempt(
                extension: "200", result: .noAnswer, milliseconds: 20_011, cause: HangupCause(q850: 19, sip: 480)),
            RingAttempt(extension: "201", result: .answered, milliseconds: 4120),
        ]
        request.manager = Candidate(extension: "201", name: "Sara", source: .department("support"))
        request.enter(.connected, at: start.addingTimeInterval(25))
        request.enter(.completed, at: start.addingTimeInterval(60))
        request.outcome = .helped
        #expect(
            HelpRequestJournal.summary(of: request) == [
                "state": "completed", "outcome": "helped", "operator": "101", "route": "*5003",
                "department": "support", "mode": "whisper", "urgency": "normal", "manager": "201",
                "milliseconds": "60000", "connectedAfterMilliseconds": "25000",
                "lookup": "crm:main timeout 801 ms, department:support found 0 ms",
                "attempts": "200 no_answer 20011 ms SIP 480 Q.850 19, 201 answered 4120 ms",
            ])
    }
}
