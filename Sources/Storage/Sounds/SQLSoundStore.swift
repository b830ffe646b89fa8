public import Administration
import Foundation
public import HelpDesk

/// The recordings that were uploaded. They lie in the database, with everything else that must not be lost: an upload
/// is there as a whole or not at all, and a backup has it.
public struct SQLSoundStore: SoundStore {
    static let table = "sounds"

    private let database: any SQLDatabase

    package init(database: any SQLDatabase) {
        self.database = database
    }

    public func sounds() async throws -> [Sound] {
        try await translated {
            try await database.read { db in
                database.damage.readable(
                    try db.rows(sql: "SELECT * FROM sounds ORDER BY id"), of: Self.table, key: "id", Self.sound
                )
            }
        }
    }

    public func sound(_ id: String) async throws -> Sound? {
        try await translated { try await database.read { db in try Self.fetch(id, db) } }
    }

    public func wav(sound id: String, sampleRate: Int) async throws -> [UInt8]? {
        try await translated {
            try await database.read { db in
                try db.value(
                    Data.self, sql: "SELECT wav FROM sound_audio WHERE sound = ? AND sampleRate = ?",
                    arguments: [id, sampleRate]
                ).map(Array.init)
            }
        }
    }

    public func add(_ sound: Sound, audio: SoundAudio) async throws {
        try await translated {
            try await database.write { db in
                try db.lock(Self.table)
                guard try Self.fetch(sound.id, db) == nil else { throw AdministrationError.exists(.sound(sound.id)) }
                try Self.insert(sound, db)
                try Self.insert(audio, of: sound.id, db)
            }
        }
    }

    public func replace(_ sound: Sound, audio: SoundAudio?, ifRevision revision: Int?) async throws -> Sound {
        try await translated {
            try await database.write { db in
                let stored = try Self.existing(sound.id, revision, db)
                var sound = sound
                sound.revision = stored.revision &+ 1
                sound.createdAt = stored.createdAt
                try db.execute(
                    sql: """
                        UPDATE sounds SET name = ?, format = ?, seconds = ?, loudness = ?, revision = ?, updatedAt = ?
                        WHERE id = ?
                        """,
                    arguments: [
                        sound.name, sound.format, sound.seconds, sound.loudness, sound.revision,
                        sound.updatedAt.storedMilliseconds, sound.id,
                    ])
                if let audio {
                    try db.execute(sql: "DELETE FROM sound_audio WHERE sound = ?", arguments: [sound.id])
                    try Self.insert(audio, of: sound.id, db)
                }
                return sound
            }
        }
    }

    public func remove(_ id: String, ifRevision revision: Int?) async throws {
        try await translated {
            try await database.write { db in
                // Keeps routes from starting to use it in the meantime.
                try db.lock("call_center_revision")
                _ = try Self.existing(id, revision, db)
                let callCenter = try CallCenter(db, damage: database.damage, seal: database.seal)
                let routes = callCenter.routes.values.filter { $0.prompts.values.contains(.recording(id)) }
                guard routes.isEmpty else {
                    throw AdministrationError.inUse(.sound(id), by: routes.map(\.code).sorted())
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

    private static func existing(_ id: String, _ revision: Int?, _ db: any SQLTransaction) throws -> Sound {
        try db.lock(table)
        guard let stored = try fetch(id, db) else { throw AdministrationError.unknown(.sound(id)) }
        guard revision ?? stored.revision == stored.revision else { throw AdministrationError.changed(.sound(id)) }
        return stored
    }

    private static func fetch(_ id: String, _ db: any SQLTransaction) throws -> Sound? {
        try db.row(sql: "SELECT * FROM sounds WHERE id = ?", arguments: [id]).map { row in
            do {
                return try sound(row)
            } catch {
                throw StorageError.unreadableRow(table: table, id: id, reason: "\(error)")
            }
        }
    }

    /// Whether a sound with this ID exists, readable or not.
    static func has(_ id: String, _ db: any SQLTransaction) throws -> Bool {
        try db.row(sql: "SELECT id FROM sounds WHERE id = ?", arguments: [id]) != nil
    }

    private static func insert(_ sound: Sound, _ db: any SQLTransaction) throws {
        try db.execute(
            sql: """
                INSERT INTO sounds (id, name, format, seconds, loudness, revision, createdAt, updatedAt)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                sound.id, sound.name, sound.format, sound.seconds, sound.loudness, sound.revision,
                sound.createdAt.storedMilliseconds, sound.updatedAt.storedMilliseconds,
            ])
    }

    private static func insert(_ audio: SoundAudio, of id: String, _ db: any SQLTransaction) throws {
        for (sampleRate, wav) in [(8_000, audio.narrowband), (16_000, audio.wideband)] {
            try db.execute(
                sql: "INSERT INTO sound_audio (sound, sampleRate, wav) VALUES (?, ?, ?)",
                arguments: [id, sampleRate, Data(wav)])
        }
    }

    static func sound(_ row: SQLRow) throws -> Sound {
        let sound = Sound(
            id: try row.value("id"), name: try row.value("name"), format: try row.value("format"),
            seconds: try row.value("seconds"), loudness: try row.value("loudness"),
            revision: try row.value("revision"), createdAt: try row.date("createdAt"),
            updatedAt: try row.date("updatedAt"))
        // JSON has no infinite numbers.
        guard sound.seconds.isFinite, sound.loudness.isFinite else {
            throw StorageError.unreadableRow(table: table, id: sound.id, reason: "its length or loudness is infinite")
        }
        return sound
    }
}
