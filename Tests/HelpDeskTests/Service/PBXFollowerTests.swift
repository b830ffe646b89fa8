import ConcurrencyPrimitives
import Logging
import TestSupport
import Testing

@testable import HelpDesk

@Suite("What a PBX tells", .timeLimit(.minutes(5)))
struct PBXFollowerTests {
    @Test("What a PBX tells is held up neither by hanging up on whom no request knows, nor by destroying a bridge")
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

    @Test("A channel that nobody knows is not hung up on where an event behind the snapshot tells whose place it takes")
    func newcomers() async throws {
        let pbx = SlowPBX()
        pbx.gate.open()
        let log = LogRecorder()
        try await HelpDeskFixture(phones: [:], others: ["slow": pbx], logger: log.logger).run { _ in
            var snapshot = PBXSnapshot(channels: [ChannelID("17.1"): .answered, ChannelID("17.2"): .answered])
            snapshot.newcomers = [ChannelID("17.2")]
            pbx.tell(.synchronized(snapshot))
            pbx.tell(.disconnected(reason: "all that is before has been followed"))
            _ = try await log.next(at: .warning)
            let hungUp = log.lines.filter { $0.message == "hanging up an orphaned channel" }
            #expect(hungUp.map { $0.metadata["channel"] } == ["17.1"])
        }
    }
}
