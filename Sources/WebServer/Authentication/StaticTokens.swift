public import Administration
import Crypto
import WebEncoding

/// The tokens of the configuration file, kept as digests only.
public struct StaticTokens: TokenVerifier {
    private let entries: [(digest: SHA256.Digest, credential: Credential)]

    /// - Parameter tokens: in clear; each at least one character, visible ASCII.
    /// - Throws: `WebServerError.unusableToken` for one that no client could ever send.
    public init(_ tokens: [String]) throws(WebServerError) {
        var entries: [(digest: SHA256.Digest, credential: Credential)] = []
        for (offset, token) in tokens.enumerated() {
            guard !token.isEmpty, token.utf8.allSatisfy(\.isVisibleASCII) else {
                throw .unusableToken(position: offset + 1)
            }
            let digest = SHA256.hash(data: Array(token.utf8))
            // Part of the digest names the token the same way whatever its place in the list.
            entries.append((digest, Credential(id: "config:\(digest.hexadecimal.prefix(16))")))
        }
        self.entries = entries
    }

    /// Compares with every token in a time that tells nothing about them.
    public func verify(_ token: String) -> Credential? {
        let presented = SHA256.hash(data: Array(token.utf8))
        var found: Credential?
        // The comparison of digests takes the same time whatever they hold, and no match ends the loop early.
        for entry in entries where entry.digest == presented { found = entry.credential }
        return found
    }
}
