import Crypto
import Foundation

/// What signing and checking a Standard Webhook have in common: keys, and what is signed.
///
/// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
enum StandardWebhooks {
    /// As secrets are shown to people: `whsec_…`, and `v1,whsec_…` by those that name the version.
    private static let secretPrefixes = ["v1,whsec_", "whsec_"]

    /// The pieces of what is signed: `id.timestamp.body`.
    static func signed(id: String, timestamp: String, body: [UInt8]) -> [[UInt8]] {
        [Array("\(id).\(timestamp).".utf8), body]
    }

    /// The value of `webhook-signature`: one signature of version 1 for each secret, with a blank between them.
    ///
    /// - Returns: `nil` when one of the secrets stands for no key.
    static func signature(id: String, timestamp: String, body: [UInt8], secrets: [String]) -> String? {
        var signatures: [String] = []
        for secret in secrets {
            // The libraries of receivers take a secret for the Base64 of its key wherever it can be that.
            guard let key = keys(of: secret).first else { return nil }
            var code = HMAC<SHA256>(key: key)
            for piece in signed(id: id, timestamp: timestamp, body: body) { code.update(data: piece) }
            signatures.append("v1," + Data(code.finalize()).base64EncodedString())
        }
        return signatures.isEmpty ? nil : signatures.joined(separator: " ")
    }

    /// The keys that a secret may stand for: what its Base64 encodes, padded or not and in either alphabet, and the text
    /// itself, with which some senders sign. None where it is said to be Base64 and is none.
    static func keys(of secret: String) -> [SymmetricKey] {
        let secret = secret.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !secret.isEmpty else { return [] }
        let prefix = secretPrefixes.first(where: secret.hasPrefix)
        let decoded = base64(secret.dropFirst(prefix?.count ?? 0))
        guard prefix == nil || decoded != nil else { return [] }
        return [decoded, Data(secret.utf8)].compactMap(\.self).map { SymmetricKey(data: $0) }
    }

    /// Why nothing could ever be signed with a secret; `nil` when it can be.
    static func problem(with secret: String) -> String? {
        guard keys(of: secret).isEmpty else { return nil }
        return secret.allSatisfy(\.isWhitespace)
            ? "its secret is blank"
            : "its secret begins with whsec_, and what follows is no Base64: copy it once more"
    }

    /// - Returns: `nil` for what is no Base64 (RFC 4648, sections 4 and 5), or encodes nothing.
    static func base64(_ text: Substring) -> Data? {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        let padding = plain.hasSuffix("=") ? 0 : (4 - plain.utf8.count % 4) % 4
        return Data(base64Encoded: plain + String(repeating: "=", count: padding)).flatMap { $0.isEmpty ? nil : $0 }
    }
}
