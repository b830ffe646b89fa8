import Foundation
import ProgramTestSupport
import Testing

/// Three bridges behind HAProxy on a database with a replica, while one thing after another goes wrong:
/// `Scripts/test scale`. The same on real Asterisks is among the live tests.
@Suite("Scale", .timeLimit(.minutes(60)), .enabled(if: ScaleRun.Wish.current != nil))
struct ScaleTests {
    @Test("Whatever fails, no acknowledged request is lost, and nobody is rung twice for one")
    func faults() async throws {
        let wish = try #require(ScaleRun.Wish.current)
        try await FakeScalePBX.run { pbx in
            let outcome = try await ScaleSite.run(with: pbx) { try await ScaleRun.play(wish, at: $0) }
            #expect(outcome.lost.isEmpty, "acknowledged, and lost")
            #expect(outcome.late.isEmpty, "ordered by a bridge that had lost the PBX")
            #expect(
                outcome.lateAfterFreeze.count <= outcome.maximumLateAfterFreeze,
                "ordered by a bridge that was frozen, and has woken: \(outcome.lateAfterFreeze)")
            let rings = await pbx.rings()
            print("scale: \(rings.count) helpers rung, \(rings.twice.count) twice")
            #expect(rings.twice.isEmpty, "rung twice")
        }
    }
}
