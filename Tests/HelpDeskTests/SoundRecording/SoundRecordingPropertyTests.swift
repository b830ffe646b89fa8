import Testing

@testable import HelpDesk

@Suite("Whatever somebody who records, a PBX and a bridge do")
struct SoundRecordingPropertyTests {
    @Test(
        "Whatever people, PBX and bridge do, a recording ends, leaves no file and no ringing phone, and is kept only on the key"
    )
    func invariantsHold() async {
        var ends: Set<SoundRecording.State> = []
        var reasons: Set<String> = []
        for seed in CallFlowPropertyTests.seeds {
            // Other tests wait for their turn.
            await Task.yield()
            var world = SoundRecordingWorld(seed: seed)
            for _ in 0..<80 where world.flow.phase != .over { world.step() }
            world.isCalm = true
            var steps = 0
            while !(world.flow.phase == .over && world.isQuiet), steps < 2_000 {
                world.step()
                steps += 1
            }
            check(world, seed)
            ends.insert(world.flow.recording.state)
            if let reason = world.flow.recording.reason { reasons.insert(reason.word) }
        }
        // A generator that never gets anywhere would prove nothing. What is rare comes in thousands of runs only.
        if CallFlowPropertyTests.seeds.count > 1 {
            #expect(ends == [.kept, .discarded, .failed])
        }
        if CallFlowPropertyTests.seeds.count >= 5_000 {
            #expect(
                reasons.isSuperset(of: [
                    "hung_up", "cancelled", "busy", "offline", "pbx_error", "bridge_error", "silent_recording",
                ]), "\(reasons)")
        }
    }

    private func check(_ world: SoundRecordingWorld, _ seed: UInt64) {
        let context = "seed \(seed)\n\(world.log.suffix(25).joined(separator: "\n"))"
        func expect(_ holds: Bool, _ sentence: String) {
            if !holds { Issue.record("not so: \(sentence); \(context)") }
        }
        for violation in Set(world.violations) { Issue.record("\(violation); \(context)") }
        expect(world.flow.phase == .over, "it ends")
        expect(world.flow.recording.state.isEnd, "it has an end")
        expect(world.files.isEmpty || world.lostHangUp, "no file stays on the PBX")
        expect(world.keepOrders.count <= 1, "it is kept once at most")
        expect(world.kept.isEmpty || world.flow.recording.state == .kept, "what is stored is told of")
        expect(!world.kept.isEmpty || world.flow.recording.state != .kept, "what is told of is stored")
        expect(
            world.flow.recording.state == .kept || world.flow.recording.reason != nil, "what was not kept has a reason")
    }
}
