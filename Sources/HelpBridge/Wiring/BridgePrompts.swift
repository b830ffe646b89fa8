import Administration
import HelpDesk
import Logging
public import Speech
import Storage
import StoragePostgreSQL
public import WebAPI

/// The services that render the prompts of a serving bridge, and their sources.
struct BridgePrompts: Sendable {
    let voices: VoiceLibrary
    /// The recipes of prompts, for other bridges; `nil` if there cannot be others.
    let recipes: PostgreSQLPromptRecipes?
    let studio: VoiceStudio
    /// The files that the PBX fetches.
    let files: any PromptFiles
    let sounds: SoundService

    /// - Throws: `HelpBridgeError` if the folder of prompts cannot be used.
    init(
        _ configuration: BridgeConfiguration, _ parts: BridgeParts, _ stores: BridgeStores, _ served: ServedDatabase,
        logger: Logger
    ) throws {
        let voices = VoiceLibrary(
            parts.voices, directory: configuration.voices, synthesizer: parts.synthesizer, logger: logger)
        let recipes = served.promptRecipes(logger: logger)
        let studio = try Self.studio(
            configuration, voices: voices, sounds: stores.sounds, synthesizer: parts.synthesizer, recipes: recipes,
            logger: logger)
        self.voices = voices
        self.recipes = recipes
        self.studio = studio
        files = recipes.map { SharedPrompts(studio: studio, recipes: $0) } ?? studio
        sounds = SoundService(
            store: stores.sounds, processor: SpeechProcessor(voices: voices, synthesizer: parts.synthesizer),
            audit: stores.audit)
    }

    /// Creates the studio that renders prompts, in a bridge or in a command.
    ///
    /// - Throws: `HelpBridgeError` if the folder of prompts cannot be used.
    static func studio(
        _ configuration: BridgeConfiguration, voices: VoiceLibrary, sounds: (any SoundSource)? = nil,
        synthesizer: SpeechSynthesizer = .shared, recipes: (any PromptRecipes)? = nil, logger: Logger
    ) throws -> VoiceStudio {
        try configuration.checkPromptOwner()
        let cache: PromptCache
        do {
            cache = try PromptCache(configuration, logger: logger)
        } catch {
            // A disk may be full, or not mounted yet: the next start may succeed.
            throw HelpBridgeError.failed("\(error)")
        }
        return VoiceStudio(
            voices: voices, cache: cache,
            renderer: PromptRenderer(cache: cache, synthesizer: synthesizer, recipes: recipes, logger: logger),
            sampleRate: configuration.prompts.sampleRate, sounds: sounds, logger: logger)
    }
}

extension VoiceStudio: PromptFiles {}

extension SharedPrompts: PromptFiles {}
