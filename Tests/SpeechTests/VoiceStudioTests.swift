import Administration
import Foundation
import HelpDesk
import Logging
import TestSupport
import Testing

@testable import Speech

@Suite struct VoiceStudioTests {
    /// Many tests speak at once: only the test of the deadline has one.
    private static let patience = Duration.seconds(600)
    private static let refusal = "a route's prompt cannot be used; the voice's own text is spoken"

    /// A studio with the shipped voices, and a directory for recordings.
    private func withStudio(_ body: (VoiceStudio, String, LogRecorder) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let log = LogRecorder()
            let cache = try PromptCache(directory: directory + "/cache", logger: log.logger)
            let studio = VoiceStudio(
                voices: VoiceLibrary(try await VoiceCatalogue(directory: ShippedVoices.directory)), cache: cache,
                renderer: PromptRenderer(cache: cache, logger: log.logger), sampleRate: 8_000,
                deadline: Self.patience, logger: log.logger)
            try await body(studio, directory, log)
        }
    }

    private func plain(_ studio: VoiceStudio) async throws -> PromptAudio {
        try await studio.prepare(.unavailable, source: nil, voice: "en", values: PromptValues())
    }

    @Test("A prompt that was prepared is served under its digest")
    func served() async throws {
        try await withStudio { studio, _, _ in
            let prompt = try await plain(studio)
            let file = try WAVFile(bytes: try #require(await studio.wav(digest: prompt.digest)))
            #expect(abs(file.audio.seconds - prompt.seconds) < 0.001)
            #expect(await studio.wav(digest: String(repeating: "0", count: 64)) == nil)
            #expect(await studio.wav(digest: "../\(prompt.digest)") == nil)
        }
    }

    @Test("A route's recording is played, in the rate of the PBX", arguments: [8_000, 16_000, 44_100])
    func recording(rate: Int) async throws {
        try await withStudio { studio, directory, _ in
            let path = directory + "/recording.wav"
            try Data(WAVFile(tone(seconds: 1, sampleRate: rate)).bytes).write(to: URL(fileURLWithPath: path))
            let prompt = try await studio.prepare(
                .unavailable, source: .recording(path), voice: "en", values: PromptValues())
            #expect(abs(prompt.seconds - 1) < 0.01)
            let audio = try WAVFile(bytes: try #require(await studio.wav(digest: prompt.digest))).audio
            #expect(audio.sampleRate == 8_000)
            #expect(abs(try Loudness(of: audio).integrated + 19) < 0.5)
        }
    }

    @Test("A recording by phone is heard as callers would hear it, or refused as an upload would be")
    func audition() async throws {
        try await withStudio { studio, _, _ in
            let quiet = tone(seconds: 1.5, sampleRate: 8_000, amplitude: 0.02)
            let prompt = try await studio.audition(WAVFile(quiet).bytes)
            #expect(abs(prompt.seconds - 1.5) < 0.01)
            let audio = try WAVFile(bytes: try #require(await studio.wav(digest: prompt.digest))).audio
            #expect(audio.sampleRate == 8_000)
            #expect(abs(try Loudness(of: audio).integrated + 19) < 0.5)
            let silence = WAVFile(AudioSamples(samples: [Int16](repeating: 0, count: 8_000), sampleRate: 8_000))
            await #expect(throws: AdministrationError(RecordingFault.silent)) {
                try await studio.audition(silence.bytes)
            }
            await #expect(throws: AdministrationError(RecordingFault.empty)) { try await studio.audition([]) }
        }
    }

    @Test("A recording that is replaced is heard at once")
    func replacedRecording() async throws {
        try await withStudio { studio, directory, _ in
            let path = directory + "/recording.wav"
            var digests: Set<String> = []
            for seconds in [1.0, 2.0] {
                try Data(WAVFile(tone(seconds: seconds)).bytes).write(to: URL(fileURLWithPath: path))
                let prompt = try await studio.prepare(
                    .unavailable, source: .recording(path), voice: "en", values: PromptValues())
                #expect(prompt.seconds == seconds)
                digests.insert(prompt.digest)
            }
            #expect(digests.count == 2)
        }
    }

    @Test(
        "A recording that is missing, no audio, empty or silent gives way to the voice's text, and the log says so",
        arguments: [
            nil, Array("no audio".utf8), [], WAVFile(AudioSamples(samples: [], sampleRate: 8_000)).bytes,
            WAVFile(AudioSamples(samples: [0, 0, 0], sampleRate: 8_000)).bytes,
        ])
    func badRecording(bytes: [UInt8]?) async throws {
        try await withStudio { studio, directory, log in
            let path = directory + "/recording.wav"
            if let bytes { try Data(bytes).write(to: URL(fileURLWithPath: path)) }
            let prompt = try await studio.prepare(
                .unavailable, source: .recording(path), voice: "en", values: PromptValues())
            #expect(prompt == (try await plain(studio)))
            #expect(log.count(Self.refusal) == 1)
        }
    }

    @Test("A route's text is spoken, and one that cannot be read gives way to the voice's")
    func text() async throws {
        try await withStudio { studio, _, log in
            let values = PromptValues(manager: "Sara")
            let prompt = try await studio.prepare(
                .unavailable, source: .text("{manager} is away."), voice: "en", values: values)
            #expect(prompt != (try await plain(studio)))
            #expect(log.count(Self.refusal) == 0)
            let fallen = try await studio.prepare(
                .unavailable, source: .text("{boss} is away."), voice: "en", values: PromptValues())
            #expect(fallen == (try await plain(studio)))
            #expect(log.count(Self.refusal) == 1)
        }
    }

    @Test("Where nothing can be spoken a tone is played, another for each kind, and the log says why")
    func playsTone() async throws {
        try await withStudio { studio, _, log in
            var digests: Set<String> = []
            for kind in PromptKind.allCases {
                let prompt = try await studio.prepare(kind, source: nil, voice: "xx", values: PromptValues())
                let file = try WAVFile(bytes: try #require(await studio.wav(digest: prompt.digest)))
                #expect((0.5...2).contains(prompt.seconds))
                #expect(abs(try Loudness(of: file.audio).integrated + 19) < 3)
                #expect(abs(file.audio.seconds - prompt.seconds) < 0.001)
                digests.insert(prompt.digest)
            }
            #expect(digests.count == PromptKind.allCases.count)
            #expect(log.count("nothing can be spoken; a tone is played") == PromptKind.allCases.count)
        }
    }

    @Test(
        "Where the disk takes no file, a prompt is spoken and served from memory, and stored when there is room again")
    func fullDisk() async throws {
        try await withStudio { studio, directory, log in
            try FileManager.default.removeItem(atPath: directory + "/cache")
            try Data().write(to: URL(fileURLWithPath: directory + "/cache"))
            let prompt = try await studio.prepare(.unavailable, source: nil, voice: "fa", values: PromptValues())
            let bytes = try #require(await studio.wav(digest: prompt.digest))
            #expect(try WAVFile(bytes: bytes).audio.seconds > 2, "it is a text, not the tone")
            #expect(try await studio.prepare(.unavailable, source: nil, voice: "fa", values: PromptValues()) == prompt)
            #expect(log.count("nothing can be spoken; a tone is played") == 0)
            #expect(log.count("prompts cannot be stored; they are kept in memory") == 1)
            #expect(await studio.storageFault() != nil)
            try FileManager.default.removeItem(atPath: directory + "/cache")
            #expect(await studio.storageFault() == nil)
            #expect(FileManager.default.fileExists(atPath: "\(directory)/cache/\(prompt.digest).wav"))
            #expect(await studio.wav(digest: prompt.digest) == bytes)
        }
    }

    @Test(
        "Nobody waits longer for a prompt than the deadline: what lies ready is played, or the tone",
        arguments: [false, true])
    func deadline(isWarm: Bool) async throws {
        try await withTemporaryDirectory { directory in
            let log = LogRecorder()
            let cache = try PromptCache(directory: directory, logger: log.logger)
            // A program that takes requests and never answers.
            let hanging = SpeechSynthesizer(worker: ["/bin/sleep", "3600"], logger: log.logger)
            let voices = VoiceLibrary(VoiceCatalogue(voices: ["en": try ShippedVoices.voice("en")]))
            let studio = VoiceStudio(
                voices: voices, cache: cache,
                renderer: PromptRenderer(cache: cache, synthesizer: hanging, logger: log.logger), sampleRate: 8_000,
                deadline: .milliseconds(100), logger: log.logger)
            var expected = FallbackTone.wav(for: .unavailable, sampleRate: 8_000).duration / .seconds(1)
            if isWarm {
                expected = try await VoiceStudio(
                    voices: voices, cache: cache, renderer: PromptRenderer(cache: cache), sampleRate: 8_000,
                    deadline: Self.patience, logger: log.logger
                ).prepare(.unavailable, source: nil, voice: "en", values: PromptValues()).seconds
            }
            let prompt = try await studio.prepare(
                .unavailable, source: nil, voice: "en", values: PromptValues(manager: "Sara Karimi"))
            #expect(prompt.seconds == expected)
            #expect(log.count("a prompt was not ready in time; a cached prompt is played instead") == 1)
        }
    }

    @Test("A sound is played by its id, and one that is not there gives way to the voice's text")
    func playsSound() async throws {
        try await withTemporaryDirectory { directory in
            let log = LogRecorder()
            let cache = try PromptCache(directory: directory, logger: log.logger)
            let studio = VoiceStudio(
                voices: VoiceLibrary(try await VoiceCatalogue(directory: ShippedVoices.directory)), cache: cache,
                renderer: PromptRenderer(cache: cache, logger: log.logger), sampleRate: 16_000,
                sounds: OneSound(), deadline: Self.patience, logger: log.logger)
            func prepare(_ id: String) async throws -> PromptAudio {
                try await studio.prepare(.unavailable, source: .recording(id), voice: "en", values: PromptValues())
            }
            let prompt = try await prepare("closed")
            #expect(prompt.seconds == 1)
            let file = try WAVFile(bytes: try #require(await studio.wav(digest: prompt.digest)))
            #expect(file.audio == tone(seconds: 1, sampleRate: 16_000))
            #expect(log.count(Self.refusal) == 0)
            #expect(try await prepare("summed").seconds == 1)
            for id in ["missing", "damaged", "garbled"] {
                #expect(try await prepare(id) == (try await plain(studio)))
            }
            #expect(log.count(Self.refusal) == 3)
        }
    }
}

/// A library with one good sound, with and without a checksum, and damaged ones.
private struct OneSound: SoundSource {
    func wav(sound id: String, sampleRate: Int) async throws -> [UInt8]? {
        let file = WAVFile(tone(seconds: 1, sampleRate: sampleRate))
        var summed = StoredPrompt.bytes(of: file)
        switch id {
        case "closed": return file.bytes
        case "summed": return summed
        case "damaged": return Array(file.bytes.prefix(1_000))
        case "garbled":
            for place in 5_000..<9_000 { summed[place] = UInt8(truncatingIfNeeded: place &* 37) }
            return summed
        default: return nil
        }
    }
}
