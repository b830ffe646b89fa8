import HelpDesk
import LocatedYAML

/// A voice file, parsed with the location of any mistake.
struct VoiceFile {
    /// The prompts every voice must have; without one of the others, a call continues in silence.
    private static let essential: Set<PromptKind> = [.requestSent, .unavailable, .managerIntro]
    private static let required = ["name", "language", "espeak", "prompts"]
    private static let optional = [
        "title", "help", "rate", "pitch", "range", "volume", "wordGap", "digitByDigit", "digitSeparator", "digitsAfter",
        "digitsFrom", "amounts", "phraseWords", "listWords", "dot", "replacements", "words", "symbols", "numbers",
        "dates", "times", "placeholders",
    ]

    let voice: Voice
    /// The line of the espeak-ng voice's name, for the error if the engine does not have it.
    let espeakLine: Int

    /// - Parameters:
    ///   - yaml: the file's text.
    ///   - file: its path, for errors.
    /// - Throws: `SpeechError.invalidVoice`.
    init(yaml: String, file: String) throws(SpeechError) {
        let fields = try VoiceNode(yaml: yaml, file: file).fields(required: Self.required, optional: Self.optional)
        let name = try fields["name"]?.text() ?? ""
        if let node = fields["name"], name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9_-]{0,63}/) == nil {
            throw node.failure("'\(name)' may have letters, digits, '-' and '_' only, 64 at most")
        }
        let language = try fields["language"]?.text() ?? ""
        if let node = fields["language"], language.wholeMatch(of: /[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*/) == nil {
            throw node.failure("'\(language)' is no language tag such as fa or en-GB")
        }
        espeakLine = fields["espeak"]?.line ?? 1
        let spelling = try Self.spelling(fields)
        voice = Voice(
            name: name, title: try fields["title"]?.text() ?? name, language: language,
            settings: try Self.settings(fields), spelling: spelling,
            preparation: try TextPreparation(fields, digitSeparator: spelling.separator),
            placeholderNames: try Self.placeholderNames(fields["placeholders"]),
            prompts: try Self.prompts(fields["prompts"]), help: try fields["help"]?.text())
    }

    private static func settings(_ fields: [String: VoiceNode]) throws(SpeechError) -> SpeechSettings {
        var settings = SpeechSettings(espeakVoice: try fields["espeak"]?.filledText() ?? "")
        if let rate = try fields["rate"]?.integer(in: SpeechSettings.rateLimits) { settings.rate = rate }
        if let pitch = try fields["pitch"]?.integer(in: SpeechSettings.pitchLimits) { settings.pitch = pitch }
        if let range = try fields["range"]?.integer(in: SpeechSettings.rangeLimits) { settings.range = range }
        if let volume = try fields["volume"]?.integer(in: SpeechSettings.volumeLimits) { settings.volume = volume }
        if let wordGap = try fields["wordGap"]?.integer(in: SpeechSettings.wordGapLimits) {
            settings.wordGap = wordGap
        }
        return settings
    }

    private static func spelling(_ fields: [String: VoiceNode]) throws(SpeechError) -> DigitSpelling {
        let separator = try fields["digitSeparator"]?.text() ?? " "
        if let node = fields["digitSeparator"],
            !(1...4).contains(separator.unicodeScalars.count) || separator.contains(where: \.isNumber)
        {
            throw node.failure("expected 1 to 4 characters, none of them a digit")
        }
        var placeholders: Set<PromptPlaceholder> = []
        for node in try fields["digitByDigit"]?.oneOrMore() ?? [] {
            placeholders.insert(try node.word(PromptPlaceholder.self))
        }
        return DigitSpelling(placeholders: placeholders, separator: separator)
    }

    private static func placeholderNames(_ node: VoiceNode?) throws(SpeechError) -> [PromptPlaceholder: String] {
        let fields = try node?.fields(required: [], optional: PromptPlaceholder.allCases.map(\.rawValue)) ?? [:]
        var names: [PromptPlaceholder: String] = [:]
        for placeholder in PromptPlaceholder.allCases {
            guard let node = fields[placeholder.rawValue] else { continue }
            let name = try node.text()
            guard (1...64).contains(name.count) else {
                throw node.failure("a placeholder's name has 1 to 64 characters")
            }
            names[placeholder] = name
        }
        return names
    }

    private static func prompts(_ node: VoiceNode?) throws(SpeechError) -> [PromptKind: [PromptText]] {
        let required = PromptKind.allCases.filter(essential.contains).map(\.rawValue)
        let optional = PromptKind.allCases.filter { !essential.contains($0) }.map(\.rawValue)
        let fields = try node?.fields(required: required, optional: optional) ?? [:]
        var prompts: [PromptKind: [PromptText]] = [:]
        for kind in PromptKind.allCases {
            guard let node = fields[kind.rawValue] else { continue }
            var texts: [PromptText] = []
            for item in try node.oneOrMore() {
                let text = try item.text()
                do {
                    texts.append(try PromptText(text))
                } catch {
                    throw item.failure("\(error)")
                }
            }
            guard let last = texts.last else { throw node.failure("expected at least one text") }
            guard last.placeholders.isEmpty else {
                throw node.failure("the last text must have no placeholder, for when no value is known")
            }
            prompts[kind] = texts
        }
        // Better introduced like any other request than not at all.
        prompts[.emergencyIntro] = prompts[.emergencyIntro] ?? prompts[.managerIntro]
        return prompts
    }
}
