import HelpDesk
import Testing

@testable import Telephony

@Suite("Whether an operator is sent any sound")
struct SilenceCheckTests {
    private let check = SilenceCheck(interval: .milliseconds(1), looks: 4)

    /// What Asterisk tells, look for look; the last one again and again.
    private func isSentNothing(_ counts: [(received: Int, sent: Int)]) async throws -> (Bool, looks: Int) {
        var looks = 0
        let answer = try await check.isSentNothing { () throws(PBXError) in
            defer { looks += 1 }
            let count = counts[min(looks, counts.count - 1)]
            // Asterisk's own line.
            return "ssrc=2642538199;themssrc=2921946069;lp=0;rxjitter=0.000000;rxcount=\(count.received)"
                + ";txjitter=0.001429;txcount=\(count.sent);rlp=0;rtt=0.000000"
        }
        return (answer, looks)
    }

    @Test("An operator who speaks, and is sent nothing, is found after the last look")
    func silent() async throws {
        #expect(try await isSentNothing([(41, 0), (44, 0), (47, 0), (50, 0), (53, 0)]) == (true, 5))
    }

    @Test("An operator who is sent a packet is known at the next look")
    func heard() async throws {
        #expect(try await isSentNothing([(41, 25), (44, 28)]) == (false, 2))
        #expect(try await isSentNothing([(41, 25), (44, 25), (47, 26)]) == (false, 3))
    }

    @Test("Where no sound passes through Asterisk, nobody is said to be sent nothing")
    func direct() async throws {
        #expect(try await isSentNothing([(0, 0)]) == (false, 5))
        #expect(try await check.isSentNothing { () throws(PBXError) in nil } == false)
        #expect(try await check.isSentNothing { () throws(PBXError) in "" } == false)
    }

    @Test("An Asterisk that cannot be asked whether an operator is sent sound is an error, not silence")
    func offline() async throws {
        await #expect(throws: PBXError.notConnected) {
            _ = try await check.isSentNothing { () throws(PBXError) in throw .notConnected }
        }
    }
}
