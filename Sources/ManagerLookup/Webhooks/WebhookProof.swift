import Administration
import Crypto
import Foundation

/// Verifies that a delivery comes from its endpoint's CRM.
///
/// Secrets and signatures are compared in constant time, and with every valid secret.
struct WebhookProof {
    let signature: WebhookSignature
    let secrets: [String]

    /// The maximum age of a delivery, past or future, in seconds: the same five minutes as in the Standard Webhooks
    /// libraries.
    static let tolerance = 300
    /// A sender lists one signature for each currently valid secret.
    static let maximumSignatures = 16

    /// - Parameters:
    ///   - delivery: the delivery as received.
    ///   - bodyToken: the result of ``WebhookMapping/bodyToken(in:)``.
    ///   - now: the time for the check of a delivery's age.
    /// - Returns: the delivery's id, if the proof covers one.
    /// - Throws: ``WebhookRefusal/unproven(_:)``.
    func check(
        _ delivery: PostedWebhook, bodyToken: String?, at now: Date
    ) throws(WebhookRefusal) -> String? {
        switch signature {
        case .standard:
            return try standard(delivery, at: now)
        case .hmac(let scheme):
            return try hmac(scheme, delivery, at: now)
        case .token(let place):
            let token = try token(place, delivery, bodyToken)
            guard matches(token) || place.isQuery && matches(token.replacing(" ", with: "+")) else {
                throw .unproven("the token is wrong")
            }
        case .basic:
            guard let field = delivery.headers["authorization"], field.lowercased().hasPrefix("basic ") else {
                throw .unproven("send Authorization: Basic …")
            }
            let pair = Data(base64Encoded: String(field.dropFirst(6))).map { String(decoding: $0, as: UTF8.self) }
            guard let pair, matches(pair) else { throw .unproven("user or password is wrong") }
        }
        return nil
    }

    /// Rejects deliveries that were signed too long ago or in the future.
    ///
    /// - Parameter name: the description of the time's place, for the message.
    static func checkTime(
        _ time: Date, _ name: String, tolerance: Int, at now: Date
    ) throws(WebhookRefusal) {
        let age = now.timeIntervalSince(time)
        guard age.magnitude > TimeInterval(tolerance) else { return }
        throw .unproven(
            "\(name) is \(Int(min(age.magnitude, 1e12))) s \(age > 0 ? "in the past" : "in the future"), "
                + "more than \(tolerance) s away from now; check the clocks of both sides")
    }

    /// Computes one code for each key and content, however many signatures were given; all are compared, in constant
    /// time.
    static func proves<Hash: HashFunction>(
        _: Hash.Type, keys: [SymmetricKey], contents: [[[UInt8]]], _ given: [Data]
    ) -> Bool {
        guard !given.isEmpty else { return false }
        var isProven = false
        for key in keys {
            for pieces in contents {
                var code = HMAC<Hash>(key: key)
                for piece in pieces { code.update(data: piece) }
                let expected = code.finalize()
                for code in given where expected == code { isProven = true }
            }
        }
        return isProven
    }

    private func token(
        _ place: WebhookSignature.TokenPlace, _ delivery: PostedWebhook, _ bodyToken: String?
    ) throws(WebhookRefusal) -> String {
        let found: String? =
            switch place {
            case .query(let name): delivery.query[name]
            case .body: bodyToken
            case .header(let name, let prefix):
                delivery.headers[name.lowercased()].flatMap {
                    $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : nil
                }
            }
        guard let found, !found.isEmpty else { throw .unproven("there is no token where the mapping looks for it") }
        return found
    }

    private func matches(_ presented: String) -> Bool {
        let digest = SHA256.hash(data: Data(presented.utf8))
        var isProven = false
        // Digests are compared in constant time, and a match does not end the loop early.
        for secret in secrets where SHA256.hash(data: Data(secret.utf8)) == digest { isProven = true }
        return isProven
    }
}

extension WebhookSignature.TokenPlace {
    /// A plus sign in a query may be literal, as in Base64.
    fileprivate var isQuery: Bool { if case .query = self { true } else { false } }
}
