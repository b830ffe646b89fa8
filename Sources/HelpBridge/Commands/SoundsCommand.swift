import Administration
import ArgumentParser
import Foundation
import HelpDesk
import Logging
import Speech
import Storage
import WebServer

/// `helpbridge sounds`.
struct SoundsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sounds", abstract: "Keeps recordings that are played in place of spoken prompts.",
        discussion:
            "A route plays one with  prompts: {unavailable: {recording: ID}}. A running bridge sees them at once.",
        subcommands: [List.self, Add.self, Replace.self, Get.self, Record.self, Remove.self])

    /// Runs `body` with the sounds of the configured database.
    static func withSounds<Result: Sendable>(
        _ options: ConfigurationOptions, _ body: (SoundService) async throws -> Result
    ) async throws -> Result {
        let configuration = try await options.load()
        let voices = VoiceLibrary(try await BridgeParts(configuration).voices)
        do {
            return try await BridgeDatabase.with(configuration) { database in
                let sounds = SoundService(
                    store: SQLSoundStore(database: database.shared),
                    processor: SpeechProcessor(
                        voices: voices,
                        // Messages of its libraries do not concern the user of the command.
                        synthesizer: SpeechSynthesizer(
                            worker: SpeechWorkerCommand.command, logger: Logger(label: "helpbridge"))),
                    audit: database.audit)
                return try await Origin.with(author: UserCommand.author) { try await body(sounds) }
            }
        } catch let error as AdministrationError {
            throw HelpBridgeError.failed("\(error)")
        }
    }

    static func read(_ file: String) throws -> [UInt8] {
        let size = (try? FileManager.default.attributesOfItem(atPath: file)[.size] as? Int) ?? 0
        guard size <= Recording.maximumBytes else {
            throw HelpBridgeError.failed("\(file): \(RecordingFault.tooManyBytes(maximum: Recording.maximumBytes))")
        }
        return Array(try Data(contentsOf: URL(fileURLWithPath: file)))
    }

    static func print(_ sound: Sound) {
        let measured = String(format: "%.1f s, was %.1f LUFS", sound.seconds, sound.loudness)
        Console.print("\(sound.id)  \(sound.name)  (\(measured); \(sound.format))")
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the recordings.")

        @Flag(help: "Print as JSON.")
        var json = false

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            let sounds = try await SoundsCommand.withSounds(options) { try await $0.sounds() }
            if json { return try Console.print(json: sounds) }
            for sound in sounds { SoundsCommand.print(sound) }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes a WAV, FLAC, OGG, Opus or MP3 file of up to 20 MB and 5 minutes.")

        @Argument(help: "The file.")
        var file: String

        @Option(help: "The id by which routes name it (default: the file's name without its extension).")
        var id: String?

        @Option(help: "A name for people (default: the id).")
        var name: String?

        @OptionGroup var options: ConfigurationOptions

        /// By which routes will name it.
        private var soundID: String { id ?? URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent }

        func validate() throws {
            guard Sound.isID(soundID) else {
                throw ValidationError("\(soundID) is no id: 1 to 64 letters, digits, '-' and '_'; give one with --id")
            }
        }

        func run() async throws {
            let id = soundID
            let bytes = try SoundsCommand.read(file)
            let sound = try await SoundsCommand.withSounds(options) {
                try await $0.add(id, name: name ?? id, file: bytes)
            }
            SoundsCommand.print(sound)
        }
    }

    struct Replace: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Replaces a recording, its name, or both.")

        @Argument(help: "The id.")
        var id: String

        @Argument(help: "The new file.")
        var file: String?

        @Option(help: "The new name.")
        var name: String?

        @OptionGroup var options: ConfigurationOptions

        func validate() throws {
            if file == nil, name == nil { throw ValidationError("give a file, --name, or both") }
        }

        func run() async throws {
            let bytes = try file.map(SoundsCommand.read)
            let sound = try await SoundsCommand.withSounds(options) {
                try await $0.replace(id, name: name, file: bytes, ifRevision: nil)
            }
            SoundsCommand.print(sound)
        }
    }

    struct Get: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Writes a recording as the PBX plays it.")

        @Argument(help: "The id.")
        var id: String

        @Option(help: "The file to write (default: the id with .wav); - is standard output.")
        var output: String?

        @Option(help: "Samples a second: 8000 or 16000.")
        var rate = 8000

        @OptionGroup var options: ConfigurationOptions

        func validate() throws {
            guard PromptRenderer.sampleRates.contains(rate) else {
                throw ValidationError("--rate is \(rate); expected 8000 or 16000")
            }
        }

        func run() async throws {
            let wav = try await SoundsCommand.withSounds(options) { try await $0.wav(sound: id, sampleRate: rate) }
            guard let wav else { throw HelpBridgeError.failed("\(AdministrationError.unknown(.sound(id)))") }
            let file = OutputFile(path: output ?? "\(id).wav")
            try file.write(wav)
            if !file.isStandardOutput { Console.print(file.path) }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Removes a recording that no route plays.")

        @Argument(help: "The id.")
        var id: String

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            try await SoundsCommand.withSounds(options) { try await $0.remove(id, ifRevision: nil) }
            Console.print("\(id) is removed")
        }
    }
}
