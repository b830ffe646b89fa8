import Testing

@testable import Telephony

@Suite("Telling a dead peer from a quiet one")
struct LivenessTests {
    @Test("A second probe before any answer to the first finds the peer dead")
    func dead() {
        let liveness = Liveness()
        #expect(liveness.beginProbe())
        #expect(!liveness.beginProbe())
    }

    @Test("Whatever the peer says answers a probe")
    func alive() {
        let liveness = Liveness()
        for _ in 0..<3 {
            #expect(liveness.beginProbe())
            liveness.heard()
        }
    }
}
