import Foundation
import GRDB
import HelpDesk
import Testing

@testable import Storage

@Suite struct SQLiteDatabaseTests {
    @Test("A database's missing directory and file are made, readable by their owner only")
    func made() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "deep/er/helpbridge.sqlite").path
            let database = try await SQLiteDatabase.open(at: path)
            for suffix in ["", "-wal", "-shm"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: path + suffix)
                #expect(attributes[.posixPermissions] as? Int == 0o600, "\(suffix)")
            }
            try await database.close()
        }
    }

    @Test("A database's directory that cannot be made is told with the path and the system's words")
    func notADirectory() async throws {
        try await withTemporaryDirectory { directory in
            try Data().write(to: directory.appending(path: "file"))
            let path = directory.appending(path: "file/deep/helpbridge.sqlite").path
            let expected = StorageError.cannotOpen(path: path, reason: "Not a directory")
            await #expect(throws: expected) { try await SQLiteDatabase.open(at: path) }
            await #expect(throws: expected) {
                try await DatabaseLock.acquire(for: path, purpose: .serving, program: "one")
            }
        }
    }

    @Test("A commit to SQLite waits for the disk, in a write-ahead log")
    func durability() async throws {
        try await withDatabase { database in
            let (journal, synchronous, foreignKeys) = try await database.pool.writeWithoutTransaction { db in
                (
                    try String.fetchOne(db, sql: "PRAGMA journal_mode"),
                    try Int.fetchOne(db, sql: "PRAGMA synchronous"),
                    try Bool.fetchOne(db, sql: "PRAGMA foreign_keys")
                )
            }
            #expect(journal == "wal")
            #expect(synchronous == 2)
            #expect(foreignKeys == true)
        }
    }

    @Test("A database that a newer program has migrated is refused and left alone")
    func newer() async throws {
        try await withDatabase { database in
            try await database.pool.write { db in
                try db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('99 the future')")
            }
            await #expect(throws: StorageError.newerThanProgram(path: database.path)) {
                try await SQLiteDatabase.open(at: database.path)
            }
            try await database.checkAccess()
        }
    }

    @Test("A file that is no database is refused with its path")
    func noDatabase() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            try Data(repeating: 0x41, count: 4096).write(to: URL(fileURLWithPath: path))
            let error = await #expect(throws: StorageError.self) { try await SQLiteDatabase.open(at: path) }
            let message = "\(try #require(error))"
            #expect(message.contains("cannot open the database \(path): file is not a database"))
        }
    }

    @Test("A database in a place where no directory can be made is reported with its path")
    func unmakableDirectory() async throws {
        let error = await #expect(throws: StorageError.self) {
            try await SQLiteDatabase.open(at: "/proc/nowhere/helpbridge.sqlite")
        }
        let message = "\(try #require(error))"
        #expect(message.hasPrefix("cannot open the database /proc/nowhere/helpbridge.sqlite: "))
    }

    @Test("Several programs may open a new database at the same moment", arguments: 1...10)
    func openedAtOnce(round: Int) async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            try await withThrowingTaskGroup(of: SQLiteDatabase.self) { group in
                for _ in 0..<8 { group.addTask { try await SQLiteDatabase.open(at: path) } }
                for try await database in group {
                    try await database.checkAccess()
                    try await database.close()
                }
            }
        }
    }

    @Test("The migrations lead to the same tables one by one as all at once")
    func migrations() async throws {
        let queue = try DatabaseQueue()
        for migration in Schema.migrator.migrations {
            try Schema.migrator.migrate(queue, upTo: migration)
        }
        let tables = try await queue.read { db in
            try String.fetchSet(
                db, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        }
        #expect(
            tables == [
                "departments", "helpers", "operators", "sources", "routes", "webhooks", "call_center_revision",
                "help_requests", "help_request_terms", "help_request_revision", "idempotency_keys", "refresh_tokens",
                "sounds", "sound_audio",
                "presences", "grdb_migrations", "tokens", "audit_log", "users", "sessions",
                "webhook_deliveries", "webhook_contents", "ring_attempts", "listenings", "missed_requests",
                "outgoing_deliveries", "subscriptions", "lookup_traces",
                "schema_programs",
                "screen_links",
                "sealed_key", "installation",
                "unmarked_requests",
                "clock", "erasures", "prompt_recipes",
            ])
    }

    @Test("After a database was closed, everything fails with a clear error")
    func closed() async throws {
        try await withTemporaryDirectory { directory in
            let database = try await SQLiteDatabase.open(at: directory.appending(path: "helpbridge.sqlite").path)
            let store = SQLiteHelpRequestStore(database: database, logger: .silent)
            try await database.close()
            await #expect(throws: StorageError.closed) {
                try await store.insert(SampleFlows.accepted(), idempotency: nil)
            }
            await #expect(throws: StorageError.closed) { try await store.openFlows() }
            await #expect(throws: StorageError.closed) { try await database.checkAccess() }
        }
    }

    @Test("A closed database is one file, without a log that SQLite would play over a file copied in its place")
    func closedLog() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            let database = try await SQLiteDatabase.open(at: path)
            let store = SQLiteHelpRequestStore(database: database, logger: .silent)
            try await store.insert(SampleFlows.accepted(), idempotency: nil)
            #expect(try await store.openFlows().count == 1)
            try await database.close()
            for suffix in ["-wal", "-shm"] { #expect(!FileManager.default.fileExists(atPath: path + suffix)) }
        }
    }

    @Test("A database that is closed beside another program's connection leaves that one its log")
    func closedBesideAnother() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            let other = try await SQLiteDatabase.open(at: path)
            let database = try await SQLiteDatabase.open(at: path)
            let store = SQLiteHelpRequestStore(database: database, logger: .silent)
            try await store.insert(SampleFlows.accepted(), idempotency: nil)
            try await database.close()
            #expect(FileManager.default.fileExists(atPath: path + "-wal"))
            #expect(try await SQLiteHelpRequestStore(database: other, logger: .silent).openFlows().count == 1)
            try await other.close()
            #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
        }
    }

    @Test("A sound database file passes the integrity check, a damaged one does not")
    func integrity() async throws {
        try await withDatabase { database in
            #expect(try await database.checkIntegrity() == [])
            try await database.pool.writeWithoutTransaction { db in
                try db.execute(
                    sql: """
                        PRAGMA foreign_keys = OFF;
                        INSERT INTO operators (extension, name, department) VALUES ('101', 'x', 'nowhere');
                        PRAGMA foreign_keys = ON;
                        """)
            }
            #expect(
                try await database.checkIntegrity()
                    == ["a row of operators names a row of departments that does not exist"])
        }
    }
}
