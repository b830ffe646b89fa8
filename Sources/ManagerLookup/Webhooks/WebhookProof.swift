import Crypto
import Foundation

/// Looks whether a delivery comes from the CRM that its endpoint is for.
///
/// Secrets and signatures are compared in a time that tells nothing about them, and against every secret that is valid.
struct WebhookProof {
    let signature: WebhookSignature
    let secrets: [String]

    /// How old, or how far in the future, a delivery may be: the Standard Webhooks libraries' own five minutes.
    static let tolerance: TimeInterval = 300

    /// - Parameters:
    ///   - delivery: as it came.
    ///   - content: its body, read; only asked for where the proof is in it.
    ///   - now: the time by which old deliveries are refused.
    /// - Returns: an id of the delivery that the proof covers, where it has one.
    /// - Throws: ``WebhookRefusal/unproven(_:)``.
    func check(
        _ delivery: WebhookDelivery, content: () throws(WebhookRefusal) -> JSONValue, at now: Date
    ) throws(WebhookRefusal) -> String? {
        switch signature.scheme {
        case .standard:
            return try standard(delivery, at: now)
        case .hmacSHA256:
            try hexadecimal(delivery)
        case .token:
            let token = try token(delivery, content)
            guard matches(token) else { throw .unproven("the token is wrong") }
        case .basic:
            guard let field = delivery.headers["authorization"], field.lowercased().hasPrefix("basic ") else {
                throw .unproven("send Authorization: Basic …")
            }
            let pair = Data(base64Encoded: String(field.dropFirst(6))).map { String(decoding: $0, as: UTF8.self) }
            guard let pair, matches(pair) else { throw .unproven("user or password is wrong") }
        }
        return nil
    }

    /// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    private func standard(_ delivery: WebhookDelivery, at now: Date) throws(WebhookRefusal) -> String {
        guard let id = delivery.headers["webhook-id"], !id.isEmpty,
            let timestamp = delivery.headers["webhook-timestamp"],
            let signatures = delivery.headers["webhook-signature"]
        else { throw .unproven("send webhook-id, webhook-timestamp and webhook-signature") }
        guard let seconds = Int64(timestamp) else { throw .unproven("webhook-timestamp is not a number of seconds") }
        let signed = Array("\(id).\(timestamp).".utf8) + delivery.body
        let given = signatures.split(separator: " ").compactMap { entry -> Data? in
            let parts = entry.split(separator: ",", maxSplits: 1)
            return parts.count == 2 && parts[0] == "v1" ? Data(base64Encoded: String(parts[1])) : nil
        }
        var isProven = false
        for key in secrets.flatMap(Self.keys) {
            for code in given
            where HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: signed, using: key) { isProven = true }
        }
        guard isProven else { throw .unproven("webhook-signature fits no secret of this endpoint") }
        // Judged only when it is known to be the sender's own.
        guard abs(now.timeIntervalSince1970 - TimeInterval(seconds)) <= Self.tolerance else {
            throw .unproven("webhook-timestamp is more than \(Int(Self.tolerance)) s away from now; check the clocks")
        }
        return id
    }

    private func hexadecimal(_ delivery: WebhookDelivery) throws(WebhookRefusal) {
        let name = signature.name ?? ""
        let prefix = signature.prefix ?? ""
        guard let field = delivery.headers[name.lowercased()], field.hasPrefix(prefix),
            let code = Self.bytes(hexadecimal: field.dropFirst(prefix.count))
        else { throw .unproven("send the signature in \(name) as \(prefix)<hexadecimal HMAC-SHA256 of the body>") }
        var isProven = false
        for secret in secrets {
            let key = SymmetricKey(data: Data(secret.utf8))
            if HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: delivery.body, using: key) {
                isProven = true
            }
        }
        guard isProven else { throw .unproven("the signature in \(name) fits no secret of this endpoint") }
    }

    private func token(
        _ delivery: WebhookDelivery, _ content: () throws(WebhookRefusal) -> JSONValue
    ) throws(WebhookRefusal) -> String {
        let name = signature.name ?? ""
        let found: String?
        switch signature.place {
        case .query?:
            found = delivery.query[name]
        case .body?:
            let content = try content()
            // A program that fails over a body without a token has found none.
            found = (try? signature.at?.first(over: delivery.input(content)))?.scalarText
        case .header?, nil:
            let prefix = signature.prefix ?? ""
            found = delivery.headers[name.lowercased()].flatMap {
                $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : nil
            }
        }
        guard let found, !found.isEmpty else { throw .unproven("there is no token where the mapping looks for it") }
        return found
    }

    private func matches(_ presented: String) -> Bool {
        let digest = SHA256.hash(data: Data(presented.utf8))
        var isProven = false
        // Digests are compared in constant time, and no match ends the loop early.
        for secret in secrets where SHA256.hash(data: Data(secret.utf8)) == digest { isProven = true }
        return isProven
    }

    /// `whsec_` and Base64 as the specification has it; a secret without the prefix may be Base64, as the libraries take
    /// it, or mean its own characters.
    private static func keys(of secret: String) -> [SymmetricKey] {
        let prefix = "whsec_"
        if secret.hasPrefix(prefix) {
            return Data(base64Encoded: String(secret.dropFirst(prefix.count))).map { [SymmetricKey(data: $0)] } ?? []
        }
        let decoded = Data(base64Encoded: secret).map { [SymmetricKey(data: $0)] } ?? []
        return decoded + [SymmetricKey(data: Data(secret.utf8))]
    }

    private static func bytes(hexadecimal text: Substring) -> Data? {
        guard text.utf8.count == SHA256.byteCount * 2 else { return nil }
        var bytes = Data()
        var rest = text[...]
        while !rest.isEmpty {
            guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
