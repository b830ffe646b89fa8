import Foundation

/// What came of a change of the key.
public struct SecretRotation: Sendable, Equatable, Encodable {
    /// How many secrets were sealed anew.
    public var count = 0
    /// Which ones could not be opened, in words; they stay as they are, and have to be entered anew.
    public var unreadable: [String] = []
    /// The file that holds the new key; `nil` where the configuration has to.
    public var file: String?
    /// Why the old key is still in the file, or still needed beside the new one.
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
    /// - Parameter newKey: the key; `nil` makes one, or takes the first of the configuration's where it holds several.
    /// - Throws: ``SecretKeyFault/notOurs`` when the configuration's only key is the one that is to go, other
    ///   ``StorageError``s, all of them before anything is sealed anew.
    package func rotateSecrets(to newKey: SecretKey? = nil) async throws -> SecretRotation {
        try await rotateSecrets(to: newKey, batchSize: 50)
    }

    func rotateSecrets(to newKey: SecretKey? = nil, batchSize: Int) async throws -> SecretRotation {
        let seal = seal
        let keyring = seal.keyring
        var (outcome, key) = try await write { db in
            // One change at a time. Whoever seals has ended, and whoever wants to seals under the new key.
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
        // What was sealed under the old key stands in the log until its pages are copied into the file.
        await emptyLog()
        return outcome
    }

    /// Everything that others write by now is under the new key: one pass finds all that is not.
    private func reseal(
        _ content: SecretCells.Content, _ batchSize: Int, _ outcome: inout SecretRotation
    ) async throws {
        var last: SQLValue?
        repeat {
            let start = ContinuousClock.now
            let (batch, next) = try await write { [seal, last] db in
                // Where another change has begun, it waits for these rows, and seals them once more.
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
            // Whoever waits for SQLite looks now and then only, and has to find it free: half of the time is theirs.
            if last != nil { try await Task.sleep(for: start.duration(to: .now)) }
        } while last != nil
    }

    /// Takes the keys out of the file that nothing is sealed under any more.
    private func conclude(_ key: SecretKey, _ keyring: SecretKeyring) async throws {
        try await write { db in
            // Another change may have begun: its keys are not ours to remove.
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
    /// - Returns: what to store in a text's place; `nil` leaves it as it is.
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
