import Crypto
import WebEncoding

/// A new secret for a token or a session: shown once, stored as a digest.
public struct TokenSecret: Sendable {
    /// What the client sends.
    public let text: String

    /// 256 random bits, too many to be guessed: a plain digest of them is safe to keep.
    public init() {
        self.init(prefix: "hb_")
    }

    /// - Parameter prefix: tells what kind of secret it is.
    public init(prefix: String) {
        text = prefix + RandomSecret.bytes().hexadecimal
    }

    /// SHA-256 in hex.
    public var digest: String { Self.digest(of: text) }

    /// What is stored of a token; it has so many random bits that no salt is needed.
    public static func digest(of token: String) -> String {
        SHA256.hash(data: Array(token.utf8)).hexadecimal
    }
}
