import Foundation

/// What came of a change of the key.
public struct SecretRotation: Sendable, Equatable, Encodable {
    /// How many secrets were sealed anew.
    public var count = 0
    /// Which ones could not be opened, in words; they stay as they are, and have to be entered anew.
    public var unreadable: [String] = []
    /// The file that holds the new key; `nil` where the configuration has to.
    public var file: String?
    /// Why the old key is still in the file.
    public var leftover: String?
}

extension SQLDatabase {
    /// Seals every secret under another key, all of them or none, while a bridge may be serving.
    ///
    /// The file holds both keys before the first secret is sealed under the new one, and until the last one is on disk:
    /// whenever the process dies, the file holds the key that the database wants.
    ///
    /// - Parameter newKey: the key; `nil` makes one, or takes the first of the configuration's where the secrets are sealed
    ///   under another of them.
    /// - Throws: ``SecretKeyFault/notOurs`` when the configuration's only key is the one that is to go, other
    ///   ``StorageError``s.
    package func rotateSecrets(to newKey: SecretKey? = nil) async throws -> SecretRotation {
        let keyring = seal.keyring
        let (outcome, key) = try await write { db in
            // One change at a time. Whoever seals has ended, and whoever wants to seals under the new key.
            try db.lock("sealed_key")
            guard let current = try SealedKey.id(db, keeping: .exclusive).flatMap({ try keyring.key($0) }) else {
                throw keyring.problem
            }
            let key = try Self.nextKey(newKey, after: current, keyring)
            if keyring.file != nil { try keyring.replace(with: [key, current]) } else { keyring.add(key) }
            let outcome = try Self.reseal(under: key, seal: SecretSeal(keyring: keyring), db)
            try SealedKey.put(key.id, hasTraces: try SealedKey.hasTraces(db), db)
            return (outcome, key)
        }
        let concluded = await conclude(outcome, key, keyring)
        // What was sealed under the old key stands in the log until its pages are copied into the file.
        await emptyLog()
        return concluded
    }

    private func conclude(
        _ outcome: SecretRotation, _ key: SecretKey, _ keyring: SecretKeyring
    ) async -> SecretRotation {
        var outcome = outcome
        outcome.file = keyring.file?.path
        guard keyring.file != nil else { return outcome }
        do {
            try await write { db in
                // Another change may have begun: its keys are not ours to remove.
                guard try SealedKey.id(db, keeping: .shared) == key.id else { return }
                try keyring.replace(with: [key])
            }
        } catch {
            outcome.leftover = "\(error)"
        }
        return outcome
    }

    private static func nextKey(
        _ newKey: SecretKey?, after current: SecretKey, _ keyring: SecretKeyring
    ) throws -> SecretKey {
        if let newKey { return newKey }
        guard case .given(let keys) = keyring.source else { return .random() }
        guard let first = keys.first, first != current else { throw StorageError.secretKey(.notOurs) }
        return first
    }

    private static func reseal(under key: SecretKey, seal: SecretSeal, _ db: any SQLTransaction) throws
        -> SecretRotation
    {
        var outcome = SecretRotation()
        try SecretCells.rewrite(db) { stored, place in
            do {
                let content = try seal.open(String(decoding: stored, as: UTF8.self), at: place)
                outcome.count += 1
                return try SecretSeal.seal(content, at: place, under: key)
            } catch let fault as SecretSeal.Fault {
                outcome.unreadable.append("\(place.name): \(fault)")
                return nil
            }
        }
        return outcome
    }
}
