import Foundation
import GRDB
import HelpDesk
import Testing

@testable import Storage

@Suite struct RequestTermsTests {
    private func stored(
        _ id: HelpRequestID, _ database: any SQLDatabase
    ) async throws -> (flow: String, terms: String?) {
        try await database.read { db in
            let flow = try db.value(
                String.self, sql: "SELECT flow FROM help_requests WHERE id = ?", arguments: [id.text])
            let terms = try db.value(
                String.self, sql: "SELECT terms FROM help_request_terms WHERE request = ?", arguments: [id.text])
            return (try #require(flow), terms)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `what never changes of a request is written once, and is gone when the request has ended`(
        kind: StoreKind
    ) async throws {
        try await withStore(kind) { stores in
            let (database, store) = (stores.database, stores.requests)
            var flow = SampleFlows.accepted()
            try await store.insert(flow, idempotency: nil)
            let first = try await stored(flow.id, database)
            #expect(first.terms?.contains("{manager}") == true && !first.flow.contains("{manager}"))

            _ = flow.handle(.started, at: SampleFlows.start)
            _ = flow.handle(.ringing(.ofOperator(flow.id)), at: SampleFlows.start)
            // A transition that wrote them again would bring them back.
            try await stores.execute(
                SQLStatement(
                    "UPDATE help_request_terms SET terms = replace(terms, ?, 'Sales')", [.text(flow.departmentName)]))
            try await store.update(flow)
            let second = try await stored(flow.id, database)
            #expect(second.flow != first.flow && !second.flow.contains("{manager}"))
            #expect(try await store.openFlows().map(\.departmentName) == ["Sales"])

            _ = flow.handle(.cancel, at: SampleFlows.start)
            _ = flow.handle(.ended(.ofOperator(flow.id), .normal), at: SampleFlows.start)
            try await store.update(flow)
            #expect(try await stored(flow.id, database).terms == nil)
            #expect(try await store.request(flow.id) == flow.request)
        }
    }

    @Test func `a request that an earlier version has left open is taken up as it was, and goes on`() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            var open = SampleFlows.ringing()
            let (ended, damaged) = (SampleFlows.ended(), SampleFlows.accepted())
            let queue = try DatabaseQueue(path: path)
            try Schema.migrator.migrate(queue, upTo: "18 webhook keys")
            try await queue.write { [open] db in
                // It wrote the whole flow with each transition.
                for flow in [open, ended, damaged] {
                    var row = try HelpRequestRow(flow)
                    row.flow = String(decoding: try JSONEncoder().encode(flow), as: UTF8.self)
                    _ = try row.insert(db)
                }
                try db.execute(
                    sql: "UPDATE help_requests SET flow = '{' WHERE id = ?", arguments: [damaged.id.text])
            }
            try queue.close()

            let database = try await HelpDeskDatabase.open(at: path)
            let store = HelpRequestDatabase(database: database, logger: .silent)
            #expect(try await store.openFlows() == [open])
            #expect(try await store.request(ended.id) == ended.request)
            _ = open.handle(.answered(.ofOperator(open.id)), at: SampleFlows.start.addingTimeInterval(2))
            try await store.update(open)
            #expect(try await store.openFlows() == [open])
            let wrong = try await DatabaseCheck(database: database).run().damaged
            #expect(wrong.map(\.id) == [damaged.id.text])
            try await database.close()
        }
    }
}
