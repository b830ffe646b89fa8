import HelpDesk
import Yams

/// Reads one voice file, and says where it is wrong.
struct VoiceFile {
    /// What every voice must be able to say; without the others a call goes on in silence.
    private static let essential: Set<PromptKind> = [.requestSent, .unavailable, .managerIntro]
    private static let keys: Set = [
        "name", "title", "language", "help", "espeak", "rate", "pitch", "range", "volume", "wordGap", "digitByDigit",
        "digitSeparator", "digitsAfter", "digitsFrom", "replacements", "words", "symbols", "numbers", "dates", "times",
        "placeholders", "prompts",
    ]

    let voice: Voice
    /// Where the espeak-ng voice is named, for when the engine does not have it.
    let espeakLine: Int

    /// - Parameters:
    ///   - yaml: the file's text.
    ///   - file: its path, for errors.
    /// - Throws: `SpeechError.invalidVoice`.
    init(yaml: String, file: String) throws {
        let root = try YAMLSection(yaml: yaml, file: file)
        try root.allowOnly(Self.keys)
        let defaults = SpeechSettings(espeakVoice: "")
        let settings = SpeechSettings(
            espeakVoice: try root.requiredText("espeak"),
            rate: try root.integer("rate", in: SpeechSettings.rateLimits) ?? defaults.rate,
            pitch: try root.integer("pitch", in: SpeechSettings.pitchLimits) ?? defaults.pitch,
            range: try root.integer("range", in: SpeechSettings.rangeLimits) ?? defaults.range,
            volume: try root.integer("volume", in: SpeechSettings.volumeLimits) ?? defaults.volume,
            wordGap: try root.integer("wordGap", in: SpeechSettings.wordGapLimits) ?? defaults.wordGap)
        let name = try root.requiredText("name")
        guard name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9_-]{0,63}/) != nil else {
            throw root.error("name", "name '\(name)' may have letters, digits, '-' and '_' only, 64 at most")
        }
        let language = try root.requiredText("language")
        guard language.wholeMatch(of: /[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*/) != nil else {
            throw root.error("language", "language '\(language)' is no language tag such as fa or en-GB")
        }
        espeakLine = root.line("espeak")
        let spelling = try Self.spelling(root)
        voice = Voice(
            name: name, title: try root.text("title") ?? name, language: language, settings: settings,
            spelling: spelling, preparation: try TextPreparation(root, digitSeparator: spelling.separator),
            placeholderNames: try Self.placeholderNames(root), prompts: try Self.prompts(root),
            help: try root.text("help"))
    }

    private static func spelling(_ root: YAMLSection) throws -> DigitSpelling {
        let separator = try root.text("digitSeparator") ?? " "
        guard (1...4).contains(separator.unicodeScalars.count), !separator.contains(where: \.isNumber) else {
            throw root.error("digitSeparator", "digitSeparator has 1 to 4 characters, none of them a digit")
        }
        let placeholders = try root.texts("digitByDigit").map { item in
            guard let placeholder = PromptPlaceholder(rawValue: item.text) else {
                let known = PromptPlaceholder.allCases.map(\.rawValue).joined(separator: ", ")
                throw root.error(
                    line: item.line, "digitByDigit: unknown placeholder '\(item.text)'; known are \(known)")
            }
            return placeholder
        }
        return DigitSpelling(placeholders: Set(placeholders), separator: separator)
    }

    private static func placeholderNames(_ root: YAMLSection) throws -> [PromptPlaceholder: String] {
        guard let section = try root.section("placeholders") else { return [:] }
        try section.allowOnly(Set(PromptPlaceholder.allCases.map(\.rawValue)))
        var names: [PromptPlaceholder: String] = [:]
        for placeholder in PromptPlaceholder.allCases {
            guard let name = try section.text(placeholder.rawValue) else { continue }
            guard (1...64).contains(name.count) else {
                throw section.error(placeholder.rawValue, "a placeholder's name has 1 to 64 characters")
            }
            names[placeholder] = name
        }
        return names
    }

    private static func prompts(_ root: YAMLSection) throws -> [PromptKind: [PromptText]] {
        guard let section = try root.section("prompts") else { throw root.missing("prompts") }
        try section.allowOnly(Set(PromptKind.allCases.map(\.rawValue)))
        var prompts: [PromptKind: [PromptText]] = [:]
        for kind in PromptKind.allCases {
            guard essential.contains(kind) || section.keys.contains(kind.rawValue) else { continue }
            let texts = try section.texts(kind.rawValue).map { item in
                do {
                    return try PromptText(item.text)
                } catch {
                    throw section.error(line: item.line, "\(kind.rawValue): \(error)")
                }
            }
            guard let last = texts.last else { throw section.missing(kind.rawValue) }
            guard last.placeholders.isEmpty else {
                throw section.error(
                    kind.rawValue,
                    "\(kind.rawValue): the last text must have no placeholder, for when no value is known")
            }
            prompts[kind] = texts
        }
        return prompts
    }
}
