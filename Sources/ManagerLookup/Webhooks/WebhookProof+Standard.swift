import Crypto
import Foundation

/// Standard Webhooks, as specified and as senders implement it.
///
/// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
extension WebhookProof {
    /// The prefixes of the fields' names.
    ///
    /// Svix, the origin of the specification, uses its own names
    /// (https://docs.svix.com/receiving/verifying-payloads/how-manual).
    private static let namePrefixes = ["webhook-", "svix-"]

    func standard(_ delivery: PostedWebhook, at now: Date) throws(WebhookRefusal) -> String {
        let prefix = Self.namePrefixes.first { delivery.headers[$0 + "signature"] != nil } ?? Self.namePrefixes[0]
        let signatures = delivery.lines(of: prefix + "signature")
        guard let id = delivery.headers[prefix + "id"], !id.isEmpty,
            let timestamp = delivery.headers[prefix + "timestamp"], !signatures.isEmpty
        else { throw .unproven("send webhook-id, webhook-timestamp and webhook-signature") }
        // Checked first, since it is cheap and reveals nothing about the secret.
        guard let seconds = Int64(timestamp) else {
            throw .unproven("\(prefix)timestamp is not a number of seconds")
        }
        try Self.checkTime(
            Date(timeIntervalSince1970: TimeInterval(seconds)), "\(prefix)timestamp", tolerance: Self.tolerance, at: now
        )
        let given = try Self.signatures(signatures, in: "\(prefix)signature")
        let isProven = Self.proves(
            SHA256.self, keys: secrets.flatMap(StandardWebhooks.keys),
            contents: delivery.signedBodies.map { StandardWebhooks.signed(id: id, timestamp: timestamp, body: $0) },
            given)
        guard isProven else {
            throw .unproven(
                "\(prefix)signature fits no secret of this endpoint: compared was the HMAC-SHA256 of id.timestamp.body "
                    + "with each secret, as the key that it encodes and as its text")
        }
        return id
    }

    /// Returns the version 1 signatures of a list, which may span several lines of the field.
    private static func signatures(_ lines: [String], in name: String) throws(WebhookRefusal) -> [Data] {
        // A proxy that joins lines separates them with a comma.
        let entries = lines.joined(separator: " ").replacing(", ", with: " ")
            .split(separator: " ", maxSplits: maximumSignatures)
        guard entries.count <= maximumSignatures else {
            throw .unproven("\(name) lists more than \(maximumSignatures) signatures")
        }
        return entries.compactMap { entry in
            let parts = entry.split(separator: ",", maxSplits: 1)
            return parts.count == 2 && parts[0] == "v1" ? Data(base64Encoded: String(parts[1])) : nil
        }
    }
}
