import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@Suite("A sound recorded with a real phone on a real Asterisk", .tags(.live), .serialized)
struct SoundRecordingTests {
    private let rejected = 1_100
    private let wanted = 1_700

    /// The files of recordings that lie on the PBX.
    private func leftovers(_ center: LiveCallCenter) throws -> [String] {
        let spool = center.lab.directory + "/asterisk/spool/recording"
        guard FileManager.default.fileExists(atPath: spool) else { return [] }
        return try FileManager.default.subpathsOfDirectory(atPath: spool)
    }

    /// Speaks into a take that has begun, for about two seconds.
    ///
    /// - Returns: how long that was, in seconds. Of a busy machine's phone less may come through.
    @discardableResult
    private func speak(_ frequency: Int, _ phone: SIPPhone) async throws -> Double {
        let start = ContinuousClock.now
        await phone.setSound(.tone(frequency))
        // That is how long somebody speaks; there is no event to wait for.
        try await Task.sleep(for: .seconds(2))
        await phone.setSound(.silence)
        return (.now - start) / .seconds(1)
    }

    /// Has a sound recorded, and speaks after the beep.
    private func speakFirstTake(
        _ frequency: Int, _ center: LiveCallCenter, _ bridge: BridgeProcess
    ) async throws -> SIPPhone {
        let phone = try center.phone("101")
        await phone.setSound(.silence)
        #expect(try await bridge.record("greeting", on: "101").state == .ringing)
        try await bridge.waitForRecording(of: "greeting") { $0.takes == 1 }
        try await speak(frequency, phone)
        return phone
    }

    @Test(
        "A recording on a real phone is heard, repeated on 2 and kept on 1, as the tone spoken after the beep",
        arguments: AsteriskVersion.tried)
    func kept(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(on: version, phones: ["101": .answer(afterMilliseconds: 200)]) { center, bridge in
            // The first take ends by the hash key, and is rejected.
            let phone = try await speakFirstTake(rejected, center, bridge)
            try await phone.press("#")
            try await bridge.waitForRecording(of: "greeting") { $0.state == .reviewing }
            // It is played once, and a busy machine may see late that it is.
            try await phone.waitUntilHearing(tone: rejected, from: 0)
            try await phone.press("2")

            // The second ends by a silence, and is heard and kept.
            try await bridge.waitForRecording(of: "greeting") { $0.takes == 2 }
            let spoken = try await speak(wanted, phone)
            let reviewing = try await bridge.waitForRecording(of: "greeting") { $0.state == .reviewing }
            #expect((0.75...spoken + 1.5).contains(reviewing.seconds ?? 0), "of \(spoken) s: \(reviewing)")
            try await phone.waitUntilHearing(tone: wanted, from: 0)
            #expect(try await bridge.samples(of: "greeting") == nil)
            try await phone.press("1")

            let end = try await bridge.waitForRecording(of: "greeting") { $0.state.isEnd }
            #expect(end.state == .kept)
            #expect(end.takes == 2)
            try await phone.waitUntilEnded(timeout: .seconds(120))
            let samples = try #require(try await bridge.samples(of: "greeting"))
            let middle = Array(samples.dropFirst(samples.count / 4).prefix(samples.count / 2))
            #expect(ToneDetector().level(of: wanted, in: middle) > -3)
            #expect(!ToneDetector().hears(rejected, in: samples, threshold: -30))
            #expect(try leftovers(center) == [])
        }
    }

    @Test(
        "A recording is not kept when the phone is hung up, not even in the middle of a take",
        arguments: AsteriskVersion.tried)
    func hungUp(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(on: version, phones: ["101": .answer(afterMilliseconds: 200)]) { center, bridge in
            let phone = try await speakFirstTake(wanted, center, bridge)
            try await phone.hangUp()
            let cut = try await bridge.waitForRecording(of: "greeting") { $0.state.isEnd }
            #expect(cut.state == .discarded)
            #expect(cut.reason == .hungUp)

            _ = try await speakFirstTake(wanted, center, bridge)
            try await phone.press("#")
            try await bridge.waitForRecording(of: "greeting") { $0.state == .reviewing }
            try await phone.hangUp()
            let heard = try await bridge.waitForRecording(of: "greeting") { $0.state.isEnd }
            #expect(heard.state == .discarded)
            #expect(try await bridge.samples(of: "greeting") == nil)
            try await bridge.wait(for: "an empty spool") { try leftovers(center) == [] }
        }
    }

    @Test(
        "A recording leaves neither a call nor a file behind when the bridge is killed",
        arguments: AsteriskVersion.tried)
    func killed(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(on: version, phones: ["101": .answer(afterMilliseconds: 200)]) { center, bridge in
            let phone = try await speakFirstTake(wanted, center, bridge)
            bridge.kill()
            let restarted = try await center.serve()
            defer { restarted.stop() }
            try await phone.waitUntilEnded(timeout: .seconds(120))
            try await restarted.wait(for: "an empty spool") { try leftovers(center) == [] }
        }
    }
}
