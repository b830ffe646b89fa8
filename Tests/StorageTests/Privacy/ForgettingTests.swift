import Administration
import ConcurrencyPrimitives
import Foundation
import GRDB
import HelpDesk
import Testing

@testable import Storage

@Suite(.timeLimit(.minutes(15))) struct ForgettingTests {
    private static let digits = "9121234567"

    private func forget(_ number: String, in database: any SQLDatabase) async throws -> Forgetting.Outcome {
        try await Forgetting(database: database, number: #require(PhoneNumber(number)), batchSize: 2).run()
    }

    /// The whole database with its log, as whoever steals the disk reads it.
    private func bytes(of database: SQLiteDatabase) -> Data {
        ["", "-wal"].reduce(into: Data()) { bytes, suffix in
            bytes.append((try? Data(contentsOf: URL(fileURLWithPath: database.path + suffix))) ?? Data())
        }
    }

    @Test("A forgotten number is taken out of every table, and nothing of it is left in the file")
    func everyTable() async throws {
        try await withDatabase { database in
            let working = try await WorkingDatabase(database)
            let now = WorkingDatabase.now
            // As long as it is open, the bridge that serves it has to be told.
            var open = working.open
            _ = open.handle(.cancel, at: now)
            _ = open.handle(.ended(.ofOperator(open.id), .normal), at: now)
            try await working.requests.update(open)
            let flows = (0..<5).map { SampleFlows.ended(at: SampleFlows.start.addingTimeInterval(100 + Double($0))) }
            for flow in flows {
                let key = IdempotencyRecord(
                    IdempotencyKey(flow.id.text, fingerprint: ""), snapshot: flow.request)
                try await working.requests.insert(flow, idempotency: key)
            }
            let delivery = WebhookDelivery(
                endpoint: "main", receivedAt: now, deliveryId: "call-09121234567", result: .refused, status: 422,
                code: nil, reason: "who is 0912 123 4567?", request: nil, size: 2, isProven: true)
            try await database.write { db in
                try delivery.insert(
                    with: WebhookContent(
                        headers: ["x-caller": "00989121234567"], query: ["customer": "09121234567"],
                        body: Array(#"{"phone":989121234567}"#.utf8)), database.seal, db)
            }
            try await working.sessions.begin(
                Session(
                    holder: .embedded(EmbeddedOperator(extension: "101", customer: "۰۹۱۲۱۲۳۴۵۶۷")),
                    expiresAt: now.addingTimeInterval(60), endsAt: now.addingTimeInterval(60)),
                digest: "e", at: now)
            await working.audit.note("added", "sound", "for 09121234567")
            _ = try await working.missed.settle(
                working.ended.id, MissedRequest.Settlement(at: now, by: "Sara", note: "called 0912 123 4567"),
                overwrites: true)
            #expect(bytes(of: database).range(of: Data(Self.digits.utf8)) != nil)

            // The flows' customer, in every open and ended request, is the same.
            let outcome = try await forget("0912 123 4567", in: database)
            #expect(
                outcome.tables == [
                    "help_requests": 7, "idempotency_keys": 6, "webhook_deliveries": 2, "webhook_contents": 3,
                    "sessions": 1, "audit_log": 1, "missed_requests": 1,
                ])
            #expect(outcome.places == 21)
            #expect(bytes(of: database).range(of: Data(Self.digits.utf8)) == nil)

            let request = try await working.requests.request(flows[0].id)
            #expect(request?.customer == nil && request?.reason == flows[0].request.reason)
            let content = try #require(try await working.deliveries.delivery(2, of: "main")?.content)
            #expect(content.headers == ["x-caller": "***"] && content.query == ["customer": "***"])
            #expect(String(decoding: content.body, as: UTF8.self) == #"{"phone":0}"#)
            let session = try await working.sessions.session(digest: "e", at: now)
            #expect(session?.holder == .embedded(EmbeddedOperator(extension: "101")))
            #expect(try await DatabaseCheck(database: database).run().damaged.isEmpty)
            #expect(try await forget("+989121234567", in: database).places == 0)
        }
    }

    @Test("A number is looked for while a bridge has the file to write to, and needs that only where the number is")
    func whileServing() async throws {
        try await withDatabase { database in
            _ = try await database.write { db in
                try db.execute(
                    sql: """
                        INSERT INTO audit_log (at, author, action, kind, item)
                        VALUES (0, 'Sara', 'took', 'help_request', 'call 0912 123 4567')
                        """)
            }
            func forget(_ number: String) async throws -> Int {
                try await Forgetting(database: database, number: #require(PhoneNumber(number))).run().places
            }
            let bridge = try await SQLiteDatabase.open(at: database.path)
            let nowhere = try await withHeldTransaction(of: bridge) { try await forget("021 88 77 66 55") }
            let once = try await forget("0912 123 4567")
            #expect(nowhere == 0 && once == 1)
            try await bridge.close()
        }
    }

    @Test("A check names a delivery whose content cannot be read, and not only one that cannot be opened")
    func unreadableDelivery() async throws {
        try await withDatabase { database in
            let delivery = WebhookDelivery(
                endpoint: "main", receivedAt: SampleFlows.start, deliveryId: nil, result: .accepted, status: 202,
                code: nil, reason: nil, request: nil, size: 2, isProven: true)
            try await database.write { db in
                try delivery.insert(with: WebhookContent(headers: [:], query: [:], body: []), database.seal, db)
                // As an earlier version left it behind when the number was a customer's.
                let query = try database.seal.seal(
                    #"{"customer":null}"#, at: .webhookContent(ofDelivery: 1, column: "query"), db)
                try db.execute(sql: "UPDATE webhook_contents SET query = ?", arguments: [query])
            }
            let report = try await DatabaseCheck(database: database).run()
            #expect(report.damaged.map(\.table) == ["webhook_contents"])
        }
    }

    @Test("A table in which no number is looked for is one that holds none")
    func allTables() async throws {
        // Settings, which people make; what is about helpers and operators; keys, counters and clocks.
        let others: Set = [
            "departments", "helpers", "operators", "sources", "routes", "webhooks", "subscriptions", "presences",
            "call_center_revision", "help_request_terms", "help_request_revision", "ring_attempts", "listenings",
            "refresh_tokens", "sound_audio", "users", "screen_links", "sealed_key", "installation", "unmarked_requests",
            "clock",
            // The number itself, for as long as a request is open that would bring it back.
            "erasures", "schema_programs", "grdb_migrations",
        ]
        try await withDatabase { database in
            let tables = try await database.reading { db in
                try String.fetchSet(
                    db, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            }
            #expect(tables == others.union(ErasableTable.all.map(\.name)))
        }
    }

    @Test(
        "A request in progress does not bring a forgotten number back, nor tell it to anybody",
        arguments: StoreKind.allCases)
    func openRequest(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let (database, store) = (stores.database, stores.requests)
            var flow = SampleFlows.ringing()
            try await store.insert(flow, idempotency: nil)
            let before = try await store.openRequests().revision
            // By another process, which the bridge knows nothing of.
            #expect(try await forget("+989121234567", in: stores.otherDatabase).places == 1)
            // Whoever follows is told of the change.
            #expect(try await store.changes(after: before, limit: 10).map(\.request.customer) == [nil])

            var committed = store.committed.makeAsyncIterator()
            _ = await committed.next()
            _ = flow.handle(.cancel, at: SampleFlows.start.addingTimeInterval(3))
            #expect(flow.request.customer != nil)
            try await store.update(flow)
            #expect(await committed.next()?.request.customer == nil)
            _ = flow.handle(.ended(.ofOperator(flow.id), .normal), at: SampleFlows.start.addingTimeInterval(4))
            try await store.update(flow)
            let ended = try #require(try await store.request(flow.id))
            #expect(ended.customer == nil && ended.state == .cancelled)
            // And now nobody knows it any more.
            let left = try await database.read { db in try db.value(Int.self, sql: "SELECT count(*) FROM erasures") }
            #expect(left == 0)
        }
    }
}
