import Foundation
import HelpDesk
import Logging
import TestSupport
import Testing

@testable import Speech

@Suite struct VoiceCatalogueTests {
    private static let valid = """
        name: test
        language: en
        espeak: en
        rate: 160
        digitByDigit: [operator]
        replacements:
          "ي": "ی"
        prompts:
          requestSent:
            - "To {manager}."
            - "Sent."
          unavailable: "Nobody."
          managerIntro: "Help."
        """

    private func voice(_ yaml: String) async throws -> Voice {
        let catalogue = try await VoiceCatalogue(documents: [("test.yaml", yaml)])
        return try catalogue.voice(named: #require(catalogue.names.first))
    }

    @Test("The voices that are shipped load, and have every prompt")
    func shipped() async throws {
        let catalogue = try await VoiceCatalogue(directory: ShippedVoices.directory)
        #expect(catalogue.names == ["ar", "az", "de", "en", "es", "fa", "fr", "ku", "ru", "tr"])
        for name in catalogue.names {
            let voice = try catalogue.voice(named: name)
            #expect(voice.language == name)
            for kind in PromptKind.allCases {
                #expect(voice.texts(for: kind, values: PromptValues()).contains { !$0.isEmpty })
            }
            #expect(voice.placeholderNames.count == PromptPlaceholder.allCases.count)
            #expect(!voice.preparation.digitsAfter.isEmpty)
            #expect(voice.preparation.digitsFrom == 7)
            #expect(voice.settings.volume == 100)
            if name != "ku" {
                // espeak-ng 1.51 names no months in Kurdish that we could check.
                #expect(voice.preparation.dates != nil)
            }
        }
    }

    @Test("A voice is what its file says, and defaults where it says nothing")
    func values() async throws {
        let voice = try await voice(Self.valid)
        #expect(voice.name == "test")
        #expect(voice.title == "test")
        #expect(voice.settings == SpeechSettings(espeakVoice: "en", rate: 160))
        #expect(voice.spelling == DigitSpelling(placeholders: [.operator], separator: " "))
        #expect(voice.preparation.replacements == TextReplacements(["ي": "ی"]))
        #expect(voice.prompts[.requestSent]?.map(\.source) == ["To {manager}.", "Sent."])
        #expect(voice.prompts[.emergencyIntro]?.map(\.source) == ["Help."], "an emergency is introduced all the same")
    }

    @Test("A voice's text whose value is missing gives way to the next")
    func fallback() async throws {
        let voice = try await voice(Self.valid)
        #expect(voice.firstText(PromptValues(manager: "Sara")) == "To Sara.")
        #expect(Array(voice.texts(for: .requestSent, values: PromptValues())) == ["Sent."])
        let custom = try PromptText("{department}: {manager}")
        let known = PromptValues(manager: "Sara", department: "Sales")
        #expect(voice.firstText(known, custom: custom) == "Sales: Sara")
        #expect(voice.firstText(PromptValues(manager: "Sara"), custom: custom) == "To Sara.")
    }

    @Test(
        "A mistake in a voice file is refused with file and line",
        arguments: [
            ("espeak: en", "espeak: xx", 3, "espeak-ng has no voice 'xx'"),
            ("espeak: en", "espeak: en+nope", 3, "espeak-ng has no voice 'en+nope'"),
            ("espeak: en", "espeak: ../../../etc/passwd", 3, "espeak-ng has no voice"),
            ("espeak: en", "espeek: en", 3, "espeek: unknown key; expected"),
            ("rate: 160", "rate: 451", 4, "rate: expected a whole number from 80 to 450, found \"451\""),
            ("rate: 160", "rate: fast", 4, "rate: expected a whole number"),
            ("rate: 160", "rate: [1]", 4, "rate: expected a whole number"),
            ("rate: 160", "volume: 0", 4, "volume: expected a whole number from 10 to 200"),
            ("rate: 160", "language: en", 2, "the key \"language\" stands twice in one mapping"),
            ("rate: 160", "digitSeparator: \"\"", 4, "digitSeparator"),
            ("[operator]", "[boss]", 5, "digitByDigit[0]: expected operator"),
            ("\"ي\": \"ی\"", "\"\": \"ی\"", 7, "what is replaced has 1 to 64 characters"),
            ("requestSent:", "requestSend:", 9, "prompts.requestSend: unknown key"),
            ("To {manager}.", "To {boss}.", 10, "unknown placeholder {boss}"),
            ("To {manager}.", "To {manager.", 10, "a '{' without its '}'"),
            ("Sent.", "Sent to {manager}.", 9, "the last text must have no placeholder"),
            ("unavailable: \"Nobody.\"", "unavailable: \"\"", 12, "nothing to say"),
            (
                "unavailable: \"Nobody.\"", "unavailable: {a: b}", 12,
                "expected a text or a list of texts, found a mapping"
            ),
            ("  managerIntro: \"Help.\"", "", 8, "prompts.managerIntro: is missing"),
            ("name: test", "name: a/b", 1, "letters, digits"),
            ("name: test", "title: x", 1, "name: is missing"),
            ("language: en", "language: english please", 2, "no language tag"),
            ("rate: 160", "digitsFrom: 1", 4, "digitsFrom: expected a whole number from 2 to 20"),
            ("rate: 160", "words: {a b: c}", 4, "'a b' is not a single word"),
            ("rate: 160", "symbols: {ab: c}", 4, "'ab' is not a single character"),
            ("rate: 160", "placeholders: {boss: chief}", 4, "placeholders.boss: unknown key"),
            ("rate: 160", "times: {hour: '{hours}'}", 4, "times.hour: it may contain {hour}, {minute} only"),
            ("rate: 160", "times: {range: ''}", 4, "times.range: expected a text, found an empty one"),
            (
                "rate: 160", "dates: {text: '{day', months: {1900-2199: [a]}}", 4,
                "dates.months.1900-2199: it has 1 words; 12 are needed"
            ),
            ("rate: 160", "dates: {text: x, months: {2199-1900: [a]}}", 4, "no range of years"),
            ("rate: 160", "dates: {text: x}", 4, "dates.months: is missing"),
            ("rate: 160", "numbers: {ones: [zero]}", 4, "numbers.tens: is missing"),
            ("rate: 160", "rate: 160: 5", 4, "is not YAML: a text that holds \": \" needs quotes"),
        ])
    func mistakes(written: String, mistake: String, line: Int, problem: String) async throws {
        #expect(Self.valid.contains(written))
        let yaml = Self.valid.replacingOccurrences(of: written, with: mistake)
        await #expect {
            try await voice(yaml)
        } throws: { error in
            guard case SpeechError.invalidVoice("test.yaml", line, let found) = error else { return false }
            return found.contains(problem) && "\(error)".hasPrefix("test.yaml:\(line): ")
                && !"\(error)".contains("\n")
        }
    }

    @Test("A voice file that is no mapping at all is refused", arguments: ["", "- a", "text"])
    func noMapping(yaml: String) async {
        await #expect(throws: SpeechError.self) { try await voice(yaml) }
    }

    @Test("Two voices of one name are refused")
    func duplicates() async {
        await #expect(
            throws: SpeechError.invalidVoice(
                file: "b.yaml", line: 1, problem: "another file has a voice named 'test' already")
        ) {
            try await VoiceCatalogue(documents: [("a.yaml", Self.valid), ("b.yaml", Self.valid)])
        }
    }

    @Test("A directory of voices that is missing or has no voice is refused by its path")
    func directories() async throws {
        try await withTemporaryDirectory { directory in
            for path in [directory, directory + "/missing"] {
                await #expect {
                    try await VoiceCatalogue(directory: path)
                } throws: { error in
                    guard case SpeechError.invalidVoiceDirectory(path, _) = error else { return false }
                    return true
                }
            }
        }
    }

    @Test("Files that are no voices are left alone, and a voice file that is no text is refused")
    func files() async throws {
        try await withTemporaryDirectory { directory in
            try Self.valid.write(toFile: directory + "/test.yaml", atomically: true, encoding: .utf8)
            try "notes".write(toFile: directory + "/README.md", atomically: true, encoding: .utf8)
            #expect(try await VoiceCatalogue(directory: directory).names == ["test"])
            try Data([0xFF, 0xFE, 0x00]).write(to: URL(fileURLWithPath: directory + "/bad.yaml"))
            await #expect(throws: SpeechError.self) { try await VoiceCatalogue(directory: directory) }
        }
    }

    @Test("An unknown voice is refused with the names of those there are")
    func unknown() async throws {
        let catalogue = try await VoiceCatalogue(documents: [("test.yaml", Self.valid)])
        #expect(throws: SpeechError.unknownVoice(name: "fa", known: ["test"])) { try catalogue.voice(named: "fa") }
    }

    @Test("A voice whose file is gone is named in the log, once, and the others speak on")
    func gone() async throws {
        try await withTemporaryDirectory { directory in
            for name in ["en", "fa"] {
                try FileManager.default.copyItem(
                    atPath: "\(ShippedVoices.directory)/\(name).yaml", toPath: "\(directory)/\(name).yaml")
            }
            let log = LogRecorder()
            let library = VoiceLibrary(
                try await VoiceCatalogue(directory: directory), directory: directory, logger: log.logger)
            try FileManager.default.removeItem(atPath: "\(directory)/fa.yaml")
            #expect(await library.reload())
            #expect(await !library.reload())
            let said = log.lines.filter { $0.level == .warning }
            #expect(said.count == 1 && said[0].text.contains("a voice is gone") && said[0].text.contains("fa"))
            #expect(library.current.names == ["en"])
        }
    }
}

extension Voice {
    fileprivate func firstText(_ values: PromptValues, custom: PromptText? = nil) -> String? {
        texts(for: .requestSent, values: values, custom: custom).first { _ in true }
    }
}
