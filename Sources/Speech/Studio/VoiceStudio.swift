import ConcurrencyPrimitives
import Foundation
public import HelpDesk
public import Logging

/// A studio that renders the prompts of calls with the voices of a library.
///
/// The operator always hears something: if a route's recording or text cannot be used, the voice's own text of that
/// kind is spoken, down to its plain one; if that fails too, a tone is played. The reason is logged.
public struct VoiceStudio: PromptStudio {
    package let voices: VoiceLibrary
    let renderer: PromptRenderer
    let sampleRate: Int
    let logger: Logger
    private let cache: PromptCache
    private let sounds: (any SoundSource)?
    /// The maximum time a caller waits for a prompt, so that nobody is left in silence.
    let deadline: Duration
    private let tones: [PromptKind: Tone]

    /// A prompt was not ready before the deadline.
    struct NotInTime: Error {}

    private struct Tone {
        let digest: PromptDigest
        let file: WAVFile
    }

    /// - Parameters:
    ///   - voices: the voices, by the names that routes refer to.
    ///   - cache: the cache that stores and serves prompts.
    ///   - renderer: renders prompts into the same cache.
    ///   - sampleRate: 8,000 or 16,000 Hz.
    ///   - sounds: the uploaded recordings; `nil` if there are none.
    ///   - deadline: the maximum time a caller waits for a prompt.
    ///   - logger: logs what could not be used.
    public init(
        voices: VoiceLibrary, cache: PromptCache, renderer: PromptRenderer, sampleRate: Int,
        sounds: (any SoundSource)? = nil, deadline: Duration = .seconds(2), logger: Logger
    ) {
        self.voices = voices
        self.cache = cache
        self.renderer = renderer
        self.sampleRate = sampleRate
        self.sounds = sounds
        self.logger = logger
        self.deadline = deadline
        let pairs = PromptKind.allCases.map { kind in
            let file = FallbackTone.wav(for: kind, sampleRate: sampleRate)
            return (kind, Tone(digest: PromptDigest(recording: Data(file.bytes), sampleRate: sampleRate), file: file))
        }
        tones = Dictionary(uniqueKeysWithValues: pairs)
    }

    public func prepare(
        _ kind: PromptKind, source: PromptSource?, voice name: String, values: PromptValues
    ) async throws -> PromptAudio {
        if let ready = ready(kind, source, name, values) { return ready }
        do {
            let prompt = try await withDeadline(.now + deadline, throwing: NotInTime()) {
                try await self.prompt(kind, source: source, voice: name, values: values)
            }
            return PromptAudio(digest: prompt.digest, seconds: prompt.duration / .seconds(1))
        } catch let error as CancellationError {
            throw error
        } catch is NotInTime {
            return try inTime(kind, voice: name)
        } catch {
            logger.error(
                "nothing can be spoken; a tone is played",
                metadata: ["prompt": "\(kind.rawValue)", "voice": "\(name)", "error": "\(error)"])
            return try tone(kind, instead: error)
        }
    }

    /// Returns the prompt if it is cached, without waiting.
    private func ready(
        _ kind: PromptKind, _ source: PromptSource?, _ voice: String, _ values: PromptValues
    ) -> PromptAudio? {
        guard source?.recording == nil, let voice = try? voices.current.voice(named: voice) else { return nil }
        var custom: PromptText?
        if let text = source?.text {
            guard let read = try? PromptText(text) else { return nil }
            custom = read
        }
        let prompt = renderer.ready(kind: kind, values: values, voice: voice, custom: custom, sampleRate: sampleRate)
        return prompt.map { PromptAudio(digest: $0.digest, seconds: $0.duration / .seconds(1)) }
    }

    public func wordForHelp(voice name: String) -> String? {
        // A voice removed since the route was saved is reported when its prompts are rendered.
        try? voices.current.voice(named: name).help
    }

    /// Returns a prompt's file, for the web server; `nil` if there is no prompt of that name.
    ///
    /// - Parameter digest: the digest from a URL.
    public func wav(digest: String) async -> [UInt8]? {
        if let file = await cache.read(digest: digest) { return file }
        // After a restart, or after other prompts evicted the tone from the cache.
        return tones.values.first { $0.digest.hex == digest }?.file.bytes
    }

    /// Returns the reason why prompts are kept in memory only, such as a full disk; `nil` if they are stored.
    public func storageFault() async -> String? { await cache.fault() }

    /// Whether the engine answered when it was asked about its voices; until it does, tones may replace speech.
    public var isEngineAnswering: Bool { voices.isChecked }

    /// Renders a prompt like `prepare`, but without the tone.
    ///
    /// - Throws: ``SpeechError`` for the failure of the last text, or `CancellationError`.
    public func prompt(
        _ kind: PromptKind, source: PromptSource?, voice name: String, values: PromptValues
    ) async throws -> RenderedPrompt {
        if let recording = source?.recording {
            do {
                let prompt = try await play(recording)
                renderer.recipes?.note(prompt.digest) { try PromptRecipe.recording(recording).json }
                return prompt
            } catch let error as CancellationError {
                throw error
            } catch {
                report(kind, error)
            }
        }
        return try await speak(kind, source?.text.flatMap { custom($0, kind) }, name, values)
    }

    func play(_ recording: String) async throws -> RenderedPrompt {
        guard Sound.isID(recording), let sounds else {
            return try await renderer.render(recording: recording, sampleRate: sampleRate)
        }
        guard let wav = try await sounds.wav(sound: recording, sampleRate: sampleRate) else {
            throw SpeechError.unusableRecording(
                name: "sound \(recording)", problem: "it is not there; upload it or name another")
        }
        return try await renderer.render(sound: wav, name: "sound \(recording)")
    }

    private func speak(
        _ kind: PromptKind, _ custom: PromptText?, _ voice: String, _ values: PromptValues
    ) async throws -> RenderedPrompt {
        try await renderer.render(
            kind: kind, values: values, voice: voices.current.voice(named: voice), custom: custom,
            sampleRate: sampleRate)
    }

    /// Returns what is cached when a prompt takes too long: the voice's plain text, or the tone.
    private func inTime(_ kind: PromptKind, voice name: String) throws -> PromptAudio {
        logger.error(
            "a prompt was not ready in time; a cached prompt is played instead",
            metadata: ["prompt": "\(kind.rawValue)", "voice": "\(name)"])
        if let voice = try? voices.current.voice(named: name),
            let plain = renderer.cached(kind: kind, voice: voice, sampleRate: sampleRate)
        {
            return PromptAudio(digest: plain.digest, seconds: plain.duration / .seconds(1))
        }
        return try tone(kind, instead: SpeechError.synthesisFailed(reason: "the prompt is not ready in time"))
    }

    private func custom(_ text: String, _ kind: PromptKind) -> PromptText? {
        do {
            return try PromptText(text)
        } catch {
            report(kind, error)
            return nil
        }
    }

    private func tone(_ kind: PromptKind, instead error: any Error) throws -> PromptAudio {
        guard let tone = tones[kind] else { throw error }
        // A PBX that shares the disk plays the file directly.
        if cache.lookup(tone.digest) == nil { _ = cache.store(tone.file, as: tone.digest) }
        return PromptAudio(digest: tone.digest.hex, seconds: tone.file.duration / .seconds(1))
    }

    private func report(_ kind: PromptKind, _ error: any Error) {
        logger.error(
            "a route's prompt cannot be used; the voice's own text is spoken",
            metadata: ["prompt": "\(kind.rawValue)", "error": "\(error)"])
    }
}
