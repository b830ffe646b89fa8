import Foundation
import HelpDesk
import Testing

@testable import Storage

@Suite struct BackupTests {
    @Test("A backup is one whole file that opens like the original")
    func whole() async throws {
        try await withDatabase { database in
            let store = SQLiteHelpRequestStore(database: database, logger: .silent)
            let flow = SampleFlows.ringing()
            try await store.insert(flow, idempotency: nil)
            let path = URL(fileURLWithPath: database.path).deletingLastPathComponent().appending(path: "b/copy.sqlite")
                .path
            try await database.backup(to: path)
            // What comes later is not in it.
            try await store.insert(SampleFlows.accepted(), idempotency: nil)

            let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["copy.sqlite"])
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            let copy = try await SQLiteDatabase.open(at: path)
            #expect(try await copy.checkIntegrity() == [])
            let flows = try await SQLiteHelpRequestStore(database: copy, logger: .silent).openFlows()
            #expect(flows == [flow])
            try await copy.close()
        }
    }

    @Test("An older backup is left as it is, and nothing is left beside it")
    func older() async throws {
        try await withTemporaryDirectory { directory in
            let database = try await SQLiteDatabase.open(at: directory.appending(path: "a/db.sqlite").path)
            let path = directory.appending(path: "b/copy.sqlite").path
            try await database.backup(to: path)
            let older = try Data(contentsOf: URL(fileURLWithPath: path))
            try await SQLiteHelpRequestStore(database: database, logger: .silent)
                .insert(SampleFlows.accepted(), idempotency: nil)
            await #expect(throws: StorageError.self) { try await database.backup(to: path) }
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == older)
            let left = try FileManager.default.contentsOfDirectory(atPath: directory.appending(path: "b").path)
            #expect(left == ["copy.sqlite"])
            try await database.close()
        }
    }

    @Test("What a backup that was killed has left goes with the next one, and one that is at work stays")
    func killed() async throws {
        try await withDatabase { database in
            let path = database.path + ".backup"
            let (dead, journal, working, other) = (
                path + ".unfinished-1", path + ".unfinished-1-journal", path + ".unfinished-2", path + "2.unfinished-1"
            )
            for file in [dead, journal, working, other] {
                try Data("x".utf8).write(to: URL(fileURLWithPath: file))
                guard file != working else { continue }
                try FileManager.default.setAttributes(
                    [.modificationDate: Date().addingTimeInterval(-2 * 3600)], ofItemAtPath: file)
            }
            try await database.backup(to: path)
            let left = [dead, journal, working, other].filter { FileManager.default.fileExists(atPath: $0) }
            #expect(left == [working, other])
        }
    }

    @Test("Of two backups of one name, made at the same time, one is whole and the other fails")
    func twoAtOnce() async throws {
        try await withDatabase { database in
            let path = database.path + ".backup"
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<4 {
                    group.addTask { (try? await database.backup(to: path)) != nil }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count { $0 } == 1)
            let copy = try await SQLiteDatabase.open(at: path)
            #expect(try await copy.checkIntegrity() == [])
            try await copy.close()
        }
    }

    @Test("The database is never its own backup")
    func itself() async throws {
        try await withDatabase { database in
            let error = await #expect(throws: StorageError.self) { try await database.backup(to: database.path) }
            #expect(error == .backupFailed(path: database.path, reason: "it is the database itself"))
            let faults = try await database.checkIntegrity()
            #expect(faults.isEmpty)
        }
    }

    @Test("A backup that cannot be written is reported")
    func unwritable() async throws {
        try await withDatabase { database in
            await #expect(throws: StorageError.self) { try await database.backup(to: "/proc/nowhere/copy.sqlite") }
        }
    }
}
