import Foundation
import HelpDesk

/// Where a secret stands and, for one that goes out, what it was entered for. A sealed text opens in its own place
/// only: copied into another row, or beside another address, it is worth nothing.
struct SecretPlace: Sendable, Hashable {
    /// The description for people.
    let name: String
    /// The data that the seal authenticates.
    let identity: Data

    private init(_ name: String, _ parts: [String]) {
        self.name = name
        // Each with its length, so that different lists are never equal.
        identity = Data(parts.map { "\($0.utf8.count):\($0)" }.joined().utf8)
    }

    /// Returns the place of a source's credential, which is sent only to that source's CRM.
    static func credential(_ name: String, of source: LookupSource) -> SecretPlace {
        SecretPlace(
            "the credential \(name) of the source \(source.id)",
            ["source", source.id, name, source.mapping, source.origin, source.caFile ?? ""])
    }

    /// Returns the place of any of an endpoint's secrets, whose order is irrelevant.
    static func secret(ofWebhook id: String) -> SecretPlace {
        SecretPlace("a secret of the webhook \(id)", ["webhook", id])
    }

    /// Returns the place of any of a subscription's secrets.
    static func secret(ofSubscription id: String) -> SecretPlace {
        SecretPlace("a secret of the subscription \(id)", ["subscription", id])
    }

    static func refreshToken(of source: String, column: String) -> SecretPlace {
        SecretPlace("the refresh token of the source \(source)", ["refresh token", source, column])
    }

    static func accessToken(of source: String) -> SecretPlace {
        SecretPlace("the access token of the source \(source)", ["access token", source])
    }

    static func lookupTrace(_ id: Int64) -> SecretPlace {
        SecretPlace("the trace of a lookup \(id)", ["lookup trace", "\(id)"])
    }

    static func webhookContent(ofDelivery id: Int64, column: String) -> SecretPlace {
        SecretPlace("the webhook delivery \(id)", ["webhook delivery", "\(id)", column])
    }
}
