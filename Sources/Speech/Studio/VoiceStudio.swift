import Foundation
public import HelpDesk
public import Logging

/// Makes the prompts of calls with the voices of a catalogue.
///
/// The operator always hears something: where a route's recording or text cannot be used, the voice's own text of that
/// kind is spoken, and the log says why.
public struct VoiceStudio: PromptStudio {
    private let voices: VoiceCatalogue
    private let cache: PromptCache
    private let renderer: PromptRenderer
    private let sampleRate: Int
    private let logger: Logger

    /// - Parameters:
    ///   - voices: by name, as routes refer to them.
    ///   - cache: where prompts are kept and served from.
    ///   - renderer: makes them, into the same cache.
    ///   - sampleRate: 8,000 or 16,000 Hz.
    ///   - logger: hears of what could not be used.
    public init(
        voices: VoiceCatalogue, cache: PromptCache, renderer: PromptRenderer, sampleRate: Int, logger: Logger
    ) {
        self.voices = voices
        self.cache = cache
        self.renderer = renderer
        self.sampleRate = sampleRate
        self.logger = logger
    }

    public func prepare(
        _ kind: PromptKind, source: PromptSource?, voice name: String, values: PromptValues
    ) async throws -> PromptAudio {
        let prompt: RenderedPrompt
        switch source {
        case .recording(let path)?:
            do {
                prompt = try await renderer.render(recording: path, sampleRate: sampleRate)
            } catch let error as SpeechError {
                report(kind, error)
                prompt = try await speak(kind, nil, name, values)
            }
        case .text(let text)?:
            prompt = try await speak(kind, custom(text, kind), name, values)
        case nil:
            prompt = try await speak(kind, nil, name, values)
        }
        return PromptAudio(digest: prompt.digest, seconds: prompt.duration / .seconds(1))
    }

    public func wordForHelp(voice name: String) -> String? {
        // A voice that has gone since the route was saved is told of when its prompts are made.
        try? voices.voice(named: name).help
    }

    /// A prompt's file, for the web server; `nil` when there is none of that name.
    ///
    /// - Parameter digest: as it came in a URL.
    public func wav(digest: String) async -> [UInt8]? {
        await cache.read(digest: digest)
    }

    private func speak(
        _ kind: PromptKind, _ custom: PromptText?, _ voice: String, _ values: PromptValues
    ) async throws -> RenderedPrompt {
        try await renderer.render(
            kind: kind, values: values, voice: voices.voice(named: voice), custom: custom, sampleRate: sampleRate)
    }

    private func custom(_ text: String, _ kind: PromptKind) -> PromptText? {
        do {
            return try PromptText(text)
        } catch {
            report(kind, error)
            return nil
        }
    }

    private func report(_ kind: PromptKind, _ error: any Error) {
        logger.error(
            "a route's prompt cannot be used; the voice's own text is spoken",
            metadata: ["prompt": "\(kind.rawValue)", "error": "\(error)"])
    }
}
