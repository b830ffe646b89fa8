import Crypto
import WebEncoding

/// The settings for embedding the operator's panel in a CRM's pages.
public struct EmbedConfiguration: Sendable, Equatable {
    /// The keys for the CRM's tokens; they determine the algorithm, whatever a token claims.
    public enum Keys: Sendable, Equatable {
        /// HS256, with a secret of at least 32 bytes.
        case secret(String)
        /// RS256 or ES256, with a key of a JSON Web Key Set (RFC 7517), given as text.
        case keySet(String)
    }

    public var keys: Keys
    /// The `iss` that a token must have; `nil` accepts any.
    public var issuer: String?
    /// The `aud` that a token must have; `nil` accepts any.
    public var audience: String?
    /// The origins whose pages may show the panel in a frame, such as `https://crm.example.com`.
    public var frameAncestors: [String]

    public init(keys: Keys, issuer: String? = nil, audience: String? = nil, frameAncestors: [String] = []) {
        self.keys = keys
        self.issuer = issuer
        self.audience = audience
        self.frameAncestors = frameAncestors
    }

    /// Returns a fingerprint of the key, the issuer and the audience, which does not reveal the key.
    func fingerprint(of key: String) -> String {
        let parties = [issuer, audience].map { party in party.map { "\($0.utf8.count):\($0)" } ?? "-" }.joined()
        let code = HMAC<SHA256>.authenticationCode(
            for: Array(parties.utf8), using: SymmetricKey(data: Array(key.utf8)))
        return code.hexadecimal
    }
}
