import Crypto
import Foundation
import HelpDesk
import Logging

/// Seals and opens secrets: `sealed:v1:<ID of the key>:<nonce, ciphertext and tag in Base64>`.
package struct SecretSeal: Sendable {
    /// The reason why a secret cannot be opened.
    enum Fault: Error, CustomStringConvertible {
        case notSealed
        case unknownKey
        case damaged

        var description: String {
            switch self {
            case .notSealed: "it is not sealed, and nobody but HelpBridge may write secrets into the database"
            case .unknownKey: "it is sealed under a key that is not there any more"
            case .damaged: "its seal is broken: the database was damaged or changed by something else"
            }
        }
    }

    static let prefix = "sealed:v1:"

    let keyring: SecretKeyring

    init(keyring: SecretKeyring) {
        self.keyring = keyring
    }

    /// - Parameters:
    ///   - source: the source of the keys.
    ///   - path: the path that a key file is next to, for a source that says so.
    ///   - database: the database's name for people.
    package init(_ source: SecretKeySource, beside path: String, of database: String) {
        keyring = SecretKeyring(source, beside: path, database: database)
    }

    /// Seals with the database's key; must be called within a write transaction, until whose end the key is not
    /// changed.
    ///
    /// - Throws: ``StorageError/secretKey(_:)`` if the key is missing.
    func seal(_ content: Data, at place: SecretPlace, _ db: any SQLTransaction) throws -> String {
        guard let id = try SealedKey.id(db, keeping: .shared), let key = try keyring.key(id) else {
            throw keyring.problem
        }
        return try Self.seal(content, at: place, under: key)
    }

    func seal(_ text: String, at place: SecretPlace, _ db: any SQLTransaction) throws -> String {
        try seal(Data(text.utf8), at: place, db)
    }

    static func seal(_ content: Data, at place: SecretPlace, under key: SecretKey) throws -> String {
        let box = try AES.GCM.seal(content, using: key.symmetricKey, authenticating: place.identity)
        // Never `nil` for a nonce of the default size.
        guard let combined = box.combined else { throw Fault.damaged }
        return prefix + key.id + ":" + combined.base64EncodedString()
    }

    /// - Throws: ``Fault``, and ``StorageError/secretKey(_:)`` if the key file is unusable.
    func open(_ sealed: String, at place: SecretPlace) throws -> Data {
        guard sealed.hasPrefix(Self.prefix) else { throw Fault.notSealed }
        let rest = sealed.dropFirst(Self.prefix.count)
        guard let colon = rest.firstIndex(of: ":"),
            let combined = Data(base64Encoded: String(rest[rest.index(after: colon)...])),
            let box = try? AES.GCM.SealedBox(combined: combined)
        else { throw Fault.damaged }
        guard let key = try keyring.key(String(rest[..<colon])) else { throw Fault.unknownKey }
        do {
            return try AES.GCM.open(box, using: key.symmetricKey, authenticating: place.identity)
        } catch {
            throw Fault.damaged
        }
    }

    func openText(_ sealed: String, at place: SecretPlace) throws -> String {
        guard let text = String(validating: try open(sealed, at: place), as: UTF8.self) else { throw Fault.damaged }
        return text
    }

    /// A source with its credentials opened. One that cannot be opened stays as a secret that says why to whoever needs
    /// it.
    func opening(_ source: LookupSource, _ damage: DamagedRows) -> LookupSource {
        var opened = source
        for (name, stored) in source.credentials {
            opened.credentials[name] = reference(
                stored, at: .credential(name, of: source), "sources", source.id, damage)
        }
        return opened
    }

    /// Returns an endpoint with its secrets opened in the same way.
    func opening(_ webhook: WebhookEndpoint, _ damage: DamagedRows) -> WebhookEndpoint {
        var opened = webhook
        opened.secrets = webhook.secrets.map {
            reference($0, at: .secret(ofWebhook: webhook.id), "webhooks", webhook.id, damage)
        }
        return opened
    }

    /// Returns a subscription with its secrets opened in the same way.
    func opening(_ subscription: WebhookSubscription, _ damage: DamagedRows) -> WebhookSubscription {
        var opened = subscription
        opened.secrets = subscription.secrets.map {
            reference(
                $0, at: .secret(ofSubscription: subscription.id), "subscriptions", subscription.id, damage)
        }
        return opened
    }

    private func reference(
        _ stored: SecretReference, at place: SecretPlace, _ table: String, _ id: String, _ damage: DamagedRows
    ) -> SecretReference {
        guard case .literal(let sealed) = stored.location else { return stored }
        do {
            return SecretReference(try openText(sealed, at: place))
        } catch {
            let reason = "\(place.name) cannot be opened: \(error); enter it anew"
            damage.report(DamagedRow(table: table, id: id, reason: reason), "a secret cannot be opened")
            return SecretReference(unreadable: sealed, reason: reason)
        }
    }

    /// Returns a setting's secret in its stored form; references are not sealed.
    func stored(_ reference: SecretReference, at place: SecretPlace, _ db: any SQLTransaction) throws -> String {
        switch reference.location {
        case .literal(let secret): try seal(secret, at: place, db)
        case .environment, .file, .unreadable: reference.text
        }
    }
}
