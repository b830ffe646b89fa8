import Foundation
import Logging
import ServiceLifecycle
import Telephony
import Testing

@testable import HelpDesk

@Suite("Recordings by phone on a simulated PBX", .timeLimit(.minutes(15)))
struct SoundRecordingServiceTests {
    private static let order = SoundRecordingOrder(sound: "greeting", extension: "101")
    private static let keeper = PhoneScript(.answers(after: .seconds(1)), verdict: "1")

    @Test("A phone is rung for a recording, what is said is kept, and the PBX keeps nothing")
    func kept() async throws {
        try await RecordingFixture(phones: ["101": Self.keeper]).run { fixture in
            #expect(try await fixture.recordings.record(Self.order).state == .ringing)
            let end = try await fixture.end(of: "greeting")
            #expect(end.state == .kept)
            #expect(end.takes == 1)
            #expect(end.seconds == 2)
            let file = try #require(await fixture.library.kept["greeting"])
            #expect(file.count > 40_000)
            try await fixture.pbx.wait { $0.snapshot == PBXSnapshot() }
            #expect(try await fixture.pbx.takes() == [])
        }
    }

    @Test("A recording is made again on 2, until it is kept")
    func repeated() async throws {
        var script = Self.keeper
        script.verdict = "2"
        try await RecordingFixture(phones: ["101": script]).run { fixture in
            _ = try await fixture.recordings.record(Self.order)
            try await fixture.wait { $0?.takes == 3 && $0?.state == .reviewing }
            fixture.pbx.press("1", phone: "101")
            let end = try await fixture.end(of: "greeting")
            #expect(end.state == .kept)
            #expect(end.takes == 3)
        }
    }

    @Test("Hanging up keeps nothing of a recording, and the PBX keeps nothing either")
    func hungUp() async throws {
        var script = Self.keeper
        script.speaksFor = .seconds(3_600)
        try await RecordingFixture(phones: ["101": script]).run { fixture in
            _ = try await fixture.recordings.record(Self.order)
            try await fixture.wait { $0?.takes == 1 }
            try await fixture.pbx.wait { pbx in
                pbx.orders.contains { if case .record = $0.order { true } else { false } }
            }
            fixture.pbx.hangUp(phone: "101")
            let end = try await fixture.end(of: "greeting")
            #expect(end.state == .discarded)
            #expect(end.reason == .hungUp)
            #expect(await fixture.library.kept.isEmpty)
            try await fixture.pbx.wait { pbx in
                pbx.orders.contains { if case .remove = $0.order { $0.error == nil } else { false } }
            }
            #expect(try await fixture.pbx.takes() == [])
        }
    }

    @Test("A sound and a phone are in one recording at a time, and can be in another one afterwards")
    func busy() async throws {
        let phones = ["101": PhoneScript.noAnswer, "102": .busy]
        try await RecordingFixture(phones: phones).run { fixture in
            _ = try await fixture.recordings.record(Self.order)
            await #expect(throws: HelpDeskError.soundBusy("greeting")) {
                try await fixture.recordings.record(SoundRecordingOrder(sound: "greeting", extension: "102"))
            }
            await #expect(throws: HelpDeskError.extensionBusy("101")) {
                try await fixture.recordings.record(SoundRecordingOrder(sound: "other", extension: "101"))
            }
            await #expect(throws: HelpDeskError.forbiddenNumber("0015551234567")) {
                try await fixture.recordings.record(SoundRecordingOrder(sound: "other", extension: "0015551234567"))
            }
            #expect(try await fixture.recordings.recording(of: "other") == nil)
            #expect(try await fixture.recordings.cancelRecording(of: "greeting") != nil)
            #expect(try await fixture.end(of: "greeting").reason == .cancelled)
            try await fixture.pbx.wait { $0.snapshot == PBXSnapshot() }
            try await fixture.retry(SoundRecordingOrder(sound: "greeting", extension: "102"))
            #expect(try await fixture.end(of: "greeting").reason == .busy)
            #expect(fixture.audit.lines == [" recorded greeting", " cancelled greeting", " recorded greeting"])
        }
    }

    @Test("A take that cannot be read is told of in the words of an upload")
    func refused() async throws {
        try await RecordingFixture(phones: ["101": Self.keeper], refusal: "silent_recording").run { fixture in
            _ = try await fixture.recordings.record(Self.order)
            let end = try await fixture.end(of: "greeting")
            #expect(end.state == .failed)
            #expect(end.reason == .refused("silent_recording"))
            #expect(end.takes == 3)
        }
    }

    @Test("A recording call is no orphan when the PBX comes back, and what a crash has left is removed")
    func reconciled() async throws {
        let fixture = try RecordingFixture(phones: ["101": Self.keeper, "102": .noAnswer])
        let forgotten = TakeID.of(CallID(at: Date()), number: 1)
        try await fixture.run { fixture in
            try await fixture.leaveBehind(forgotten)
            let channel = ChannelID.ofRecording(CallID(at: Date()))
            try await fixture.pbx.originate(fixture.origination(channel))
            // The stream was never cut for the recording: it is a second snapshot that might take it for an orphan.
            _ = try await fixture.recordings.record(SoundRecordingOrder(sound: "greeting", extension: "102"))
            fixture.pbx.reconnect()
            try await fixture.pbx.wait { $0.snapshot.channels[channel] == nil }
            try await fixture.pbx.wait { pbx in
                pbx.orders.contains { $0.order == .remove(forgotten) && $0.error == nil }
            }
            #expect(try await fixture.recordings.recording(of: "greeting")?.state == .ringing)
        }
    }

    @Test("No recording is begun without a PBX that records")
    func unsupported() async throws {
        let fixture = try RecordingFixture(phones: [:], records: false)
        await #expect(throws: HelpDeskError.recordingUnsupported) { try await fixture.recordings.record(Self.order) }
    }
}
