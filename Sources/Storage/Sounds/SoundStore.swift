import Foundation
import GRDB
public import HelpDesk

/// The recordings that were uploaded. They lie in the database, with everything else that must not be lost: an upload is
/// there as a whole or not at all, and a backup has it.
public struct SoundStore: SoundSource {
    private let database: HelpDeskDatabase

    public init(database: HelpDeskDatabase) {
        self.database = database
    }

    /// All sounds, by id.
    public func sounds() async throws -> [Sound] {
        try await translated {
            try await database.pool.read { db in
                try Row.fetchAll(db, sql: "SELECT * FROM sounds ORDER BY id").map(Self.sound)
            }
        }
    }

    /// - Returns: `nil` when there is none.
    public func sound(_ id: String) async throws -> Sound? {
        try await translated { try await database.pool.read { db in try Self.fetch(id, db) } }
    }

    public func wav(sound id: String, sampleRate: Int) async throws -> [UInt8]? {
        try await translated {
            try await database.pool.read { db in
                try Data.fetchOne(
                    db, sql: "SELECT wav FROM sound_audio WHERE sound = ? AND sampleRate = ?",
                    arguments: [id, sampleRate]
                ).map(Array.init)
            }
        }
    }

    /// Keeps a new sound; returns once it is on disk.
    ///
    /// - Throws: ``StorageError/duplicateSound(_:)``.
    public func add(_ sound: Sound, audio: SoundAudio) async throws {
        try await translated {
            try await database.pool.write { db in
                guard try Self.fetch(sound.id, db) == nil else { throw StorageError.duplicateSound(sound.id) }
                try Self.insert(sound, db)
                try Self.insert(audio, of: sound.id, db)
            }
        }
    }

    /// Puts a sound in the place of the one with its id, whose creation date it keeps and whose revision it raises.
    ///
    /// - Parameters:
    ///   - sound: the new description.
    ///   - audio: the new sound; `nil` leaves it.
    ///   - revision: the revision that is to be replaced; `nil` replaces any.
    /// - Returns: the sound as it is now.
    /// - Throws: ``StorageError/unknownSound(_:)``, ``StorageError/soundChanged(_:)``.
    public func replace(_ sound: Sound, audio: SoundAudio?, ifRevision revision: Int?) async throws -> Sound {
        try await translated {
            try await database.pool.write { db in
                let stored = try Self.existing(sound.id, revision, db)
                var sound = sound
                sound.revision = stored.revision + 1
                sound.createdAt = stored.createdAt
                try db.execute(
                    sql: """
                        UPDATE sounds SET name = ?, format = ?, seconds = ?, loudness = ?, revision = ?, updatedAt = ?
                        WHERE id = ?
                        """,
                    arguments: [
                        sound.name, sound.format, sound.seconds, sound.loudness, sound.revision,
                        Self.milliseconds(sound.updatedAt), sound.id,
                    ])
                if let audio {
                    try db.execute(sql: "DELETE FROM sound_audio WHERE sound = ?", arguments: [sound.id])
                    try Self.insert(audio, of: sound.id, db)
                }
                return sound
            }
        }
    }

    /// Removes a sound.
    ///
    /// - Parameter revision: the revision that is to be removed; `nil` removes any.
    /// - Throws: ``StorageError/unknownSound(_:)``, ``StorageError/soundChanged(_:)``, and
    ///   ``StorageError/soundInUse(_:routes:)`` when a route names it.
    public func remove(_ id: String, ifRevision revision: Int?) async throws {
        try await translated {
            try await database.pool.write { db in
                _ = try Self.existing(id, revision, db)
                let routes = try CallCenter(db).routes.values.filter { $0.prompts.values.contains(.recording(id)) }
                guard routes.isEmpty else {
                    throw StorageError.soundInUse(id, routes: routes.map(\.code).sorted())
                }
                try db.execute(sql: "DELETE FROM sounds WHERE id = ?", arguments: [id])
            }
        }
    }

    private func translated<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch {
            throw StorageError.translating(error)
        }
    }

    private static func existing(_ id: String, _ revision: Int?, _ db: Database) throws -> Sound {
        guard let stored = try fetch(id, db) else { throw StorageError.unknownSound(id) }
        guard revision ?? stored.revision == stored.revision else { throw StorageError.soundChanged(id) }
        return stored
    }

    private static func fetch(_ id: String, _ db: Database) throws -> Sound? {
        try Row.fetchOne(db, sql: "SELECT * FROM sounds WHERE id = ?", arguments: [id]).map(sound)
    }

    private static func insert(_ sound: Sound, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO sounds (id, name, format, seconds, loudness, revision, createdAt, updatedAt)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                sound.id, sound.name, sound.format, sound.seconds, sound.loudness, sound.revision,
                milliseconds(sound.createdAt), milliseconds(sound.updatedAt),
            ])
    }

    private static func insert(_ audio: SoundAudio, of id: String, _ db: Database) throws {
        for (sampleRate, wav) in [(8_000, audio.narrowband), (16_000, audio.wideband)] {
            try db.execute(
                sql: "INSERT INTO sound_audio (sound, sampleRate, wav) VALUES (?, ?, ?)",
                arguments: [id, sampleRate, Data(wav)])
        }
    }

    private static func sound(_ row: Row) -> Sound {
        Sound(
            id: row["id"], name: row["name"], format: row["format"], seconds: row["seconds"],
            loudness: row["loudness"], revision: row["revision"], createdAt: date(row["createdAt"]),
            updatedAt: date(row["updatedAt"]))
    }

    private static func milliseconds(_ date: Date) -> Int64 {
        Int64((date.timeIntervalSince1970 * 1_000).rounded())
    }

    private static func date(_ milliseconds: Int64) -> Date {
        Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
    }
}
