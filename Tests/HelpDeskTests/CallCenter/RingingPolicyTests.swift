import Foundation
import Testing

@testable import HelpDesk

@Suite("How a stored route rings")
struct RingingPolicyTests {
    @Test(
        "A stored route's ringing is brought within reason when somebody has written numbers into the database by hand")
    func byHand() throws {
        let text = """
            {"strategy": "sequential", "rounds": 9223372036854775807, "atOnce": -9223372036854775808,
             "timeoutSeconds": 9223372036854775807, "totalSeconds": -1, "operatorSeconds": 31}
            """
        let policy = try JSONDecoder().decode(RingingPolicy.self, from: Data(text.utf8))
        #expect(policy.rounds == 100)
        #expect(policy.atOnce == 1)
        #expect(policy.firstRingSeconds == nil)
        #expect(policy.timeoutSeconds == 86_400)
        #expect(policy.totalSeconds == 0)
        #expect(policy.operatorSeconds == 31)
        let options = try JSONDecoder().decode(
            RouteOptions.self, from: Data(#"{"waitSeconds": 9223372036854775807}"#.utf8))
        #expect(options.waitSeconds == 86_400)
    }
}
