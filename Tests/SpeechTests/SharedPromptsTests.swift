import Foundation
import HelpDesk
import Logging
import TestSupport
import Testing

@testable import Speech

@Suite("The prompts of several bridges", .timeLimit(.minutes(15)))
struct SharedPromptsTests {
    private static let fault = "a prompt that another bridge has ordered cannot be made here"
    private static let values = PromptValues(operator: "101", customer: "0912-123 4567")

    /// A bridge with a cache of its own.
    private struct Bridge {
        let studio: VoiceStudio
        let shared: SharedPrompts
        let log = LogRecorder()

        init(_ voices: VoiceCatalogue, _ recipes: NotedRecipes, cache: String) throws {
            let cache = try PromptCache(directory: cache, logger: log.logger)
            studio = VoiceStudio(
                voices: VoiceLibrary(voices), cache: cache,
                renderer: PromptRenderer(cache: cache, recipes: recipes, logger: log.logger), sampleRate: 8_000,
                sounds: OneTone(), deadline: .seconds(600), logger: log.logger)
            shared = SharedPrompts(studio: studio, recipes: recipes)
        }

        /// Why prompts of other bridges could not be made.
        var faults: [String] {
            log.lines.filter { $0.message == SharedPromptsTests.fault }.map { "\($0.metadata["error"] ?? "")" }
        }
    }

    private func withBridges(_ body: (Bridge, Bridge, NotedRecipes) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let recipes = NotedRecipes()
            let voices = try await VoiceCatalogue(directory: ShippedVoices.directory)
            // The other machine knows none of these voices.
            let others = VoiceCatalogue(voices: ["en": try ShippedVoices.voice("en")])
            try await body(
                Bridge(voices, recipes, cache: directory + "/a"),
                Bridge(others, recipes, cache: directory + "/b"), recipes)
        }
    }

    private func ordered(at bridge: Bridge, _ source: PromptSource? = nil) async throws -> PromptAudio {
        try await bridge.studio.prepare(.managerIntro, source: source, voice: "fa", values: Self.values)
    }

    @Test("A prompt that one bridge has ordered, another one makes under the same digest, once however many ask")
    func served() async throws {
        try await withBridges { one, other, _ in
            let prompt = try await ordered(at: one)
            #expect(await other.studio.wav(digest: prompt.digest) == nil)
            let files = try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
                for _ in 0..<8 { group.addTask { try await other.shared.wav(digest: prompt.digest) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let bytes = try #require(files[0])
            #expect(files.allSatisfy { $0 == bytes })
            // The engine does not speak a text alike twice.
            #expect(abs(try WAVFile(bytes: bytes).audio.seconds - prompt.seconds) < 0.2)
            #expect(other.log.count("prompt rendered") == 1)
            #expect(await other.studio.wav(digest: prompt.digest) == bytes)
            #expect(other.faults.isEmpty)
        }
    }

    @Test("A prompt that lay ready is noted as well; what is rendered ahead is not")
    func noted() async throws {
        try await withBridges { one, _, recipes in
            let voice = try one.studio.voices.current.voice(named: "fa")
            _ = try await one.studio.renderer.render(text: "سلام", voice: voice, priority: .warming)
            #expect(recipes.all.isEmpty)
            let prompt = try await ordered(at: one)
            recipes.all = [:]
            #expect(try await ordered(at: one) == prompt)
            #expect(Array(recipes.all.keys) == [prompt.digest])
        }
    }

    @Test("A recording is served by its name, and not one that has taken its place since")
    func recording() async throws {
        try await withBridges { one, other, recipes in
            let prompt = try await ordered(at: one, .recording("bell"))
            let bytes = try #require(try await other.shared.wav(digest: prompt.digest))
            #expect(try WAVFile(bytes: bytes).audio == tone(seconds: 1, sampleRate: 8_000))
            let changed = String(repeating: "0", count: 64)
            recipes.all[changed] = recipes.all[prompt.digest]
            #expect(try await other.shared.wav(digest: changed) == nil)
            #expect(other.faults.count == 1 && other.faults[0].hasPrefix("it would be another one"))
        }
    }

    @Test("What would be another prompt here, or cannot be read, is not served, and the log says why")
    func refused() async throws {
        try await withBridges { one, other, recipes in
            let prompt = try await ordered(at: one)
            let recipe = try #require(recipes.all[prompt.digest])
            // As it is where the other machine's engine has another version.
            recipes.all[prompt.digest] = recipe.replacing("\"rate\":", with: "\"rate\":1")
            #expect(try await other.shared.wav(digest: prompt.digest) == nil)
            recipes.all[prompt.digest] = "{}"
            #expect(try await other.shared.wav(digest: prompt.digest) == nil)
            #expect(other.faults.count == 2 && other.faults[0].hasPrefix("it would be another one"))
            #expect(other.log.count("prompt rendered") == 0)
            // Nobody has ordered these.
            for digest in [String(repeating: "1", count: 64), "../\(prompt.digest)", ""] {
                #expect(try await other.shared.wav(digest: digest) == nil)
            }
            #expect(other.faults.count == 2)
        }
    }

    @Test("A customer's number stands in what is noted as it can be found, whatever separates its digits")
    func written() async throws {
        try await withBridges { one, _, recipes in
            let prompt = try await one.studio.prepare(
                .managerIntro, source: .text("{customer}"), voice: "fa", values: Self.values)
            guard case .speech(_, _, _, let written) = try PromptRecipe(json: #require(recipes.all[prompt.digest]))
            else {
                Issue.record("it is no text")
                return
            }
            #expect(written == "0 9 1 2 1 2 3 4 5 6 7")
        }
        let spelling = DigitSpelling(placeholders: [.customer], separator: "، ")
        let spelled = spelling.apply(to: "0912", of: .customer)
        #expect(spelling.written("علی، ۳۰، " + spelled + "، 5، ") == "علی، ۳۰ 0 9 1 2 5، ")
        #expect(spelling.written("، ") == "، " && spelling.written("").isEmpty)
    }
}

/// A library with one sound.
private struct OneTone: SoundSource {
    func wav(sound id: String, sampleRate: Int) async throws -> [UInt8]? {
        WAVFile(tone(seconds: 1, sampleRate: sampleRate)).bytes
    }
}
