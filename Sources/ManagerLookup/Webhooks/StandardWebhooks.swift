import Crypto
import Foundation

/// The keys and the signed content of Standard Webhooks, for signing and verification.
///
/// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
enum StandardWebhooks {
    /// The prefixes of secrets as shown to people: `whsec_…`, or `v1,whsec_…` with the version.
    private static let secretPrefixes = ["v1,whsec_", "whsec_"]

    /// Returns the pieces of the signed content: `id.timestamp.body`.
    static func signed(id: String, timestamp: String, body: [UInt8]) -> [[UInt8]] {
        [Array("\(id).\(timestamp).".utf8), body]
    }

    /// Returns the value of `webhook-signature`: a version 1 signature for each secret, separated by spaces.
    ///
    /// - Returns: `nil` if one of the secrets is not a key.
    static func signature(id: String, timestamp: String, body: [UInt8], secrets: [String]) -> String? {
        var signatures: [String] = []
        for secret in secrets {
            // Receivers' libraries decode a secret as Base64 whenever that is possible.
            guard let key = keys(of: secret).first else { return nil }
            var code = HMAC<SHA256>(key: key)
            for piece in signed(id: id, timestamp: timestamp, body: body) { code.update(data: piece) }
            signatures.append("v1," + Data(code.finalize()).base64EncodedString())
        }
        return signatures.isEmpty ? nil : signatures.joined(separator: " ")
    }

    /// Returns the possible keys of a secret: the bytes that its Base64 encodes, with or without padding and in either
    /// alphabet, and its text, which some senders use.
    ///
    /// Returns no keys for invalid Base64 after a prefix.
    static func keys(of secret: String) -> [SymmetricKey] {
        let secret = secret.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !secret.isEmpty else { return [] }
        let prefix = secretPrefixes.first(where: secret.hasPrefix)
        let decoded = base64(secret.dropFirst(prefix?.count ?? 0))
        guard prefix == nil || decoded != nil else { return [] }
        return [decoded, Data(secret.utf8)].compactMap(\.self).map { SymmetricKey(data: $0) }
    }

    /// Returns the reason why a secret can never sign anything; `nil` if it can.
    static func problem(with secret: String) -> String? {
        guard keys(of: secret).isEmpty else { return nil }
        return secret.allSatisfy(\.isWhitespace)
            ? "its secret is blank"
            : "its secret begins with whsec_, and what follows is no Base64: copy it once more"
    }

    /// - Returns: `nil` if the text is not Base64 (RFC 4648, sections 4 and 5), or is empty when decoded.
    static func base64(_ text: Substring) -> Data? {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        let padding = plain.hasSuffix("=") ? 0 : (4 - plain.utf8.count % 4) % 4
        return Data(base64Encoded: plain + String(repeating: "=", count: padding)).flatMap { $0.isEmpty ? nil : $0 }
    }
}
