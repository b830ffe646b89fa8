import Foundation

/// The result of a change of the key.
public struct SecretRotation: Sendable, Equatable, Encodable {
    /// The number of secrets that were sealed again.
    public var count = 0
    /// Descriptions of the secrets that could not be opened; they are unchanged and must be entered again.
    public var unreadable: [String] = []
    /// The file that contains the new key; `nil` if the configuration must contain it.
    public var file: String?
    /// The reason why the old key is still in the file, or is still needed in addition to the new one.
    public var leftover: String?
}

extension SQLDatabase {
    /// Seals every secret under another key, while bridges may be serving: the settings' secrets all or none, and then
    /// what is kept of calls, a few rows at a time, so that nobody who seals has to wait for long.
    ///
    /// The file holds both keys before the first secret is sealed under the new one, and until the last one is on disk:
    /// whenever the process dies, the file holds every key that the database wants, and the next change completes this
    /// one.
    ///
    /// The file contains both keys before the first secret is sealed with the new one, and until the last one is on
    /// disk: whenever the process dies, the file contains every key that the database needs, and the next change
    /// completes this one.
    ///
    /// - Parameter newKey: the new key; `nil` creates one, or uses the first of several in the configuration.
    /// - Throws: ``SecretKeyFault/notOurs`` if the configuration's only key is the one to replace, or other
    ///   ``StorageError``s, all of them before anything is changed.
    package func rotateSecrets(to newKey: SecretKey? = nil) async throws -> SecretRotation {
        try await rotateSecrets(to: newKey, batchSize: 50)
    }

    func rotateSecrets(to newKey: SecretKey? = nil, batchSize: Int) async throws -> SecretRotation {
        let seal = seal
        let keyring = seal.keyring
        var (outcome, key) = try await write { db in
            // One change at a time. Transactions that seal have ended, and later ones seal with the new key.
            try db.lock("sealed_key")
            guard let current = try SealedKey.id(db, keeping: .exclusive).flatMap({ try keyring.key($0) }) else {
                throw keyring.problem
            }
            let key = try Self.nextKey(newKey, after: current, keyring)
            if keyring.file != nil { try keyring.put([key, current]) } else { keyring.add(key) }
            var outcome = SecretRotation()
            try SecretCells.rewriteSettings(db) { try outcome.reseal($0, at: $1, under: key, seal) }
            try SealedKey.put(key.id, hasTraces: try SealedKey.hasTraces(db), db)
            return (outcome, key)
        }
        outcome.file = keyring.file?.path
        do {
            for content in SecretCells.Content.allCases { try await reseal(content, batchSize, &outcome) }
            if keyring.file != nil { try await conclude(key, keyring) }
        } catch {
            outcome.leftover = "\(error)"
        }
        // Data that was sealed with the old key is in the log until its pages are copied to the file.
        await emptyLog()
        return outcome
    }

    /// Seals content again in one pass, since everything that others write by now is sealed with the new key.
    private func reseal(
        _ content: SecretCells.Content, _ batchSize: Int, _ outcome: inout SecretRotation
    ) async throws {
        var last: SQLValue?
        repeat {
            let start = ContinuousClock.now
            let (batch, next) = try await write { [seal, last] db in
                // If another change has begun, it waits for these rows and seals them again.
                guard let key = try SealedKey.id(db, keeping: .shared).flatMap({ try seal.keyring.key($0) }) else {
                    throw seal.keyring.problem
                }
                var batch = SecretRotation()
                let next = try SecretCells.rewrite(content, after: last, limit: batchSize, db) {
                    try batch.reseal($0, at: $1, under: key, seal)
                }
                return (batch, next)
            }
            outcome.count += batch.count
            outcome.unreadable += batch.unreadable
            last = next
            // Waiting writers only poll SQLite's lock, so it must be free long enough: half of the time is theirs.
            if last != nil { try await Task.sleep(for: start.duration(to: .now)) }
        } while last != nil
    }

    /// Removes the keys that are no longer used from the file.
    private func conclude(_ key: SecretKey, _ keyring: SecretKeyring) async throws {
        try await write { db in
            // Another change may have begun, which still needs its keys.
            guard try SealedKey.id(db, keeping: .shared) == key.id else { return }
            try keyring.replace(with: [key])
        }
    }

    private static func nextKey(
        _ newKey: SecretKey?, after current: SecretKey, _ keyring: SecretKeyring
    ) throws -> SecretKey {
        if let newKey { return newKey }
        guard case .given(let keys) = keyring.source else { return .random() }
        // With several, the first may be the database's already: what a change that was cut short has left is to
        // follow.
        guard let first = keys.first, first != current || keys.count > 1 else {
            throw StorageError.secretKey(.notOurs)
        }
        return first
    }
}

extension SecretRotation {
    /// - Returns: the replacement of a text; `nil` leaves it as it is.
    fileprivate mutating func reseal(
        _ stored: Data, at place: SecretPlace, under key: SecretKey, _ seal: SecretSeal
    ) throws -> String? {
        let text = String(decoding: stored, as: UTF8.self)
        guard !text.hasPrefix("\(SecretSeal.prefix)\(key.id):") else { return nil }
        do {
            let sealed = try SecretSeal.seal(try seal.open(text, at: place), at: place, under: key)
            count += 1
            return sealed
        } catch let fault as SecretSeal.Fault {
            unreadable.append("\(place.name): \(fault)")
            return nil
        }
    }
}
