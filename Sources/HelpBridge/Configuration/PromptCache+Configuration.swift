import Foundation
import Logging
import Speech

extension PromptCache {
    /// Opens the configured cache.
    ///
    /// A PBX that shares the disk plays directly from it.
    ///
    /// - Throws: `SpeechError.cacheFailed`.
    convenience init(_ configuration: BridgeConfiguration, logger: Logger) throws {
        try self.init(directory: configuration.promptDirectory, access: configuration.prompts.access, logger: logger)
    }
}

extension BridgeConfiguration {
    /// The directory of the prompts.
    var promptDirectory: String {
        pbxs.first { $0.prompts == .directory }?.promptDirectory ?? prompts.cache
    }

    /// Checks that the prompts' files can be given to their configured owner.
    ///
    /// - Throws: `HelpBridgeError` with a suggestion.
    func checkPromptOwner() throws {
        guard let reason = prompts.access.refusal else { return }
        throw HelpBridgeError.configuration(
            "prompts.directoryOwner: user \(geteuid()) may not give files to it (\(reason)); name a group alone, such "
                + "as \":asterisk\", that this user belongs to")
    }
}
