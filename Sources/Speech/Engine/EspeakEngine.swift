import CEspeakNG
import Foundation

/// libespeak-ng in this process. All of its state is global, so there is one instance per process, and it never leaves
/// the `SynthesisThread` that created it (which is why it is not `Sendable`).
final class EspeakEngine: SpeechEngine {
    /// The maximum length of speech: nobody listens to a prompt of five minutes, and a text in the wrong script is
    /// spelled out letter by letter.
    static let maximumSeconds = 300

    /// In percent of the engine's normal volume, at which it clips; `LoudnessNormalization` sets the final loudness of
    /// a prompt.
    private static let volume = 60

    /// The library's version, a part of every prompt's digest: another version speaks differently.
    static var version: String {
        String(cString: espeak_Info(nil))
    }

    /// The directory of the library's voices and dictionaries; known once the library is initialised.
    static var dataDirectory: String? {
        var path: UnsafePointer<CChar>?
        _ = espeak_Info(&path)
        return path.map { String(cString: $0) }
    }

    init() throws {
        // DONT_EXIT: without it, the library calls exit(1) if its data is missing.
        let rate = espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, nil, Int32(espeakINITIALIZE_DONT_EXIT))
        // With it, a rate is returned even without data; only selecting a voice fails. The first selection also loads
        // the list of voices, which takes about 50 ms that no caller should wait for.
        guard rate > 0, espeak_SetVoiceByName("en") == EE_OK else {
            throw SpeechError.engineUnavailable(
                reason: "espeak-ng finds no voices; install the package espeak-ng-data")
        }
        espeak_SetSynthCallback { samples, count, events in
            guard let sink = events?.pointee.user_data else { return 1 }
            return Unmanaged<SampleSink>.fromOpaque(sink).takeUnretainedValue().receive(
                samples, count: Int(count), events: events)
        }
    }

    func check(voice: String) throws {
        try select(voice: voice)
        try checkDictionary(of: voice)
    }

    /// Checks the dictionary of a voice's language: a language without one can be selected, but renders every text as
    /// silence.
    ///
    /// - Throws: `SpeechError.engineUnavailable`.
    private func checkDictionary(of voice: String) throws {
        // The voice's first language follows the byte of its priority.
        guard let directory = Self.dataDirectory, let languages = espeak_GetCurrentVoice()?.pointee.languages,
            languages[0] != 0
        else {
            return
        }
        let language = String(cString: languages + 1).prefix { $0 != "-" }
        let path = "\(directory)/\(language)_dict"
        guard !voice.hasPrefix("mb-"), access(path, R_OK) != 0 else { return }
        throw SpeechError.engineUnavailable(
            reason: "espeak-ng has no dictionary for '\(voice)' (\(path)); install the package espeak-ng-data again")
    }

    /// Selects a voice, with its variant.
    ///
    /// - Throws: `SpeechError.unknownEspeakVoice`.
    private func select(voice name: String) throws {
        guard Self.isWellFormed(voice: name), espeak_SetVoiceByName(name) == EE_OK else {
            throw SpeechError.unknownEspeakVoice(name)
        }
        // An unknown variant is ignored silently; the identifier of the current voice shows whether it was applied.
        guard let plus = name.firstIndex(of: "+") else { return }
        let identifier = espeak_GetCurrentVoice().map { String(cString: $0.pointee.identifier) } ?? ""
        guard identifier.hasSuffix(name[plus...]) else { throw SpeechError.unknownEspeakVoice(name) }
    }

    func speak(_ text: SpeechText, settings: SpeechSettings, stop: () -> (any Error)?) throws -> AudioSamples {
        // Voice and parameters are global and persist between texts, so both are set each time.
        try select(voice: settings.espeakVoice)
        try set(espeakRATE, to: settings.rate)
        try set(espeakPITCH, to: settings.pitch)
        try set(espeakRANGE, to: settings.range)
        try set(espeakVOLUME, to: Self.volume)
        try set(espeakWORDGAP, to: settings.wordGap)

        return try withoutActuallyEscaping(stop) { stop in
            // The sample rate is that of the selected voice: an MBROLA voice's differs from the initial one.
            let sampleRate = Int(espeak_ng_GetSampleRate())
            let sink = SampleSink(sampleRate: sampleRate, limit: sampleRate * Self.maximumSeconds, stop: stop)
            let result = text.string.withCString { bytes in
                espeak_Synth(
                    bytes, 0, 0, POS_CHARACTER, 0, UInt32(espeakCHARS_UTF8), nil,
                    Unmanaged.passUnretained(sink).toOpaque())
            }
            let samples = withExtendedLifetime(sink) { sink.samples }
            // A callback that stops the synthesis makes it return EE_OK anyway.
            if let reason = sink.stopped { throw reason }
            guard result == EE_OK else {
                throw SpeechError.synthesisFailed(reason: "espeak_Synth returned \(result.rawValue)")
            }
            if !samples.contains(where: { $0 != 0 }) { try checkDictionary(of: settings.espeakVoice) }
            return AudioSamples(samples: samples, sampleRate: sink.sampleRate)
        }
    }

    func phonemes(of text: SpeechText, voice: String) throws -> [String] {
        try select(voice: voice)
        // A word gap would appear as a pause between all words.
        try set(espeakWORDGAP, to: 0)
        // A stopped text leaves a letter in the library's reader; `espeak_Synth` clears it, `espeak_TextToPhonemes`
        // does not.
        _ = Self.clauses(of: " ")
        return Self.clauses(of: text.string)
    }

    private static func clauses(of text: String) -> [String] {
        text.withCString { bytes in
            var clauses: [String] = []
            var rest: UnsafeRawPointer? = UnsafeRawPointer(bytes)
            while rest != nil {
                guard let clause = espeak_TextToPhonemes(&rest, Int32(espeakCHARS_UTF8), 0) else { break }
                clauses.append(String(cString: clause))
            }
            return clauses.filter { !$0.isEmpty }
        }
    }

    private func set(_ parameter: espeak_PARAMETER, to value: Int) throws {
        guard espeak_SetParameter(parameter, Int32(clamping: value), 0) == EE_OK else {
            throw SpeechError.synthesisFailed(reason: "espeak-ng refused \(value) for parameter \(parameter.rawValue)")
        }
    }

    /// Whether a voice's name is safe: the library also accepts paths as names.
    private static func isWellFormed(voice name: String) -> Bool {
        let parts = name.split(separator: "+", omittingEmptySubsequences: false)
        return parts.count <= 2
            && parts.allSatisfy { part in
                !part.isEmpty && part.count <= 40
                    && part.utf8.allSatisfy { byte in
                        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
                            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                            || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    }
            }
    }
}
