import Administration
import HelpDesk
import Logging
public import Speech
import Storage
import StoragePostgreSQL
public import WebAPI

/// What makes the prompts of a bridge that serves, and what they are made from.
struct BridgePrompts: Sendable {
    let voices: VoiceLibrary
    /// What prompts are made from, for other bridges; `nil` where there can be none.
    let recipes: PostgreSQLPromptRecipes?
    let studio: VoiceStudio
    /// Where the PBX fetches prompts.
    let files: any PromptFiles
    let sounds: SoundService

    /// - Throws: `HelpBridgeError` where the folder of prompts cannot be used.
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

    /// What makes prompts, in a bridge or in a command.
    ///
    /// - Throws: `HelpBridgeError` where the folder of prompts cannot be used.
    static func studio(
        _ configuration: BridgeConfiguration, voices: VoiceLibrary, sounds: (any SoundSource)? = nil,
        synthesizer: SpeechSynthesizer = .shared, recipes: (any PromptRecipes)? = nil, logger: Logger
    ) throws -> VoiceStudio {
        try configuration.checkPromptOwner()
        let cache: PromptCache
        do {
            cache = try PromptCache(configuration, logger: logger)
        } catch {
            // A disk may be full, or not mounted yet: the next start may go well.
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
