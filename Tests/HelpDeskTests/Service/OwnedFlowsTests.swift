import Foundation
import Testing

@testable import HelpDesk

@Suite("The flows of a tenure")
struct OwnedFlowsTests {
    private let before = ContinuousClock.now
    private let flows = OwnedFlows(PBXTenure(of: nil, until: .now + .seconds(86_400)))

    @Test("A tenure's flows are compared with what the PBX was asked since it began, whatever the wall clock shows")
    func snapshots() {
        #expect(flows.covers(PBXSnapshot(takenAt: .distantPast, steadyTakenAt: .now)))
        #expect(!flows.covers(PBXSnapshot(takenAt: .distantFuture, steadyTakenAt: before - .seconds(1))))
        #expect(flows.covers(PBXSnapshot()))
    }

    @Test("A tenure's flows are compared with anything where there is no other tenure")
    func alone() {
        let flows = OwnedFlows(PBXTenure(of: nil))
        #expect(flows.covers(PBXSnapshot(takenAt: .distantPast, steadyTakenAt: before - .seconds(1))))
    }

    @Test("A tenure's flows take nothing more once they are finished")
    func finished() {
        #expect(!flows.isFinished)
        flows.finish()
        #expect(flows.isFinished)
        #expect(!flows.begin(.rejection(ChannelID("1"), saying: .unavailable, nil, PromptValues())))
    }
}
