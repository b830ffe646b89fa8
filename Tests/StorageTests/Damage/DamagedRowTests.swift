import Foundation
import GRDB
import HelpDesk
import Testing

@testable import Storage

@Suite(.timeLimit(.minutes(15))) struct DamagedRowTests {
    private static func damage(_ id: HelpRequestID, in database: SQLiteDatabase) async throws {
        try await database.pool.write { db in
            try db.execute(sql: "UPDATE help_requests SET flow = '{}' WHERE id = ?", arguments: [id.text])
        }
    }

    @Test("A damaged request takes no list, page, statistic, event or start with it")
    func request() async throws {
        try await withDatabase { database in
            let store = SQLiteHelpRequestStore(database: database, logger: .silent)
            let flows = (0..<6).map { SampleFlows.ended(at: SampleFlows.start.addingTimeInterval(Double($0))) }
            for flow in flows { try await store.insert(flow, idempotency: nil) }
            try await Self.damage(flows[5].id, in: database)
            try await Self.damage(flows[2].id, in: database)
            let whole = [4, 3, 1, 0].map { flows[$0].id }

            #expect(try await store.requests(HelpRequestQuery()).map(\.id) == whole)
            // A page is as long as it should be, so that nobody takes it for the last.
            #expect(try await store.requests(HelpRequestQuery(limit: 3)).map(\.id) == Array(whole.prefix(3)))
            #expect(
                try await store.requests(HelpRequestQuery(departments: ["support", "sales"], limit: 3)).map(\.id)
                    == Array(whole.prefix(3)))
            #expect(try await store.changes(after: 0, limit: 3).map(\.request.id) == [0, 1, 3].map { flows[$0].id })

            let history = SQLiteHistoryStore(database: database)
            let first = try await history.page(HistoryFilter(), after: nil, limit: 3)
            #expect(first.requests.map(\.id) == Array(whole.prefix(3)))
            let second = try await history.page(HistoryFilter(), after: first.next, limit: 3)
            #expect(second.requests.map(\.id) == [flows[0].id] && second.next == nil)
            let statistics = try await history.statistics(
                StatisticsQuery(boundaries: [SampleFlows.start, SampleFlows.start.addingTimeInterval(60)]))
            #expect(statistics.total.requests == 6)
        }
    }

    @Test("A damaged request is named by its id, which gives a problem of its own")
    func named() async throws {
        try await withDatabase { database in
            let store = SQLiteHelpRequestStore(database: database, logger: .silent)
            let flow = SampleFlows.ended()
            try await store.insert(flow, idempotency: nil)
            try await Self.damage(flow.id, in: database)
            await #expect(throws: HelpDeskError.damagedRequest(flow.id)) { try await store.request(flow.id) }
            await #expect(throws: HelpDeskError.damagedRequest(flow.id)) { try await store.change(of: flow.id) }
        }
    }

    @Test("An open flow that cannot be read is closed, and the others are taken up")
    func openFlow() async throws {
        try await withDatabase { database in
            let store = SQLiteHelpRequestStore(database: database, logger: .silent)
            let flows = (0..<3).map { SampleFlows.ringing(at: SampleFlows.start.addingTimeInterval(Double($0))) }
            for flow in flows { try await store.insert(flow, idempotency: nil) }
            try await Self.damage(flows[1].id, in: database)
            #expect(try await store.openFlows().map(\.id) == [flows[0].id, flows[2].id])
            #expect(try await store.openRequests().changes.map(\.request.id) == [flows[0].id, flows[2].id])
            let open = try await database.pool.read { db in
                try Int.fetchOne(db, sql: "SELECT count(*) FROM help_requests WHERE isOpen")
            }
            #expect(open == 2)
        }
    }

    @Test("A setting that cannot be read takes no other with it, and is mended by writing it anew")
    func setting() async throws {
        try await withDatabase { database in
            let store = try await SQLCallCenterStore(database: database, logger: .silent)
            _ = try await store.apply(SampleCallCenters.full)
            try await database.pool.write { db in
                try db.execute(sql: "UPDATE sources SET policy = 'x'")
                try db.execute(sql: "UPDATE operators SET name = x'FF'")
                try db.execute(sql: "UPDATE call_center_revision SET revision = revision + 1")
            }
            let again = try await SQLCallCenterStore(database: database, logger: .silent)
            #expect(again.current.sources.isEmpty && again.current.operators.isEmpty)
            #expect(again.current.routes == SampleCallCenters.full.routes)
            // The route names a source that is not there: no fault of this change.
            _ = try await again.apply(
                CallCenter(
                    departments: [Department(id: "new", name: "New")], operators: [], sources: [], routes: [],
                    webhooks: []))
            #expect(again.current.departments["new"] != nil)
            _ = try await again.apply(SampleCallCenters.full)
            #expect(again.current.sources == SampleCallCenters.full.sources)
            #expect(again.current.operators == SampleCallCenters.full.operators)
        }
    }

    @Test("Whatever stands in whichever column of the database, reading it throws or leaves it out")
    func anyColumn() async throws {
        let values = ["x'FF00'", "'abc'", "-1", "9.0e99", "\(Int64.max)", "'{}'"]
        try await withTemporaryDirectory { directory in
            let original = directory.appending(path: "original.sqlite").path
            let database = try await SQLiteDatabase.open(at: directory.appending(path: "damaged.sqlite").path)
            let working = try await WorkingDatabase(database)
            try await database.backup(to: original)
            let columns = try await database.pool.read { db in
                try Row.fetchAll(
                    db,
                    sql: """
                        SELECT m.name AS tableName, c.name AS columnName FROM sqlite_master AS m,
                            pragma_table_info(m.name) AS c
                        WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'grdb_%'
                        """
                ).map { ($0["tableName"] as String, $0["columnName"] as String) }
            }
            #expect(columns.count > 100)
            for (table, column) in columns {
                for value in values {
                    try await database.pool.writeWithoutTransaction { db in
                        // And nothing waits for the disk, of which nothing is wanted.
                        try db.execute(
                            sql: """
                                PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF
                                """)
                        // A column that takes no such value refuses it by itself.
                        try? db.execute(sql: "UPDATE OR IGNORE \(table) SET \(column) = \(value)")
                    }
                    do {
                        try await working.readEverything()
                    } catch {
                        Issue.record("\(table).\(column) = \(value): \(error)")
                    }
                    if value == values[0] { _ = try await DatabaseCheck(database: database).run() }
                    try await Self.restore(table, from: original, database)
                }
            }
        }
    }

    private static func restore(_ table: String, from original: String, _ database: SQLiteDatabase) async throws {
        try await database.pool.writeWithoutTransaction { db in
            try db.execute(sql: "ATTACH DATABASE ? AS original", arguments: [original])
            try db.execute(sql: "DELETE FROM main.\(table); INSERT INTO main.\(table) SELECT * FROM original.\(table)")
            try db.execute(sql: "DETACH DATABASE original")
        }
    }
}
