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

    @Test(
        "What never changes of a request is written once, and is gone when the request has ended",
        arguments: StoreKind.allCases)
    func writtenOnce(kind: StoreKind) async throws {
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

    @Test("A request that an earlier version has left open is taken up as it was, and goes on")
    func earlierVersion() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            var open = SampleFlows.ringing()
            let (ended, damaged) = (SampleFlows.ended(), SampleFlows.accepted())
            let queue = try DatabaseQueue(path: path)
            try Schema.migrator.migrate(queue, upTo: "18 webhook keys")
            try await queue.write { [open] db in
                for flow in [open, ended, damaged] { try HelpRequestRow.insertAsEarlier(flow, into: db) }
                try db.execute(
                    sql: "UPDATE help_requests SET flow = '{' WHERE id = ?", arguments: [damaged.id.text])
            }
            try queue.close()

            let database = try await SQLiteDatabase.open(at: path)
            let store = SQLiteHelpRequestStore(database: database, logger: .silent)
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

    /// One in whose two parts there are brackets that end or begin nothing.
    private static func flowWithBrackets() -> CallFlow {
        var flow = CallFlow(
            request: HelpRequest(
                id: HelpRequestID(at: SampleFlows.start), route: "*5003", operator: "101", department: "support",
                reason: "} , {", createdAt: SampleFlows.start),
            caller: Operator(extension: "101", name: "}{\"}", department: "support"),
            route: Route(
                code: "*5003", name: "}", detection: .department, voice: "en",
                prompts: [.requestSent: .text("{manager} comes }")]),
            departmentName: "{ Support }", expireAfterSeconds: 120)
        _ = flow.handle(.started, at: SampleFlows.start)
        return flow
    }

    @Test(
        "The two parts of a stored flow make it again, whatever brackets are in its texts and blanks around",
        arguments: ["", " \n"])
    func twoParts(blanks: String) throws {
        let flows = [
            Self.flowWithBrackets(), SampleFlows.accepted(), SampleFlows.ringing(),
            SampleFlows.helped(by: "200", after: 5), SampleFlows.visited(by: "300", mode: .whisper, from: 30, to: 45),
        ]
        for flow in flows {
            let parts = try [JSONEncoder().encode(flow.terms), JSONEncoder().encode(flow.progress)].map {
                Data(blanks.utf8) + $0 + Data(blanks.utf8)
            }
            let whole = RequestTermsRow.whole(parts[0], parts[1])
            #expect(try HelpRequestRow.flow(id: flow.id.text, flow: whole) == flow)
        }
    }

    @Test("Of a stored flow's two parts of which one is damaged no flow is made, and nothing traps")
    func damagedPart() throws {
        let flow = Self.flowWithBrackets()
        for (terms, progress) in try Self.damagedParts(of: flow) {
            #expect(throws: StorageError.self) {
                try HelpRequestRow.flow(id: flow.id.text, flow: RequestTermsRow.whole(terms, progress))
            }
        }
    }

    private static func damagedParts(of flow: CallFlow) throws -> [(terms: Data, progress: Data)] {
        let (terms, progress) = (try JSONEncoder().encode(flow.terms), try JSONEncoder().encode(flow.progress))
        let damages = ["", "x", "{", "}", "{}", "}{", "[]", "null"].map { Data($0.utf8) }
        return damages.flatMap { damage in [(damage, progress), (terms, damage)] + damages.map { (damage, $0) } }
    }
}
