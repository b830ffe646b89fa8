import Crypto
public import HTTPTypes
import WebEncoding

/// Tokens against forged requests, bound to a secret that only the user's browser has.
public enum AntiForgery {
    /// The header field in which scripts send the token.
    public static let header = HTTPField.Name("X-CSRF-Token")!

    /// Returns the token of a secret, in hex.
    public static func token(for secret: String) -> String {
        let key = SymmetricKey(data: Array(secret.utf8))
        return HMAC<SHA256>.authenticationCode(for: Array("anti-forgery".utf8), using: key).hexadecimal
    }

    /// Compares in constant time.
    public static func isValid(_ token: String?, for secret: String) -> Bool {
        guard let token else { return false }
        return SHA256.hash(data: Array(token.utf8)) == SHA256.hash(data: Array(Self.token(for: secret).utf8))
    }
}
