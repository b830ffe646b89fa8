import ConcurrencyPrimitives
import Logging
import TestSupport
import Testing

@testable import HelpDesk

@Suite("What a PBX tells", .timeLimit(.minutes(5)))
struct PBXFollowerTests {
    @Test("is held up by nobody who is hung up on because no request knows them, nor by a bridge that is destroyed")
    func slowHangUps() async throws {
        let pbx = SlowPBX()
        let log = LogRecorder()
        try await HelpDeskFixture(phones: [:], others: ["slow": pbx], logger: log.logger).run { _ in
            let forgotten = HelpRequestID()
            pbx.tell(
                .synchronized(
                    PBXSnapshot(channels: [.ofOperator(forgotten): .answered], bridges: [.of(forgotten): []])))
            pbx.tell(.disconnected(reason: "somebody has pulled the plug"))
            let next = try await log.next(at: .warning)
            #expect(next == "PBX event stream is down")
            await pbx.hangsUp.wait()
            await pbx.destroys.wait()
            pbx.gate.open()
        }
    }
}
