import ArgumentParser
import Foundation
import Speech

/// `helpbridge tts`.
struct SpeechCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tts", abstract: "Speaks prompts.", subcommands: [Preview.self, Voices.self])

    /// The voices of the configuration, or those that come with the program where there is no configuration.
    struct VoiceOptions: ParsableArguments {
        @OptionGroup var options: ConfigurationOptions

        func catalogue() async throws -> VoiceCatalogue {
            if options.file != nil || BridgeConfiguration.file(named: nil) != nil {
                return try await BridgeParts(options.load()).voices
            }
            guard let directory = ShippedFiles.directory("Voices") else {
                throw CommandFailure("no folder Voices is found beside the program; name a configuration with --config")
            }
            return try await VoiceCatalogue(directory: directory)
        }
    }

    struct Preview: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Speaks a text into a WAV file.")

        @Option(help: "The voice, such as fa or en.")
        var voice: String

        @Option(help: "What to say.")
        var text: String

        @Option(help: "The file to write.")
        var output = "preview.wav"

        @Option(help: "Samples a second: 8000 or 16000.")
        var rate = 8000

        @OptionGroup var voices: VoiceOptions

        func validate() throws {
            guard PromptRenderer.sampleRates.contains(rate) else {
                throw ValidationError("--rate is \(rate); expected 8000 or 16000")
            }
        }

        func run() async throws {
            let wav = try await PromptRenderer.preview(
                text: text, voice: voices.catalogue().voice(named: voice), sampleRate: rate)
            do {
                try Data(wav.bytes).write(to: URL(fileURLWithPath: output))
            } catch {
                throw CommandFailure("\(output): cannot be written")
            }
            let seconds = Double(wav.audio.samples.count) / Double(wav.audio.sampleRate)
            Console.print("\(output): \(String(format: "%.2f", seconds)) s at \(rate) Hz")
        }
    }

    struct Voices: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the voices.")

        @Flag(help: "Print as JSON.")
        var json = false

        @OptionGroup var voices: VoiceOptions

        func run() async throws {
            let catalogue = try await voices.catalogue()
            for name in catalogue.names where !json {
                let voice = try catalogue.voice(named: name)
                Console.print("\(name)  \(voice.title)  (\(voice.language), espeak-ng \(voice.settings.espeakVoice))")
            }
            if json {
                let list = try catalogue.names.map { name in
                    let voice = try catalogue.voice(named: name)
                    return [
                        "name": name, "title": voice.title, "language": voice.language,
                        "espeak": voice.settings.espeakVoice,
                    ]
                }
                Console.print(String(decoding: try JSONEncoder().encode(list), as: UTF8.self))
            }
        }
    }
}
