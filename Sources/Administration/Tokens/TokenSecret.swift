import Crypto
import WebEncoding

/// A new secret for a token or a session: shown once, stored as a digest.
public struct TokenSecret: Sendable {
    /// The text that the client sends.
    public let text: String

    /// Creates a secret of 256 random bits, too many to be guessed: a plain digest of them is safe to keep.
    public init() {
        self.init(prefix: "hb_")
    }

    /// - Parameter prefix: identifies the kind of secret.
    public init(prefix: String) {
        text = prefix + RandomSecret.bytes().hexadecimal
    }

    /// SHA-256 in hex.
    public var digest: String { Self.digest(of: text) }

    /// Returns the digest that is stored of a token, which has so many random bits that no salt is needed.
    public static func digest(of token: String) -> String {
        SHA256.hash(data: Array(token.utf8)).hexadecimal
    }
}
