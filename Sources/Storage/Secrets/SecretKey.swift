import Crypto
import Foundation
import WebEncoding

/// A key that seals secrets at rest: 256 bits for AES-GCM.
public struct SecretKey: Sendable, Equatable {
    /// The ID that distinguishes keys without disclosing anything about them: 16 hexadecimal digits.
    public let id: String
    let symmetricKey: SymmetricKey

    private init(_ bytes: Data) {
        symmetricKey = SymmetricKey(data: bytes)
        let digest = SHA256.hash(data: Data("HelpBridge secret key id".utf8) + bytes)
        id = digest.prefix(8).hexadecimal
    }

    /// - Parameter text: 32 bytes in hexadecimal or Base64.
    public init?(_ text: some StringProtocol) {
        guard let bytes = [UInt8](hexadecimal: text).map(Data.init(_:)) ?? Self.base64(text), bytes.count == 32 else {
            return nil
        }
        self.init(bytes)
    }

    /// Returns a new key.
    public static func random() -> SecretKey {
        SymmetricKey(size: .bits256).withUnsafeBytes { SecretKey(Data($0)) }
    }

    /// Parses the keys in a text such as a key file: one, or several that are separated by whitespace or commas.
    ///
    /// - Returns: `nil` if there are none, or if the text contains anything else.
    public static func list(in text: String) -> [SecretKey]? {
        let words = text.split { $0.isWhitespace || $0 == "," }
        let keys = words.compactMap { SecretKey($0) }
        return keys.isEmpty || keys.count != words.count ? nil : keys
    }

    /// Derives another key, which discloses nothing about this one (HKDF, RFC 5869).
    ///
    /// - Parameter use: the purpose of the key.
    func derived(for use: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: symmetricKey, info: Data("HelpBridge \(use)".utf8), outputByteCount: 32)
    }

    /// The key in Base64, which ``init(_:)`` reads.
    var text: String { symmetricKey.withUnsafeBytes { Data($0).base64EncodedString() } }

    /// Decodes Base64 with or without the padding, which is easily lost when the text is copied.
    private static func base64(_ text: some StringProtocol) -> Data? {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: String(text) + padding)
    }
}
