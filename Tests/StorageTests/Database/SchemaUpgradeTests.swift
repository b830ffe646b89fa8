import Administration
import Foundation
import GRDB
import HelpDesk
import Testing

@testable import Storage

/// Each fixture is the dump of a database that a version of the program has made and used; it is never edited.
@Suite("Databases of earlier versions", .timeLimit(.minutes(15)))
struct SchemaUpgradeTests {
    private static let directory = URL(fileURLWithPath: #filePath)
        .appendingPathComponent("../../../Support/Database").standardized

    static let versions: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        return files.filter { $0.hasPrefix("schema-") && $0.hasSuffix(".sql") }.map { String($0.dropLast(4)) }.sorted()
    }()

    /// Makes a file of a fixture, with the key of its secrets beside it.
    private func withFixture(_ name: String, _ body: (String) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            let sql = try String(contentsOf: Self.directory.appending(path: "\(name).sql"), encoding: .utf8)
            let queue = try DatabaseQueue(path: path)
            try await queue.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA foreign_keys = OFF")
                try db.execute(sql: sql)
            }
            try queue.close()
            let key = directory.appending(path: "secrets.key")
            try FileManager.default.copyItem(at: Self.directory.appending(path: "\(name).key"), to: key)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key.path)
            try await body(path)
        }
    }

    @Test("There is a fixture of the database schema before this one")
    func fixtures() {
        #expect(Self.versions.contains("schema-23"))
    }

    @Test(
        "Everything in a database of an earlier version is there after the upgrade, and open requests go on",
        arguments: versions)
    func upgrade(version: String) async throws {
        try await withFixture(version) { path in
            let database = try await SQLiteDatabase.open(at: path)
            #expect(try await DatabaseCheck(database: database).run().damaged.isEmpty)
            #expect(try await database.checkIntegrity().isEmpty)
            let store = SQLiteHelpRequestStore(database: database, logger: .silent)
            let requests = try await store.requests(HelpRequestQuery())
            #expect(requests.count == 3)
            #expect(requests.contains { $0.lookup.contains { $0.source == .crm("main") } })
            let open = try await store.openFlows()
            #expect(open.map(\.request.state) == [.ringingManager])
            #expect(open.first?.request.attempts.map(\.cause) == [nil])
            var flow = try #require(open.first)
            let now = flow.request.updatedAt.addingTimeInterval(1)
            _ = flow.handle(.resumed, at: now)
            _ = flow.handle(.cancel, at: now)
            try await store.update(flow)
            let settings = try await SQLCallCenterStore(database: database, logger: .silent).current
            #expect(settings.sources["main"]?.credentials["token"]?.text == "a literal secret")
            #expect(settings.webhooks["crm"]?.secrets.first?.text.hasPrefix("whsec_") == true)
            #expect(settings.operators["101"]?.name == "علی" && settings.departments["support"]?.parent == "sales")
            #expect(try await SQLiteTokenStore(database: database).tokens().map(\.name) == ["fixture"])
            try await database.close()
            // Opened once more there is nothing left to do.
            try await SQLiteDatabase.open(at: path).close()
        }
    }

    @Test("Requests whose end was decided before the upgrade hold their operators no longer")
    func heldOperators() async throws {
        let queue = try DatabaseQueue()
        try Schema.migrator.migrate(queue, upTo: "28 differences in the audit log")
        var ending = SampleFlows.ringing(at: SampleFlows.start.addingTimeInterval(1))
        _ = ending.handle(.cancel, at: SampleFlows.start.addingTimeInterval(2))
        try #require(ending.isClosing && !ending.isEnded)
        let rows = try [SampleFlows.ringing(), ending].map(HelpRequestRow.init)
        try await queue.write { db in
            for (id, flow) in rows.map({ ($0.id.text, $0.flow) }) + [("damaged", "{")] {
                try db.execute(
                    sql: """
                        INSERT INTO help_requests (id, state, isOpen, operator, department, route, createdAt, updatedAt,
                            flow) VALUES (?, 'ringing_operator', 1, '101', 'support', '*5003', 1, 1, ?)
                        """, arguments: [id, flow])
            }
        }
        try Schema.migrator.migrate(queue)
        let held = try await queue.read { db in
            try String.fetchAll(db, sql: "SELECT id FROM help_requests WHERE holdsOperator ORDER BY rowid")
        }
        #expect(held == [rows[0].id.text, "damaged"])
    }

    @Test("A database that a newer program has changed is refused, and the refusal names the program that can read it")
    func newer() async throws {
        try await withDatabase { database in
            try await database.pool.write { db in
                try db.execute(
                    sql: """
                        INSERT INTO grdb_migrations (identifier) VALUES ('98 the future'), ('99 beyond');
                        INSERT INTO schema_programs (migration, program) VALUES
                            ('98 the future', 'HelpBridge 2.0.0'), ('99 beyond', 'HelpBridge 2.1.0')
                        """)
            }
            let error = await #expect(throws: StorageError.self) { try await SQLiteDatabase.open(at: database.path) }
            #expect(error == .newerThanProgram(path: database.path, program: "HelpBridge 2.1.0"))
            #expect("\(try #require(error))".contains("HelpBridge 2.1.0"))
            try await database.checkAccess()
        }
    }

    @Test("The program that has changed the tables of a database is noted with them")
    func program() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            let database = try await SQLiteDatabase.open(at: path, program: "HelpBridge 1.2.3")
            let noted = try await database.reading { db in
                try String.fetchAll(db, sql: "SELECT DISTINCT program FROM schema_programs")
            }
            #expect(noted == ["HelpBridge 1.2.3"])
            try await database.close()
        }
    }
}
