public import Administration
import Crypto
import WebEncoding

/// The tokens of the configuration file, stored only as digests.
public struct StaticTokens: TokenVerifier {
    private let entries: [(digest: SHA256.Digest, credential: Credential)]

    /// - Parameter tokens: the tokens in plain text, each at least one visible ASCII character.
    /// - Throws: `WebServerError.unusableToken` for a token that no client could send.
    public init(_ tokens: [String]) throws(WebServerError) {
        var entries: [(digest: SHA256.Digest, credential: Credential)] = []
        for (offset, token) in tokens.enumerated() {
            guard !token.isEmpty, token.utf8.allSatisfy(\.isVisibleASCII) else {
                throw .unusableToken(number: offset + 1)
            }
            let digest = SHA256.hash(data: Array(token.utf8))
            // The id is taken from the digest, so that it does not depend on the token's position in the list.
            entries.append((digest, Credential(id: "config:\(digest.hexadecimal.prefix(16))")))
        }
        self.entries = entries
    }

    /// Compares the token with every known one in constant time.
    public func verify(_ token: String) -> Credential? {
        let presented = SHA256.hash(data: Array(token.utf8))
        var found: Credential?
        // Digests are compared in constant time, and a match does not end the loop.
        for entry in entries where entry.digest == presented { found = entry.credential }
        return found
    }
}
