import Foundation
import Testing

@testable import HelpDesk

@Suite("Which finished requests are written into a CRM")
struct ReportedRequestsTests {
    @Test("Requests that somebody wanted help with and got none are reported to a CRM as missed")
    func include() {
        #expect(ReportedRequests.missed.include(.noAnswer) && ReportedRequests.missed.include(.noManager))
        #expect(!ReportedRequests.missed.include(.helped) && !ReportedRequests.missed.include(.cancelled))
        #expect(Outcome.allCases.allSatisfy(ReportedRequests.all.include))
        #expect(!Outcome.allCases.contains(where: ReportedRequests.none.include))
    }

    @Test(
        "A CRM that an earlier version has stored gets no reports, and a policy that is stored now reads back the same")
    func stored() throws {
        let earlier = #"{"cacheSeconds":5,"staleSeconds":6,"hedgeAfterMilliseconds":7,"maximumConcurrent":8}"#
        var policy = try JSONDecoder().decode(LookupPolicy.self, from: Data(earlier.utf8))
        #expect(
            policy
                == LookupPolicy(
                    cacheSeconds: 5, staleSeconds: 6, hedgeAfterMilliseconds: 7, maximumConcurrent: 8, reports: .none))
        policy.reports = .missed
        policy.hedgeAfterMilliseconds = nil
        #expect(try JSONDecoder().decode(LookupPolicy.self, from: JSONEncoder().encode(policy)) == policy)
    }
}
