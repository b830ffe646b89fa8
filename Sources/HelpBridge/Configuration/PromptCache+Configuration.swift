import Foundation
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

    /// Looks whether the prompts' files can be given to their owner.
    ///
    /// - Throws: `HelpBridgeError` with what to name instead.
    func checkPromptOwner() throws {
        guard let reason = prompts.access.refusal else { return }
        throw HelpBridgeError.configuration(
            "prompts.directoryOwner: user \(geteuid()) may not give files to it (\(reason)); name a group alone, such "
                + "as \":asterisk\", that this user belongs to")
    }
}
