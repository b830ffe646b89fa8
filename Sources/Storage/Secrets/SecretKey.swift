import Crypto
import Foundation
import WebEncoding

/// A key under which secrets are sealed at rest: 256 bits for AES-GCM.
public struct SecretKey: Sendable, Equatable {
    /// Tells one key from another without saying anything about it: 16 hexadecimal digits.
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

    /// A new one.
    public static func random() -> SecretKey {
        SymmetricKey(size: .bits256).withUnsafeBytes { SecretKey(Data($0)) }
    }

    /// The keys of a text, such as that of a key file: one, or several with blanks, commas or line breaks between them.
    ///
    /// - Returns: `nil` when there is none, or something else among them.
    public static func list(in text: String) -> [SecretKey]? {
        let words = text.split { $0.isWhitespace || $0 == "," }
        let keys = words.compactMap { SecretKey($0) }
        return keys.isEmpty || keys.count != words.count ? nil : keys
    }

    /// Another key, which says nothing about this one (HKDF, RFC 5869).
    ///
    /// - Parameter use: what it is for.
    func derived(for use: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: symmetricKey, info: Data("HelpBridge \(use)".utf8), outputByteCount: 32)
    }

    /// In Base64, as ``init(_:)`` reads it.
    var text: String { symmetricKey.withUnsafeBytes { Data($0).base64EncodedString() } }

    /// With or without the padding, which is lost easily when it is copied.
    private static func base64(_ text: some StringProtocol) -> Data? {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: String(text) + padding)
    }
}
