import ConcurrencyPrimitives
import Foundation

/// The available voices: every `.yaml` file of a directory.
public struct VoiceCatalogue: Sendable {
    private let voices: [String: Voice]
    /// Whether the engine confirmed that it has all of them. It may be overloaded, which is not an error of a voice.
    let isChecked: Bool

    init(voices: [String: Voice]) {
        self.voices = voices
        isChecked = true
    }

    /// Loads and checks a directory of voices. If the engine does not answer, they are accepted unchecked.
    ///
    /// - Parameters:
    ///   - directory: the path.
    ///   - synthesizer: the synthesizer that knows the espeak-ng voices.
    /// - Throws: `SpeechError.invalidVoiceDirectory`, or `.invalidVoice` with file and line of the first mistake;
    ///   `CancellationError`.
    public init(directory: String, synthesizer: SpeechSynthesizer = .shared) async throws {
        let documents = try await Self.files.run { try Self.documents(in: directory) }
        try await self.init(documents: documents, synthesizer: synthesizer)
    }

    /// Reads voice files off the cooperative pool, so that no other task waits for a disk.
    static let files = ThreadPool(count: 1, name: "voices")

    private static func documents(in directory: String) throws -> [(file: String, yaml: String)] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory)
        } catch {
            throw SpeechError.invalidVoiceDirectory(
                path: directory, problem: "the directory cannot be read; create it or correct the key 'voices'")
        }
        let files = names.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.sorted()
        guard !files.isEmpty else {
            throw SpeechError.invalidVoiceDirectory(
                path: directory, problem: "there is no .yaml file in it; add a voice or correct the key 'voices'")
        }
        return try files.map { name in
            let path = URL(fileURLWithPath: directory).appendingPathComponent(name).path
            guard let data = FileManager.default.contents(atPath: path),
                let yaml = String(validating: data, as: UTF8.self)
            else {
                throw SpeechError.invalidVoice(file: path, line: 1, problem: "the file is not readable UTF-8 text")
            }
            return (file: path, yaml: yaml)
        }
    }

    /// Checks voices in memory, for example those built into a program. If the engine does not answer, they are
    /// accepted unchecked.
    ///
    /// - Parameters:
    ///   - documents: the texts, each with the file name used in errors.
    ///   - synthesizer: the synthesizer that knows the espeak-ng voices.
    /// - Throws: `SpeechError.invalidVoice` with file and line of the first mistake.
    public init(
        documents: [(file: String, yaml: String)], synthesizer: SpeechSynthesizer = .shared
    ) async throws {
        var voices: [String: Voice] = [:]
        var isChecked = true
        for document in documents {
            let file = try VoiceFile(yaml: document.yaml, file: document.file)
            let voice = file.voice
            do {
                if isChecked { try await synthesizer.check(espeakVoice: voice.settings.espeakVoice) }
            } catch SpeechError.engineNotAnswering {
                isChecked = false
            } catch SpeechError.unknownEspeakVoice(let name) {
                throw SpeechError.invalidVoice(
                    file: document.file, line: file.espeakLine,
                    problem: "espeak-ng has no voice '\(name)'; use one such as fa, en or fa+f2")
            }
            guard voices.updateValue(voice, forKey: voice.name) == nil else {
                throw SpeechError.invalidVoice(
                    file: document.file, line: 1, problem: "another file has a voice named '\(voice.name)' already")
            }
        }
        self.voices = voices
        self.isChecked = isChecked
    }

    /// The names of all voices, sorted.
    public var names: [String] {
        voices.keys.sorted()
    }

    /// - Throws: `SpeechError.unknownVoice`.
    public func voice(named name: String) throws -> Voice {
        guard let voice = voices[name] else { throw SpeechError.unknownVoice(name: name, known: names) }
        return voice
    }
}
