import ArgumentParser
import Foundation
import HelpDesk
import Logging
import Speech
import Storage

/// `helpbridge tts preview`.
struct SpeechPreviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview", abstract: "Speaks a text, or what callers of a route hear, into a WAV file.",
        discussion: """
            With --prompt, --route and --operator it is exactly what a caller would hear; the manager is the first helper \
            of the operator's department unless --manager names another, since no CRM is asked.
            """)

    @Option(help: "The voice, such as fa or en.")
    var voice: String?

    @Option(help: "What to say; a {placeholder} is said by its name.")
    var text: String?

    @Option(help: "The prompt of a route: \(PromptKind.ofRoutes.map(\.rawValue).joined(separator: ", ")).")
    var prompt: String?

    @Option(help: "The route's request code, such as '*5003'.")
    var route: String?

    @Option(help: "The operator's extension.")
    var `operator`: String?

    @Option(help: "The manager's extension.")
    var manager: String?

    @Option(help: "The file to write; - is standard output.")
    var output = "preview.wav"

    @Option(help: "Samples a second: 8000 or 16000.")
    var rate = 8000

    @Flag(help: "Play it on the sound card; where that fails it is written, and the exit code is 1.")
    var play = false

    @Option(help: "The ALSA device to play on, as aplay -L names it (default: that of the first sound card).")
    var device: String?

    @Flag(help: "Print how the text is pronounced, in espeak-ng's letters, and make no sound.")
    var phonemes = false

    @Flag(help: "Print as JSON.")
    var json = false

    @OptionGroup var voices: SpeechCommand.VoiceOptions

    func validate() throws {
        guard PromptRenderer.sampleRates.contains(rate) else {
            throw ValidationError("--rate is \(rate); expected 8000 or 16000")
        }
        guard device == nil || play else { throw ValidationError("--device goes with --play") }
        if let prompt {
            guard PromptKind.ofRoutes.map(\.rawValue).contains(prompt) else {
                let known = PromptKind.ofRoutes.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--prompt is \(prompt); expected one of \(known)")
            }
            guard route != nil, `operator` != nil, text == nil, voice == nil, !phonemes else {
                throw ValidationError(
                    "--prompt goes with --route and --operator, and without --text, --voice and --phonemes")
            }
        } else {
            guard text != nil, voice != nil else { throw ValidationError("give --voice and --text, or --prompt") }
            guard route == nil, `operator` == nil, manager == nil else {
                throw ValidationError("--route, --operator and --manager go with --prompt")
            }
        }
    }

    func run() async throws {
        if phonemes, let text, let voice {
            let voice = try await voices.catalogue().voice(named: voice)
            let said = try PromptText(text).filled(withNamesOf: voice)
            let clauses = try await SpeechSynthesizer.shared.phonemes(of: said, voice: voice)
            if json { return try Console.print(json: clauses) }
            clauses.forEach(Console.print)
            return
        }
        let preview = try await prompt.flatMap(PromptKind.init) == nil ? spokenText() : routePrompt()
        let summary = SpeechPreviewSummary(json: json)
        let file = OutputFile(path: output)
        guard play else {
            try file.write(preview.bytes)
            let line = try summary.line(on: preview, place: file.name)
            return file.isStandardOutput ? Console.note(line) : Console.print(line)
        }
        do {
            try await SoundCard(device: device).play(preview.bytes)
        } catch {
            try file.write(preview.bytes)
            throw HelpBridgeError.failed("\(error); the sound is written to \(file.name) instead, play it elsewhere")
        }
        Console.print(try summary.line(on: preview, place: "the sound card"))
    }

    private func spokenText() async throws -> SpeechPreview {
        let text = text ?? ""
        let voice = try await voices.catalogue().voice(named: voice ?? "")
        guard voices.isConfigured else {
            let wav = try await PromptRenderer.preview(text: text, voice: voice, sampleRate: rate)
            return try SpeechPreview(bytes: wav.bytes, cache: "none")
        }
        let configuration = try await voices.options.load()
        return try await withCache(configuration, logger: Logger(label: "helpbridge")) { cache in
            try await PromptRenderer(cache: cache).render(
                text: PromptText(text).filled(withNamesOf: voice), voice: voice, sampleRate: rate, priority: .preview)
        }
    }

    /// Renders what a caller of the route would hear, in the cache that the bridge uses.
    private func routePrompt() async throws -> SpeechPreview {
        let configuration = try await voices.options.load()
        let catalogue = try await BridgeParts(configuration).voices
        return try await BridgeDatabase.with(configuration) { try await routePrompt(configuration, catalogue, $0) }
    }

    private func routePrompt(
        _ configuration: BridgeConfiguration, _ catalogue: VoiceCatalogue, _ database: BridgeDatabase
    ) async throws -> SpeechPreview {
        let logger = Logger(label: "helpbridge")
        let callCenter = try await SQLCallCenterStore(database: database.shared, logger: logger).current
        guard let route = callCenter.routes[route ?? ""], let kind = prompt.flatMap(PromptKind.init) else {
            let known = callCenter.routes.keys.sorted().joined(separator: ", ")
            throw HelpBridgeError.failed("no route \(route ?? ""); there is \(known.isEmpty ? "none" : known)")
        }
        return try await withCache(configuration, logger: logger) { cache in
            let studio = VoiceStudio(
                voices: VoiceLibrary(catalogue), cache: cache, renderer: PromptRenderer(cache: cache, logger: logger),
                sampleRate: rate, sounds: SQLSoundStore(database: database.shared), logger: logger)
            return try await studio.prompt(
                kind, source: route.prompts[kind], voice: route.voice, values: values(callCenter, route, for: kind))
        }
    }

    /// Renders a prompt in the bridge's cache, or in a temporary one if that cannot be used: the command's user may not
    /// be the owner of the cache.
    private func withCache(
        _ configuration: BridgeConfiguration, logger: Logger, _ make: (PromptCache) async throws -> RenderedPrompt
    ) async throws -> SpeechPreview {
        do {
            return try await configuration.asOwner {
                let cache = try PromptCache(configuration, logger: logger)
                return try await SpeechPreview(make(cache), in: cache)
            }
        } catch SpeechError.cacheFailed(let path, let problem) {
            logger.notice("No cache is used", metadata: ["path": "\(path)", "problem": "\(problem)"])
        }
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("helpbridge-preview-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let cache = try PromptCache(directory: directory, logger: logger)
        return try SpeechPreview(bytes: await SpeechPreview(make(cache), in: cache).bytes, cache: "none")
    }

    private func values(_ callCenter: CallCenter, _ route: Route, for kind: PromptKind) throws -> PromptValues {
        guard let number = `operator`, let caller = callCenter.operators[number] else {
            throw HelpBridgeError.failed("no operator has the extension \(`operator` ?? "")")
        }
        guard !kind.placeholders.isEmpty else { return PromptValues() }
        let department = callCenter.departments[caller.department]
        let everybody = callCenter.departments.values.sorted { $0.id < $1.id }.flatMap(\.helpers)
        let named =
            manager.map { number in
                everybody.first { $0.extension == number } ?? Department.Helper(extension: number)
            } ?? department?.helpers.first
        let helper = kind.placeholders.contains(.manager) ? named : nil
        return PromptValues(
            operator: caller.address.number, operatorName: caller.givenName,
            manager: helper.map { $0.name ?? ExtensionAddress($0.extension).number }, department: department?.name,
            extension: helper.map { ExtensionAddress($0.extension).number }, key: route.options.acceptKey)
    }
}
