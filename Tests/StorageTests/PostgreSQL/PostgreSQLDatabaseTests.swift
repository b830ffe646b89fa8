import Administration
import Foundation
import HelpDesk
import PostgreSQL
import StoragePostgreSQL
import Testing

@testable import Storage

/// What the database as a whole keeps, on a server.
@Suite(.timeLimit(.minutes(15))) struct PostgreSQLDatabaseTests {
    @Test func `secrets are sealed, open at another bridge with the same key, and are sealed anew under another`()
        async throws
    {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            try await withPostgreSQL { configuration, pool in
                let keys = PostgreSQLDatabase.Keys(.besideDatabase, beside: path)
                let database = try await PostgreSQLDatabase.open(configuration, keys: keys, logger: .silent)
                let store = try await CallCenterStore(database: database, logger: .silent)
                _ = try await store.apply(SecretFixture.callCenter)
                func stored() async throws -> String {
                    try await pool.query("SELECT credentials FROM sources WHERE id = 'first'").rows[0]
                        .string("credentials")
                }
                let before = try await stored()
                #expect(before.contains(SecretSeal.prefix) && !before.contains("alpha"))
                let other = try await PostgreSQLDatabase.open(configuration, keys: keys, logger: .silent)
                let settings = try await CallCenterStore(database: other, logger: .silent)
                #expect(settings.current == SecretFixture.callCenter)
                #expect(try await database.rotateSecrets().unreadable.isEmpty)
                #expect(try await stored() != before)
                // The other one reads the file of keys again.
                let again = try await CallCenterStore(database: other, logger: .silent)
                #expect(again.current == SecretFixture.callCenter)
                await other.close()
                await database.close()
                // Without the key nothing is opened, and nothing is given up.
                let error = await #expect(throws: StorageError.self) {
                    try await PostgreSQLDatabase.open(configuration, keys: .random, logger: .silent)
                }
                #expect(error?.code.hasPrefix("secret") == true)
            }
        }
    }

    @Test func `a check names the tables, indexes and rows that are not good`() async throws {
        try await withStore(.postgresql) { stores in
            _ = try await CallCenterStore(database: stores.database, logger: .silent).apply(SampleCallCenters.full)
            try await stores.requests.insert(SampleFlows.ended(), idempotency: nil)
            #expect(try await DatabaseCheck(database: stores.database).run().isGood)
            try await stores.execute(SQLStatement("UPDATE help_requests SET flow = '{}'"))
            try await stores.execute(SQLStatement("UPDATE routes SET mode = 'telepathy'"))
            try await stores.execute(SQLStatement("DROP TABLE erasures"))
            let report = try await DatabaseCheck(database: stores.database).run()
            #expect(report.damaged.map(\.table) == ["help_requests", "routes"])
            #expect(report.faults == ["the table erasures is missing"])
        }
    }

    @Test func `what no text of PostgreSQL can hold is kept as what stands for it`() async throws {
        try await withStore(.postgresql) { stores in
            await stores.audit.note("added", "sound", "a\0b")
            let items = try await stores.audit.entries(before: nil, limit: 1).map(\.item)
            #expect(items == ["a\u{FFFD}b"])
        }
    }

    @Test func `who has given an order stands in the audit log, also where the work is done on another thread`()
        async throws
    {
        try await withStore(.postgresql) { stores in
            let store = try await CallCenterStore(database: stores.database, logger: .silent)
            try await Origin.$current.withValue(Origin(author: "user:sara", address: "10.0.0.1")) {
                _ = try await store.apply(SampleCallCenters.full, by: "user:sara")
            }
            let entries = try await stores.audit.entries(before: nil, limit: 100)
            #expect(!entries.isEmpty && entries.allSatisfy { $0.author == "user:sara" && $0.address == "10.0.0.1" })
        }
    }

    @Test func `a number is taken out of every table`() async throws {
        try await withStore(.postgresql) { stores in
            let flow = SampleFlows.ended()
            let key = IdempotencyRecord(IdempotencyKey("09121234567", fingerprint: "f"), snapshot: flow.request)
            try await stores.requests.insert(flow, idempotency: key)
            await stores.audit.note("added", "sound", "for 0912 123 4567")
            let now = SampleFlows.start
            try await stores.sessions.begin(
                Session(
                    holder: .embedded(EmbeddedOperator(extension: "101", customer: "09121234567")),
                    expiresAt: now.addingTimeInterval(60), endsAt: now.addingTimeInterval(60)),
                digest: "e", at: now)
            let number = try #require(PhoneNumber("+989121234567"))
            let outcome = try await Forgetting(database: stores.database, number: number).run()
            #expect(outcome.tables["help_requests"] == 1 && outcome.tables["idempotency_keys"] == 2)
            #expect(outcome.tables["audit_log"] == 1 && outcome.tables["sessions"] == 1)
            #expect(try await stores.requests.request(flow.id)?.customer == nil)
            #expect(try await Forgetting(database: stores.database, number: number).run().places == 0)
        }
    }

    @Test func `a wrong year wipes nothing until somebody says that it is right`() async throws {
        try await withPostgreSQL { configuration, pool in
            let keys = PostgreSQLDatabase.Keys.random
            await (try PostgreSQLDatabase.open(configuration, keys: keys, logger: .silent)).close()
            let seen = Date().addingTimeInterval(-2 * 365 * PlausibleClock.day)
            try await pool.query("UPDATE clock SET lastSeen = $1", [.integer(seen.storedMilliseconds)])
            let database = try await PostgreSQLDatabase.open(configuration, keys: keys, logger: .silent)
            let store = PostgreSQLHelpRequestStore(database: database, logger: .silent)
            try await store.insert(SampleFlows.ended(at: seen), idempotency: nil)
            let retention = Retention(database: database, keepDays: 30)
            let error = await #expect(throws: StorageError.self) { try await retention.prune() }
            #expect(error?.code == "implausible_clock")
            try await database.confirmTime()
            #expect(try await retention.prune().requests == 1)
            await database.close()
        }
    }
}
