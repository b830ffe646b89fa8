public import HelpDesk
public import Logging

/// A renderer of prompts that a PBX can play: from text to samples to a WAV file in the cache.
public final class PromptRenderer: Sendable {
    /// The supported sample rates of prompts, in Hz.
    public static let sampleRates = [8_000, 16_000]

    let cache: PromptCache
    let synthesizer: SpeechSynthesizer
    let recipes: (any PromptRecipes)?
    private let synthesis: PromptSynthesis
    private let engineVersion: String
    private let logger: Logger

    /// - Parameters:
    ///   - cache: the cache for prompts.
    ///   - synthesizer: the synthesizer that speaks them.
    ///   - recipes: stores the recipes of call prompts for other bridges; `nil` if there are none.
    ///   - logger: logs texts that could not be spoken, and each rendered prompt at `debug`.
    public init(
        cache: PromptCache, synthesizer: SpeechSynthesizer = .shared, recipes: (any PromptRecipes)? = nil,
        logger: Logger = Logger(label: "speech")
    ) {
        self.cache = cache
        self.recipes = recipes
        self.synthesizer = synthesizer
        self.synthesis = PromptSynthesis(synthesizer: synthesizer)
        self.engineVersion = synthesizer.engineVersion
        self.logger = logger
    }

    /// Renders a text, or finds it in the cache. Concurrent requests for the same text share one rendering.
    ///
    /// Cancelling the task stops the synthesis; another caller waiting for the same prompt starts it again.
    ///
    /// - Parameters:
    ///   - text: the text to speak, without placeholders, at most 1,000 characters.
    ///   - voice: the voice that speaks it.
    ///   - sampleRate: 8,000 or 16,000 Hz.
    ///   - priority: the caller's priority.
    /// - Throws: `SpeechError`, or `CancellationError`.
    public func render(
        text: String, voice: Voice, sampleRate: Int = 8_000, priority: SynthesisPriority = .call
    ) async throws -> RenderedPrompt {
        try checkRate(sampleRate)
        let prepared = try SpeechText(text, preparation: voice.preparation)
        let digest = digest(prepared, voice.settings, sampleRate)
        // Every bridge renders its own prompts ahead, so they need no recipe.
        if priority == .call { note(digest, text, voice, sampleRate) }
        return try await render(prepared, voice.settings, sampleRate, as: digest, priority: priority)
    }

    /// Renders a text prepared by another bridge, or finds it in the cache.
    ///
    /// - Parameter digest: the digest under which the other bridge serves it.
    /// - Returns: `nil` if it would be a different prompt on this machine.
    /// - Throws: `SpeechError`, or `CancellationError`.
    func render(
        _ text: SpeechText, settings: SpeechSettings, sampleRate: Int, as digest: PromptDigest
    ) async throws -> RenderedPrompt? {
        try checkRate(sampleRate)
        guard self.digest(text, settings, sampleRate) == digest else { return nil }
        return try await render(text, settings, sampleRate, as: digest, priority: .call)
    }

    private func render(
        _ text: SpeechText, _ settings: SpeechSettings, _ sampleRate: Int, as digest: PromptDigest,
        priority: SynthesisPriority
    ) async throws -> RenderedPrompt {
        if let cached = cache.lookup(digest) { return cached }
        return try await synthesis.prompt(digest, priority: priority) { [cache, logger] engine, stop in
            // Another process, an earlier run, or the caller that just finished may have rendered it.
            if let cached = cache.lookup(digest) ?? cache.verify(digest) { return cached }
            let speech = try engine.speak(text, settings: settings, stop: stop)
            let file = try PromptMastering.master(
                speech, sampleRate: sampleRate, volume: settings.volume, text: text.string)
            let prompt = cache.store(file, as: digest)
            logger.debug(
                "prompt rendered", metadata: ["digest": "\(prompt.digest)", "duration": "\(prompt.duration)"])
            return prompt
        }
    }

    /// Renders a prompt of a call: the route's text, or the first of the voice's texts for which all values are known.
    ///
    /// A text that cannot be rendered is logged, and the next one is tried: a waiting caller must hear something.
    ///
    /// - Parameters:
    ///   - kind: the kind of prompt.
    ///   - values: the placeholders' values, as plain text.
    ///   - voice: the voice that speaks, and its texts.
    ///   - custom: the route's own text, if it has one.
    ///   - sampleRate: 8,000 or 16,000 Hz.
    ///   - priority: the caller's priority.
    /// - Throws: the failure of the last text, or `CancellationError`.
    public func render(
        kind: PromptKind, values: PromptValues, voice: Voice, custom: PromptText? = nil, sampleRate: Int = 8_000,
        priority: SynthesisPriority = .call
    ) async throws -> RenderedPrompt {
        try checkRate(sampleRate)
        var failure: SpeechError?
        for text in voice.texts(for: kind, values: values, custom: custom) {
            do {
                return try await render(text: text, voice: voice, sampleRate: sampleRate, priority: priority)
            } catch let error as SpeechError {
                logger.warning(
                    "a prompt's text cannot be rendered; the next one is tried",
                    metadata: ["prompt": "\(kind.rawValue)", "voice": "\(voice.name)", "error": "\(error)"])
                failure = error
            }
        }
        throw failure
            ?? .invalidPromptText(
                problem: "voice '\(voice.name)' has no \(kind.rawValue) text that needs none of the missing values")
    }

    /// Returns the voice's first cached text of a kind that needs no value; reads only the cache.
    func cached(kind: PromptKind, voice: Voice, sampleRate: Int) -> RenderedPrompt? {
        for text in voice.texts(for: kind, values: PromptValues()) {
            if let prompt = cached(text, voice, sampleRate) { return prompt }
        }
        return nil
    }

    /// Returns the prompt that ``render(kind:values:voice:custom:sampleRate:priority:)`` would try first, if it is
    /// cached.
    func ready(
        kind: PromptKind, values: PromptValues, voice: Voice, custom: PromptText?, sampleRate: Int
    ) -> RenderedPrompt? {
        for text in voice.texts(for: kind, values: values, custom: custom) { return cached(text, voice, sampleRate) }
        return nil
    }

    private func cached(_ text: String, _ voice: Voice, _ sampleRate: Int) -> RenderedPrompt? {
        let digest = try? voice.digests.digest(of: text, sampleRate: sampleRate) {
            self.digest(try SpeechText(text, preparation: voice.preparation), voice.settings, sampleRate)
        }
        guard let digest, let cached = cache.lookup(digest) else { return nil }
        note(digest, text, voice, sampleRate)
        return cached
    }

    private func digest(_ text: SpeechText, _ settings: SpeechSettings, _ sampleRate: Int) -> PromptDigest {
        PromptDigest(text: text, settings: settings, sampleRate: sampleRate, engineVersion: engineVersion)
    }

    private func note(_ digest: PromptDigest, _ text: String, _ voice: Voice, _ sampleRate: Int) {
        recipes?.note(digest.hex) {
            try PromptRecipe.speech(
                text: SpeechText(text, preparation: voice.preparation).string, settings: voice.settings,
                sampleRate: sampleRate, written: voice.spelling.written(text)
            ).json
        }
    }

    func checkRate(_ sampleRate: Int) throws {
        guard Self.sampleRates.contains(sampleRate) else { throw SpeechError.unsupportedSampleRate(sampleRate) }
    }
}
