import ProgramTestSupport
import TestSupport
import Testing

/// Three bridges behind HAProxy on a database with a replica and on two real Asterisks, while one thing after another
/// goes wrong: `Scripts/test scale`.
@Suite(
    "Scale on real Asterisks", .tags(.live), .serialized, .timeLimit(.minutes(180)),
    .enabled(if: ScaleRun.Wish.current != nil, "HELPBRIDGE_SCALE_FAULTS does not say how many faults"))
struct AsteriskScaleTests {
    @Test("Whatever fails, no acknowledged request is lost, no phone rings twice for it, no customer's call is touched")
    func faults() async throws {
        let wish = try #require(ScaleRun.Wish.current)
        try await ScaleLab.run { lab in
            let customers = try await CustomerCalls.begin(in: lab)
            let outcome = try await ScaleSite.run(with: lab) { try await ScaleRun.play(wish, at: $0) }
            #expect(outcome.lost.isEmpty, "acknowledged, and lost")
            #expect(outcome.late.isEmpty, "ordered by a bridge that had lost the PBX")
            #expect(
                outcome.lateAfterFreeze.count <= outcome.maximumLateAfterFreeze,
                "ordered by a bridge that was frozen, and has woken: \(outcome.lateAfterFreeze)")
            let (count, trunk, again, callers) = await lab.invitations()
            print("scale: \(count) INVITEs at operators and helpers, \(trunk) through the trunk; again: \(again)")
            // Whoever has asked is rung again where nobody can tell whether they were: `OperatorCall.orderAgain`.
            print("scale: operators rung again: \(callers)")
            #expect(again.isEmpty, "rung twice")
            try await customers.check()
            print("scale: the customers' calls go on")
        }
    }
}
