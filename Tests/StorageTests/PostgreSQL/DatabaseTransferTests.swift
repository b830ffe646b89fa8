import Administration
import Foundation
import GRDB
import HelpDesk
import PostgreSQL
import StoragePostgreSQL
import Testing

@testable import Storage

/// The way from SQLite to PostgreSQL.
@Suite(.timeLimit(.minutes(15))) struct DatabaseTransferTests {
    private func withBoth(
        _ body: (SQLiteDatabase, PostgreSQLDatabase, PostgreSQLPool) async throws -> Void
    ) async throws {
        try await withDatabase { source in
            try await withPostgreSQL { configuration, pool in
                let target = try await PostgreSQLDatabase.open(
                    configuration, keys: .init(.besideDatabase, beside: source.path), logger: .silent)
                do {
                    try await body(source, target, pool)
                } catch {
                    await target.close()
                    throw error
                }
                await target.close()
            }
        }
    }

    @Test("Everything is there after a move to PostgreSQL, and opens with the same key")
    func everything() async throws {
        try await withBoth { source, target, _ in
            let old = try await WorkingDatabase(source)
            let link = SQLScreenLinkStore(database: source)
            _ = try await link.add("1", name: "Hall", by: "reza", digest: "x", at: WorkingDatabase.now, author: "t")
            let report = try await DatabaseTransfer(from: source, to: target).run()
            #expect(report.tables["help_requests"] == 2 && report.tables["help_request_terms"] == 1)
            #expect(report.tables["sound_audio"] == 2 && report.tables["webhook_contents"] == 1)

            let requests = PostgreSQLHelpRequestStore(database: target, logger: .silent) { WorkingDatabase.now }
            #expect(try await requests.openFlows() == [old.open])
            #expect(try await requests.requests(HelpRequestQuery()) == old.requests.requests(HelpRequestQuery()))
            #expect(try await requests.openRequests() == old.requests.openRequests())
            #expect(try await requests.idempotencyRecord(key: "k") == old.requests.idempotencyRecord(key: "k"))
            #expect(try await SQLCallCenterStore(database: target, logger: .silent).current == old.settings.current)
            #expect(try await PostgreSQLUserStore(database: target).users() == old.users.users())
            #expect(try await PostgreSQLTokenStore(database: target).tokens() == old.tokens.tokens())
            #expect(try await SQLSoundStore(database: target).sounds() == old.sounds.sounds())
            #expect(try await SQLSoundStore(database: target).wav(sound: "closed", sampleRate: 8000) == [1, 2])
            let deliveries = SQLWebhookDeliveryLog(database: target, logger: .silent)
            #expect(try await deliveries.delivery(1, of: "main")?.content?.body == Array("{}".utf8))
            let missed = try await PostgreSQLMissedRequestStore(database: target).missed(old.ended.id)
            let missedBefore = try await old.missed.missed(old.ended.id)
            #expect(missed == missedBefore && missed != nil)
            let entries = try await PostgreSQLAuditLog(database: target).entries(before: nil, limit: 100)
            let entriesBefore = try await old.audit.entries(before: nil, limit: 100)
            // The move itself is noted by whoever orders it.
            #expect(entries == entriesBefore)
            #expect(try await SQLScreenLinkStore(database: target).links() == link.links())
            #expect(try await target.installation() == source.installation())
            #expect(try await DatabaseCheck(database: target).run().isGood)

            // What is written from now on has a number that nothing had before.
            await PostgreSQLAuditLog(database: target).note("added", "sound", "x")
            let newest = try await PostgreSQLAuditLog(database: target).entries(before: nil, limit: 1).map(\.id)
            #expect(newest.allSatisfy { id in entries.allSatisfy { $0.id < id } } && newest.count == 1)
        }
    }

    @Test("Many rows move to PostgreSQL in several steps, in whatever order their keys are")
    func manyRows() async throws {
        try await withBoth { source, target, _ in
            let store = SQLiteHelpRequestStore(database: source, logger: .silent)
            let flows = (0..<450).map { SampleFlows.ended(at: SampleFlows.start.addingTimeInterval(Double($0))) }
            for flow in flows { try await store.insert(flow, idempotency: nil) }
            try await source.writing { db in
                for number in 0..<250 {
                    try db.execute(
                        sql: "INSERT INTO presences VALUES (?, 'busy', 1)", arguments: ["\(number)é\u{10FFFF}ي"])
                }
            }
            let report = try await DatabaseTransfer(from: source, to: target).run()
            #expect(report.tables["help_requests"] == 450 && report.tables["presences"] == 250)
            #expect(try await SQLCallCenterStore(database: target, logger: .silent).current.presences.count == 250)
        }
    }

    @Test("A request that is ending moves to PostgreSQL beside the next one of its operator")
    func endingRequest() async throws {
        try await withBoth { source, target, _ in
            let store = SQLiteHelpRequestStore(database: source, logger: .silent)
            var first = SampleFlows.ringing(operator: "101")
            try await store.insert(first, idempotency: nil)
            _ = first.handle(.cancel, at: SampleFlows.start)
            try #require(first.isClosing && !first.isEnded)
            try await store.update(first)
            let second = SampleFlows.accepted(operator: "101", at: SampleFlows.start.addingTimeInterval(1))
            try await store.insert(second, idempotency: nil)
            _ = try await DatabaseTransfer(from: source, to: target).run()
            let moved = PostgreSQLHelpRequestStore(database: target, logger: .silent)
            #expect(try await moved.openFlows() == [first, second])
        }
    }

    @Test("A move to PostgreSQL writes to no database in which something is already")
    func notEmpty() async throws {
        try await withBoth { source, target, _ in
            _ = try await WorkingDatabase(source)
            _ = try await SQLCallCenterStore(database: target, logger: .silent).apply(SampleCallCenters.full)
            let error = await #expect(throws: StorageError.self) {
                try await DatabaseTransfer(from: source, to: target).run()
            }
            #expect(error?.description.contains("is not empty") == true)
            #expect(try await PostgreSQLUserStore(database: target).users().isEmpty)
        }
    }

    @Test("A damaged row is named, and nothing is moved to PostgreSQL")
    func damaged() async throws {
        try await withBoth { source, target, _ in
            let working = try await WorkingDatabase(source)
            try await source.writing { db in try db.execute(sql: "UPDATE sounds SET revision = 'x'") }
            let error = await #expect(throws: StorageError.self) {
                try await DatabaseTransfer(from: source, to: target).run()
            }
            guard case .unreadableRow("sounds", "closed", _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            let store = PostgreSQLHelpRequestStore(database: target, logger: .silent)
            #expect(try await store.request(working.open.id) == nil)
        }
    }

    @Test("Each table and column of SQLite has its counterpart in PostgreSQL")
    func counterparts() async throws {
        try await withBoth { source, _, pool in
            // Which program has changed which tables, and SQLite's own.
            let own: Set = ["schema_programs", "grdb_migrations"]
            let columns = try await source.reading { db in
                try Row.fetchAll(
                    db,
                    sql: """
                        SELECT m.name AS tableName, c.name AS columnName FROM sqlite_master AS m,
                            pragma_table_info(m.name) AS c
                        WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'
                        """
                ).map { ($0["tableName"] as String, ($0["columnName"] as String).lowercased()) }
            }
            let rows = try await pool.query(
                "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            ).rows
            let found = Set(try rows.map { "\(try $0.string("table_name")).\(try $0.string("column_name"))" })
            let wanted = Set(columns.filter { !own.contains($0.0) }.map { "\($0.0).\($0.1)" })
            #expect(wanted.subtracting(found) == [])
            #expect(
                found.subtracting(wanted) == [
                    "helpbridge_migrations.name", "helpbridge_migrations.program", "pbx_owners.pbx",
                    "pbx_owners.owner", "pbx_owners.epoch", "pbx_owners.expiresat", "pbx_owners.isconnected",
                    "bridges.id", "bridges.program", "bridges.seenat", "forwarded_orders.id", "forwarded_orders.pbx",
                    "forwarded_orders.request", "forwarded_orders.content", "forwarded_orders.epoch",
                    "forwarded_orders.answer", "forwarded_orders.createdat", "login_attempts.kind",
                    "login_attempts.login", "login_attempts.address", "login_attempts.attempts",
                    "login_attempts.notbefore", "login_attempts.last", "access_tokens.source",
                    "access_tokens.settings", "access_tokens.token", "access_tokens.expiresat",
                    "access_tokens.renewinguntil",
                ])
        }
    }
}
