import Administration
import ConcurrencyPrimitives
import Dispatch
import HelpDesk
import TestSupport
import Testing

@testable import Speech

@Suite("Recordings by phone")
struct SoundsByPhoneTests {
    private struct Settings: CallCenterSource {
        let current = CallCenter()
    }

    private struct NoAudit: AuditTrail {
        func note(_ action: String, _ kind: String, _ item: String) async {}
    }

    /// Has no sound yet, and takes every one.
    private final class NewSounds: SoundStore {
        let added = Locked<[String]>([])

        func sounds() async throws -> [HelpDesk.Sound] { [] }
        func sound(_ id: String) async throws -> HelpDesk.Sound? { nil }
        func wav(sound id: String, sampleRate: Int) async throws -> [UInt8]? { nil }
        func add(_ sound: HelpDesk.Sound, audio: SoundAudio) async throws { added.withLock { $0.append(sound.id) } }
        func replace(
            _ sound: HelpDesk.Sound, audio: SoundAudio?, ifRevision revision: Int?
        ) async throws -> HelpDesk.Sound { sound }
        func remove(_ id: String, ifRevision revision: Int?) async throws {}
    }

    @Test(
        "A recording by phone is kept while uploads are read: who has made it waits on the line",
        .timeLimit(.minutes(1)))
    func uploads() async throws {
        let release = DispatchSemaphore(value: 0)
        let voices = VoiceLibrary(VoiceCatalogue(voices: ["en": try ShippedVoices.voice("en")]))
        let store = NewSounds()
        let sounds = SoundService(
            store: store, processor: SpeechProcessor(voices: voices, synthesizer: .shared), audit: NoAudit())
        let library = SoundsByPhone(sounds: sounds, callCenter: Settings()) { _ in
            PromptAudio(digest: "d", seconds: 1)
        }
        let file = try SoundFiles.tone(.wav)
        let (begun, continuation) = AsyncStream<Void>.makeStream()
        async let upload: Void = RecordingQueue.perform(isForCall: false) {
            continuation.yield()
            release.wait()
        }
        for await _ in begun { break }
        do {
            defer { release.signal() }
            try await library.keep(file, for: SoundRecordingOrder(sound: "hello", extension: "101"))
        }
        try await upload
        #expect(store.added.withLock { $0 } == ["hello"])
    }
}
