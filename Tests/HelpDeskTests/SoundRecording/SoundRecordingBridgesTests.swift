import Foundation
import Telephony
import Testing

@testable import HelpDesk

@Suite("Recordings by phone that another bridge asks for than the one that has the PBX", .timeLimit(.minutes(15)))
struct SoundRecordingBridgesTests {
    private static let order = SoundRecordingOrder(sound: "greeting", extension: "101", name: "Greeting", voice: "fa")

    /// Runs the bridge that has the PBX, beside another one.
    private func withTwo(
        phones: [String: PhoneScript], timeScale: Double = 0.01,
        _ body: (_ owner: RecordingFixture, _ other: RecordingFixture) async throws -> Void
    ) async throws {
        let (ownership, forwarding) = (ChangingOwnership(), MemoryForwarding())
        let owner = try RecordingFixture(
            phones: phones, timeScale: timeScale, ownership: ownership, forwarding: forwarding)
        let other = try RecordingFixture(phones: [:], ownership: ChangingOwnership(), forwarding: forwarding)
        _ = ownership.begin()
        try await owner.run { try await body($0, other) }
    }

    @Test("A recording by phone is made by the bridge that has the PBX, and told of at both")
    func kept() async throws {
        let keeper = PhoneScript(.answers(after: .seconds(1)), verdict: "1")
        try await withTwo(phones: ["101": keeper]) { owner, other in
            #expect(try await other.recordings.recording(of: "greeting") == nil)
            #expect(try await other.recordings.record(Self.order).state == .ringing)
            let end = try await owner.end(of: "greeting")
            #expect(end.state == .kept)
            #expect(await owner.library.kept["greeting"] != nil)
            let told = try #require(try await other.recordings.recording(of: "greeting"))
            #expect(told == end)
            // It is noted once, where somebody has asked for it.
            #expect(other.audit.lines == [" recorded greeting"] && owner.audit.lines.isEmpty)
            #expect(other.pbx.orders.isEmpty)
        }
    }

    @Test("A recording by phone is refused where the PBX's owner refuses it, and cancelled from any bridge")
    func refused() async throws {
        // It rings for as long as the test takes, on any machine.
        try await withTwo(phones: ["101": .noAnswer, "102": .noAnswer], timeScale: 10) { owner, other in
            _ = try await owner.recordings.record(Self.order)
            await #expect(throws: HelpDeskError.soundBusy("greeting")) {
                try await other.recordings.record(SoundRecordingOrder(sound: "greeting", extension: "102"))
            }
            await #expect(throws: HelpDeskError.extensionBusy("101")) {
                try await other.recordings.record(SoundRecordingOrder(sound: "other", extension: "101"))
            }
            await #expect(throws: HelpDeskError.forbiddenNumber("0015551234567")) {
                try await other.recordings.record(SoundRecordingOrder(sound: "other", extension: "0015551234567"))
            }
            #expect(try await other.recordings.recording(of: "greeting")?.state == .ringing)
            #expect(try await other.recordings.cancelRecording(of: "greeting") != nil)
            #expect(try await other.recordings.cancelRecording(of: "other") == nil)
            #expect(try await owner.end(of: "greeting").reason == .cancelled)
            #expect(other.audit.lines == [" cancelled greeting"])
        }
    }

    @Test("A recording by phone is not begun, and nothing is said of it, where no bridge that has the PBX answers")
    func unanswered() async throws {
        let other = try RecordingFixture(
            phones: [:], ownership: ChangingOwnership(), forwarding: MemoryForwarding(hasOwner: false))
        await #expect(throws: HelpDeskError.notRunning) { try await other.recordings.record(Self.order) }
        await #expect(throws: HelpDeskError.notRunning) { try await other.recordings.recording(of: "greeting") }
        await #expect(throws: HelpDeskError.notRunning) { try await other.recordings.cancelRecording(of: "greeting") }
        #expect(other.audit.lines.isEmpty)
    }

    @Test("Each refusal of a recording by the PBX's owner is told in its own words")
    func words() {
        let errors: [HelpDeskError] = [
            .soundBusy("greeting"), .extensionBusy("101"), .unknownVoice("fa"), .forbiddenNumber("101"),
            .recordingUnsupported, .notRunning,
        ]
        for error in errors { #expect(SoundRecordingRefusal(error).error(for: Self.order) == error) }
    }
}
