import Foundation
import HelpDesk
import Testing

@testable import Storage

@Suite struct BackupTests {
    @Test func `a backup is one whole file that opens like the original`() async throws {
        try await withDatabase { database in
            let store = HelpRequestDatabase(database: database, logger: .silent)
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
            let copy = try await HelpDeskDatabase.open(at: path)
            #expect(try await copy.checkIntegrity() == [])
            let flows = try await HelpRequestDatabase(database: copy, logger: .silent).openFlows()
            #expect(flows == [flow])
            try await copy.close()
        }
    }

    @Test func `an older backup is replaced`() async throws {
        try await withDatabase { database in
            let store = HelpRequestDatabase(database: database, logger: .silent)
            let path = database.path + ".backup"
            try await database.backup(to: path)
            try await store.insert(SampleFlows.accepted(), idempotency: nil)
            try await database.backup(to: path)
            let copy = try await HelpDeskDatabase.open(at: path)
            #expect(try await HelpRequestDatabase(database: copy, logger: .silent).openFlows().count == 1)
            try await copy.close()
        }
    }

    @Test func `the database is never its own backup`() async throws {
        try await withDatabase { database in
            let error = await #expect(throws: StorageError.self) { try await database.backup(to: database.path) }
            #expect(error == .backupFailed(path: database.path, reason: "it is the database itself"))
            let faults = try await database.checkIntegrity()
            #expect(faults.isEmpty)
        }
    }

    @Test func `a backup that cannot be written is reported`() async throws {
        try await withDatabase { database in
            await #expect(throws: StorageError.self) { try await database.backup(to: "/proc/nowhere/copy.sqlite") }
        }
    }
}
