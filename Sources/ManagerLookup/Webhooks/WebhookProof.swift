import Crypto
import Foundation
import WebEncoding

/// Looks whether a delivery comes from the CRM that its endpoint is for.
///
/// Secrets and signatures are compared in a time that tells nothing about them, and against every secret that is valid.
struct WebhookProof {
    let signature: WebhookSignature
    let secrets: [String]

    /// How old, or how far in the future, a delivery may be: the Standard Webhooks libraries' own five minutes.
    static let tolerance: TimeInterval = 300
    /// A sender lists one signature for each secret that is valid at the time.
    private static let mostSignatures = 16

    /// - Parameters:
    ///   - delivery: as it came.
    ///   - bodyToken: what ``WebhookSignature/bodyToken(in:)`` has found.
    ///   - now: the time by which old deliveries are refused.
    /// - Returns: an id of the delivery that the proof covers, where it has one.
    /// - Throws: ``WebhookRefusal/unproven(_:)``.
    func check(
        _ delivery: WebhookDelivery, bodyToken: String?, at now: Date
    ) throws(WebhookRefusal) -> String? {
        switch signature.scheme {
        case .standard:
            return try standard(delivery, at: now)
        case .hmacSHA256:
            try hexadecimal(delivery)
        case .token:
            let token = try token(delivery, bodyToken)
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
        // First, since it costs nothing. It says nothing about the secret, whoever sent it.
        guard let seconds = Int64(timestamp) else { throw .unproven("webhook-timestamp is not a number of seconds") }
        guard abs(now.timeIntervalSince1970 - TimeInterval(seconds)) <= Self.tolerance else {
            throw .unproven("webhook-timestamp is more than \(Int(Self.tolerance)) s away from now; check the clocks")
        }
        let given = try Self.signatures(signatures)
        let head = Data("\(id).\(timestamp).".utf8)
        let isProven = proves(keys: secrets.flatMap(Self.keys), head: head, delivery.body, given)
        guard isProven else { throw .unproven("webhook-signature fits no secret of this endpoint") }
        return id
    }

    /// The version 1 signatures of a list.
    private static func signatures(_ text: String) throws(WebhookRefusal) -> [Data] {
        let entries = text.split(separator: " ", maxSplits: mostSignatures)
        guard entries.count <= mostSignatures else {
            throw .unproven("webhook-signature lists more than \(mostSignatures) signatures")
        }
        return entries.compactMap { entry in
            let parts = entry.split(separator: ",", maxSplits: 1)
            return parts.count == 2 && parts[0] == "v1" ? Data(base64Encoded: String(parts[1])) : nil
        }
    }

    /// Makes one code for each key, however many were given; all are compared, in constant time.
    private func proves(keys: [SymmetricKey], head: Data = Data(), _ body: [UInt8], _ given: [Data]) -> Bool {
        guard !given.isEmpty else { return false }
        var isProven = false
        for key in keys {
            var code = HMAC<SHA256>(key: key)
            code.update(data: head)
            code.update(data: body)
            let expected = code.finalize()
            for code in given where expected == code { isProven = true }
        }
        return isProven
    }

    private func hexadecimal(_ delivery: WebhookDelivery) throws(WebhookRefusal) {
        let name = signature.name ?? ""
        let prefix = signature.prefix ?? ""
        guard let field = delivery.headers[name.lowercased()], field.hasPrefix(prefix),
            let code = [UInt8](hexadecimal: field.dropFirst(prefix.count)), code.count == SHA256.byteCount
        else { throw .unproven("send the signature in \(name) as \(prefix)<hexadecimal HMAC-SHA256 of the body>") }
        let isProven = proves(keys: secrets.map { SymmetricKey(data: Data($0.utf8)) }, delivery.body, [Data(code)])
        guard isProven else { throw .unproven("the signature in \(name) fits no secret of this endpoint") }
    }

    private func token(_ delivery: WebhookDelivery, _ bodyToken: String?) throws(WebhookRefusal) -> String {
        let name = signature.name ?? ""
        let found: String?
        switch signature.place {
        case .query?:
            found = delivery.query[name]
        case .body?:
            found = bodyToken
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

    /// `whsec_` and Base64 as the specification has it, padded or not; a secret without the prefix may be Base64, as the
    /// libraries take it, or mean its own characters. None when it can be neither.
    static func keys(of secret: String) -> [SymmetricKey] {
        let prefix = "whsec_"
        if secret.hasPrefix(prefix) {
            return base64(secret.dropFirst(prefix.count)).map { [SymmetricKey(data: $0)] } ?? []
        }
        let decoded = base64(secret[...]).map { [SymmetricKey(data: $0)] } ?? []
        return decoded + [SymmetricKey(data: Data(secret.utf8))]
    }

    private static func base64(_ text: Substring) -> Data? {
        let padding = text.hasSuffix("=") ? 0 : (4 - text.utf8.count % 4) % 4
        return Data(base64Encoded: text + String(repeating: "=", count: padding)).flatMap { $0.isEmpty ? nil : $0 }
    }
}
