import Foundation
import HelpDesk
import TestSupport
import Testing

@testable import Speech

@Suite struct PromptRendererTests {
    private func withRenderer<Result>(_ body: (PromptRenderer, LogRecorder) async throws -> Result) async throws
        -> Result
    {
        try await withTemporaryDirectory { directory in
            let log = LogRecorder()
            let cache = try PromptCache(directory: directory, logger: log.logger)
            return try await body(PromptRenderer(cache: cache, logger: log.logger), log)
        }
    }

    private static let values = PromptValues(
        operator: "101", operatorName: "علی", manager: "سارا کریمی", department: "پشتیبانی", extension: "200")

    @Test("The second time a prompt is found, and another rate or voice is another prompt")
    func cached() async throws {
        let voice = try ShippedVoices.voice("en")
        var other = voice
        other.settings.pitch += 1
        try await withRenderer { renderer, _ in
            let first = try await renderer.render(text: "Hello there.", voice: voice)
            #expect(!first.wasCached)
            #expect(first.digest.count == 64)
            #expect(first.path.hasSuffix("/\(first.digest).wav"))
            let second = try await renderer.render(text: "Hello there.", voice: voice)
            #expect(second.wasCached)
            #expect(second.digest == first.digest)
            #expect(second.duration == first.duration)
            let others = [
                try await renderer.render(text: "Hello there.", voice: voice, sampleRate: 16_000),
                try await renderer.render(text: "Hello there.", voice: other),
                try await renderer.render(text: "Hello there!", voice: voice),
            ]
            #expect(Set(others.map(\.digest) + [first.digest]).count == 4)
            #expect(others.allSatisfy { !$0.wasCached })
        }
    }

    @Test("A prompt of an earlier run is found")
    func restart() async throws {
        let voice = try ShippedVoices.voice("en")
        try await withTemporaryDirectory { directory in
            let before = try await PromptRenderer(cache: PromptCache(directory: directory))
                .render(text: "Still here.", voice: voice)
            let after = try await PromptRenderer(cache: PromptCache(directory: directory))
                .render(text: "Still here.", voice: voice)
            #expect(after.wasCached)
            #expect(after.digest == before.digest)
            #expect(after.duration == before.duration)
        }
    }

    @Test(
        "A recording that is a pipe, too large, or made up while it is read, is refused at once",
        .timeLimit(.minutes(1)))
    func wrongFiles() async throws {
        try await withTemporaryDirectory { directory in
            let pipe = directory + "/pipe.wav"
            let large = directory + "/large.wav"
            #expect(mkfifo(pipe, 0o600) == 0)
            #expect(FileManager.default.createFile(atPath: large, contents: nil))
            #expect(truncate(large, Recording.maximumBytes + 1) == 0)
            try await withRenderer { renderer, _ in
                for path in [pipe, large, "/proc/self/pagemap", directory] {
                    await #expect {
                        try await renderer.render(recording: path)
                    } throws: { error in
                        guard case SpeechError.unusableRecording(name: path, problem: _) = error else { return false }
                        return true
                    }
                }
            }
        }
    }

    @Test("A hundred who ask for the same prompt at once cause one rendering")
    func coalescing() async throws {
        let voice = try ShippedVoices.voice("fa")
        try await withRenderer { renderer, log in
            let digests = try await withThrowingTaskGroup(returning: Set<String>.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        try await renderer.render(kind: .requestSent, values: Self.values, voice: voice).digest
                    }
                }
                return try await group.reduce(into: []) { $0.insert($1) }
            }
            #expect(digests.count == 1)
            #expect(log.count("prompt rendered") == 1)
        }
    }

    @Test("A prompt whose file is truncated is rendered again")
    func truncated() async throws {
        let voice = try ShippedVoices.voice("en")
        try await withRenderer { renderer, log in
            let first = try await renderer.render(text: "One two three.", voice: voice)
            #expect(truncate(first.path, 1_000) == 0)
            let second = try await renderer.render(text: "One two three.", voice: voice)
            #expect(!second.wasCached)
            #expect(second.digest == first.digest)
            #expect(try WAVFile(contentsOfFile: second.path).duration == second.duration)
            #expect(log.count("prompt rendered") == 2)
        }
    }

    @Test("An extension is spoken digit by digit", arguments: ["fa", "en"])
    func digits(name: String) async throws {
        let voice = try ShippedVoices.voice(name)
        let text = try PromptText("{extension}")
        func seconds(_ number: String) async throws -> Double {
            let filled = try #require(text.filled(with: PromptValues(extension: number), spelling: voice.spelling))
            return try await PromptRenderer.preview(text: filled, voice: voice).audio.seconds
        }
        let lengths = [
            try await seconds("1"), try await seconds("11"), try await seconds("11111"), try await seconds("1111111"),
        ]
        for (shorter, longer) in zip(lengths, lengths.dropFirst()) { #expect(longer > shorter + 0.1) }
        // "One thousand" is shorter than "one zero zero zero".
        let number = try await PromptRenderer.preview(text: "1000", voice: voice).audio.seconds
        #expect(try await seconds("1000") > number + 0.2)
    }

    @Test(
        "Persian, Arabic and Latin writing of the same is the same prompt",
        arguments: [("داخلی ۱۰۱", "داخلی 101"), ("داخلی ١٠١", "داخلی 101"), ("سارا كريمي", "سارا کریمی")])
    func scripts(written: String, usual: String) async throws {
        let voice = try ShippedVoices.voice("fa")
        try await withRenderer { renderer, _ in
            let one = try await renderer.render(text: written, voice: voice)
            let other = try await renderer.render(text: usual, voice: voice)
            #expect(one.digest == other.digest)
        }
    }

    @Test("A value that is not known leads to another text of the prompt, not to silence or braces")
    func fallback() async throws {
        let voice = try ShippedVoices.voice("fa")
        let custom = try PromptText("درخواست کمک شما برای {customer} ارسال شد")
        try await withRenderer { renderer, _ in
            let plain = try await renderer.render(kind: .requestSent, values: PromptValues(), voice: voice)
            let named = try await renderer.render(kind: .requestSent, values: Self.values, voice: voice)
            let fallen = try await renderer.render(
                kind: .requestSent, values: Self.values, voice: voice, custom: custom)
            #expect(plain.digest != named.digest)
            #expect(fallen.digest == named.digest)
        }
    }

    @Test("A text that cannot be said gives way to the voice's own, and the log says so")
    func unspeakable() async throws {
        let voice = try ShippedVoices.voice("fa")
        let custom = try PromptText("...")
        try await withRenderer { renderer, log in
            let prompt = try await renderer.render(
                kind: .unavailable, values: PromptValues(), voice: voice, custom: custom)
            let plain = try await renderer.render(kind: .unavailable, values: PromptValues(), voice: voice)
            #expect(prompt.digest == plain.digest)
            #expect(log.count("a prompt's text cannot be rendered; the next one is tried") == 1)
        }
    }

    @Test("A prompt that cannot be heard is an error and leaves no file")
    func silent() async throws {
        let voice = try ShippedVoices.voice("en")
        try await withTemporaryDirectory { directory in
            let renderer = PromptRenderer(cache: try PromptCache(directory: directory))
            await #expect(throws: SpeechError.silentAudio(text: "...")) {
                try await renderer.render(text: "...", voice: voice)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory).isEmpty)
        }
    }

    @Test("A prompt of a bad text or for an unknown rate is refused")
    func refused() async throws {
        let voice = try ShippedVoices.voice("en")
        try await withRenderer { renderer, _ in
            await #expect(throws: SpeechError.unsupportedSampleRate(44_100)) {
                try await renderer.render(text: "a", voice: voice, sampleRate: 44_100)
            }
            await #expect(throws: SpeechError.textContainsNUL) {
                try await renderer.render(text: "a\0b", voice: voice)
            }
            await #expect(throws: SpeechError.textTooLong(count: 1_001, maximum: 1_000)) {
                try await PromptRenderer.preview(text: String(repeating: "a", count: 1_001), voice: voice)
            }
        }
    }
}
