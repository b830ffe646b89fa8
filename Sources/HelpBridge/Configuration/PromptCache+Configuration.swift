import Logging
import Speech

extension PromptCache {
    /// The cache that is configured. A PBX that shares the disk plays straight from it.
    ///
    /// - Throws: `SpeechError.cacheFailed`.
    convenience init(_ configuration: BridgeConfiguration, logger: Logger) throws {
        let sharing = configuration.pbxs.first { $0.prompts == .directory }
        let directory = sharing?.promptDirectory ?? configuration.prompts.cache
        try self.init(directory: directory, access: configuration.prompts.access, logger: logger)
    }
}
