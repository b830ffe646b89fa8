import ArgumentParser
import HelpDesk
import Logging
import Speech
import Storage
import Telephony

/// `helpbridge pbx dialplan`.
struct PBXDialplanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dialplan",
        abstract: "Prints the lines of Asterisk's dialplan that lead the request codes to the bridge.")

    @OptionGroup var options: ConfigurationOptions

    @OptionGroup var choice: PBXOptions

    @Flag(
        help: ArgumentHelp(
            "Add what becomes of a dialled code while the bridge is away: a sentence, and the first helpers.",
            discussion: "The sentences are written to pbx.promptDirectory. To be printed anew when the tables change."))
    var fallback = false

    @Option(help: "With --fallback: another folder for the sentences, whose files are copied to the PBX.")
    var prompts: String?

    func validate() throws {
        guard prompts == nil || fallback else { throw ValidationError("--prompts goes with --fallback") }
    }

    func run() async throws {
        let configuration = try await options.load()
        try await BridgeDatabase.with(configuration) { try await print(configuration, $0) }
    }

    private func print(_ configuration: BridgeConfiguration, _ database: BridgeDatabase) async throws {
        let logger = Logger(label: "helpbridge")
        let callCenter = try await SQLCallCenterStore(database: database.shared, logger: logger).current
        let pbxs = try choice.chosen(in: configuration)
        for pbx in pbxs {
            var dialplan = RequestCodeDialplan(callCenter, pbx)
            if fallback {
                let parts = try await BridgeParts(configuration)
                let routes = dialplan.routes
                let sentences = try await configuration.asOwner {
                    let sentences = FallbackSentences(
                        studio: try BridgePrompts.studio(
                            configuration, voices: VoiceLibrary(parts.voices),
                            sounds: SQLSoundStore(database: database.shared), logger: logger),
                        directory: pbx.promptDirectory)
                    // Rendered into the bridge's cache first; the PBX's folder may be writable only by root.
                    _ = try await sentences.paths(routes)
                    return sentences
                }
                dialplan.fallback = RequestCodeDialplan.Fallback(
                    callCenter: callCenter, policy: parts.policy, pbx: pbx,
                    sentences: try await sentences.write(dialplan.routes, to: prompts ?? pbx.promptDirectory))
            }
            if pbxs.count > 1 { Console.print("; PBX \(pbx.id)") }
            Console.print(dialplan.text)
        }
    }
}
