import Foundation
import WebServer

extension EmbedConfiguration {
    /// Creates the configuration of `http.embed`, with the key set's current file; `nil` if no keys are set.
    ///
    /// - Throws: an error if the file cannot be read.
    init?(_ embed: BridgeConfiguration.HTTP.Embed) throws {
        let keys: EmbedConfiguration.Keys
        switch embed.keys {
        case nil: return nil
        case .secret(let secret): keys = .secret(secret)
        case .keySet(let path): keys = .keySet(try String(contentsOfFile: path, encoding: .utf8))
        }
        self.init(keys: keys, issuer: embed.issuer, audience: embed.audience, frameAncestors: embed.frameAncestors)
    }
}
