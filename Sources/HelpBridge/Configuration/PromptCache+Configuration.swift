import Logging
import Speech

extension PromptCache {
    /// The cache that is configured. A PBX that shares the disk plays straight from it.
    ///
    /// - Throws: `SpeechError.cacheFailed`.
    convenience init(_ configuration: BridgeConfiguration, logger: Logger) throws {
        try self.init(directory: configuration.promptDirectory, access: configuration.prompts.access, logger: logger)
    }
}

extension BridgeConfiguration {
    /// Where the prompts lie.
    var promptDirectory: String {
        pbxs.first { $0.prompts == .directory }?.promptDirectory ?? prompts.cache
    }
}
