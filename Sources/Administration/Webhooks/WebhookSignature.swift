import Foundation
import WebEncoding

/// How a delivery proves that it is genuine.
public enum WebhookSignature: Sendable, Equatable {
    /// The place where a CRM repeats the secret in each delivery.
    public enum TokenPlace: Sendable, Equatable {
        /// After a prefix, such as `Bearer `.
        case header(name: String, prefix: String)
        /// A parameter of the query.
        case query(name: String)
        /// Somewhere in the body; a program in the mapping finds it.
        case body
    }

    /// Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`.
    case standard
    case hmac(WebhookHMAC)
    case token(TokenPlace)
    /// The secret as user and password.
    case basic

    /// Returns a new secret in the form that a signature needs: as Standard Webhooks writes secrets, as user and
    /// password, or in hex.
    ///
    /// - Parameter signature: `nil` if it is not known.
    public static func newSecret(for signature: WebhookSignature?) -> String {
        let bytes = RandomSecret.bytes()
        return switch signature {
        case .standard?: "whsec_" + Data(bytes).base64EncodedString()
        case .basic?: "helpbridge:" + bytes.hexadecimal
        case .hmac?, .token?, nil: bytes.hexadecimal
        }
    }
}
