import Administration
import Foundation
import HelpDesk
import TestSupport
import Testing

@testable import HelpBridge
@testable import Speech

@Suite("Whether prompts can be made and kept", .timeLimit(.minutes(15)))
struct PromptReadinessTests {
    private func studio(_ voices: VoiceCatalogue, _ directory: String, _ log: LogRecorder) throws -> VoiceStudio {
        let cache = try PromptCache(directory: directory + "/cache", logger: log.logger)
        return VoiceStudio(
            voices: VoiceLibrary(voices), cache: cache, renderer: PromptRenderer(cache: cache, logger: log.logger),
            sampleRate: 8_000, deadline: .seconds(600), logger: log.logger)
    }

    @Test("A speech engine that does not answer is told of, and keeps the bridge from nothing")
    func silentEngine() async throws {
        try await withTemporaryDirectory { directory in
            let log = LogRecorder()
            let synthesizer = SpeechSynthesizer(worker: ["/bin/false"], logger: log.logger)
            let voices = try await VoiceCatalogue(directory: ShippedVoices.directory, synthesizer: synthesizer)
            let component = try await studio(voices, directory, log).readiness(for: [])
            #expect(component.part.name == "prompts" && !component.isUp && !component.part.isRequired)
            #expect(component.detail?.contains("speech engine does not answer") == true)
        }
    }

    @Test("Prompts that cannot be stored are told of until they can be")
    func storage() async throws {
        try await withTemporaryDirectory { directory in
            let log = LogRecorder()
            let studio = try studio(
                try await VoiceCatalogue(directory: ShippedVoices.directory), directory, log)
            #expect(await studio.readiness(for: []).isUp)
            try FileManager.default.removeItem(atPath: directory + "/cache")
            try Data().write(to: URL(fileURLWithPath: directory + "/cache"))
            _ = try await studio.prepare(.unavailable, source: nil, voice: "en", values: PromptValues())
            let component = await studio.readiness(for: [])
            #expect(!component.isUp && component.detail?.contains("kept in memory") == true)
            try FileManager.default.removeItem(atPath: directory + "/cache")
            #expect(await studio.readiness(for: []).isUp)
        }
    }
}
