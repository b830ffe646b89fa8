import ArgumentParser
import Foundation
import Speech

/// `helpbridge tts`.
struct SpeechCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tts", abstract: "Speaks prompts.", subcommands: [SpeechPreviewCommand.self, Voices.self])

    /// The voices of the configuration, or the shipped ones if there is no configuration.
    struct VoiceOptions: ParsableArguments {
        @OptionGroup var options: ConfigurationOptions

        /// Whether there is a configuration.
        var isConfigured: Bool {
            options.file != nil || BridgeConfiguration.file(named: nil) != nil
        }

        func catalogue() async throws -> VoiceCatalogue {
            if isConfigured { return try await BridgeParts(options.load()).voices }
            guard let directory = ShippedFiles.directory("Voices") else {
                throw HelpBridgeError.failed(
                    "no folder Voices is found beside the program; name a configuration with --config")
            }
            return try await VoiceCatalogue(directory: directory)
        }
    }

    struct Voices: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the voices.")

        private struct Line: Encodable {
            var name: String
            var title: String
            var language: String
            var espeak: String
        }

        @Flag(help: "Print as JSON.")
        var json = false

        @OptionGroup var voices: VoiceOptions

        func run() async throws {
            let catalogue = try await voices.catalogue()
            let list = try catalogue.names.map { name in
                let voice = try catalogue.voice(named: name)
                return Line(
                    name: name, title: voice.title, language: voice.language, espeak: voice.settings.espeakVoice)
            }
            if json { return try Console.print(json: list) }
            for voice in list {
                Console.print("\(voice.name)  \(voice.title)  (\(voice.language), espeak-ng \(voice.espeak))")
            }
        }
    }
}
