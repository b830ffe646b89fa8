import Administration
import ConcurrencyPrimitives
import Foundation
import HelpDesk
import PostgreSQL
import StoragePostgreSQL
import Testing

@testable import Storage

/// What the database as a whole keeps, on a server.
@Suite(.timeLimit(.minutes(15))) struct PostgreSQLDatabaseTests {
    @Test("Secrets are sealed, open at another bridge with the same key, and are sealed anew under another")
    func secrets() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            try await withPostgreSQL { configuration, pool in
                let keys = PostgreSQLDatabase.Keys(.besideDatabase, beside: path)
                let database = try await PostgreSQLDatabase.open(configuration, keys: keys, logger: .silent)
                let store = try await SQLCallCenterStore(database: database, logger: .silent)
                _ = try await store.apply(SecretFixture.callCenter)
                func stored() async throws -> String {
                    try await pool.query("SELECT credentials FROM sources WHERE id = 'first'").rows[0]
                        .string("credentials")
                }
                let before = try await stored()
                #expect(before.contains(SecretSeal.prefix) && !before.contains("alpha"))
                let other = try await PostgreSQLDatabase.open(configuration, keys: keys, logger: .silent)
                let settings = try await SQLCallCenterStore(database: other, logger: .silent)
                #expect(settings.current == SecretFixture.callCenter)
                #expect(try await database.rotateSecrets().unreadable.isEmpty)
                #expect(try await stored() != before)
                // The other one reads the file of keys again.
                let again = try await SQLCallCenterStore(database: other, logger: .silent)
                #expect(again.current == SecretFixture.callCenter)
                await other.close()
                await database.close()
                // Without the key nothing is opened, and nothing is given up.
                let error = await #expect(throws: StorageError.self) {
                    try await PostgreSQLDatabase.open(configuration, keys: .random, logger: .silent)
                }
                let isAboutKey = if case .secretKey? = error { true } else { false }
                #expect(isAboutKey)
            }
        }
    }

    @Test("Whoever seals while the key is changed, before or behind it, seals what can be opened afterwards")
    func sealingDuringRotation() async throws {
        try await withTemporaryDirectory { directory in
            try await withPostgreSQL { configuration, pool in
                let keys = PostgreSQLDatabase.Keys(
                    .besideDatabase, beside: directory.appending(path: "helpbridge.sqlite").path)
                let database = try await PostgreSQLDatabase.open(configuration, keys: keys, logger: .silent)
                let other = try await PostgreSQLDatabase.open(configuration, keys: keys, logger: .silent)
                _ = try await SQLCallCenterStore(database: database, logger: .silent).apply(SecretFixture.callCenter)
                // Writers of tokens, and later the change of the key, are held up when they have begun to write.
                try await pool.query(
                    """
                    CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN NEW; END'
                    """)
                func holding(
                    _ event: String, _ first: @escaping @Sendable () async throws -> Void,
                    then second: @escaping @Sendable () async throws -> Void
                ) async throws {
                    try await pool.query(
                        "CREATE OR REPLACE TRIGGER hold BEFORE \(event) FOR EACH ROW EXECUTE FUNCTION hold()")
                    let isDone = Locked(false)
                    try await withThrowingDiscardingTaskGroup { group in
                        try await pool.transaction { transaction in
                            func waiting(_ count: Int) async throws -> Bool {
                                // Within a transaction the server would say the same each time.
                                try await pool.query(
                                    """
                                    SELECT FROM pg_stat_activity
                                    WHERE datname = current_database() AND wait_event_type = 'Lock'
                                    """
                                ).count >= count
                            }
                            try await transaction.query("SELECT pg_advisory_xact_lock(1)")
                            group.addTask { try await first() }
                            try await eventually { try await waiting(1) }
                            group.addTask {
                                try await second()
                                isDone.withLock { $0 = true }
                            }
                            try await eventually {
                                if isDone.withLock({ $0 }) { return true }
                                return try await waiting(2)
                            }
                        }
                    }
                    try await pool.query("DROP TRIGGER hold ON \(event.split(separator: " ").last ?? "")")
                }
                @Sendable func keep(_ token: String, of source: String) async throws {
                    try await SQLRefreshTokenStore(database: other)
                        .keep(token, of: source, replacing: "old", from: "https://\(source).test")
                }
                let rotate: @Sendable () async throws -> Void = {
                    let rotation = try await database.rotateSecrets()
                    #expect(rotation.unreadable.isEmpty && rotation.leftover == nil)
                }
                try await holding("INSERT ON refresh_tokens", { try await keep("one", of: "first") }, then: rotate)
                try await holding("UPDATE ON webhooks", rotate) { try await keep("two", of: "second") }
                await other.close()
                await database.close()
                // By somebody who knows only what is in the file.
                let later = try await PostgreSQLDatabase.open(configuration, keys: keys, logger: .silent)
                for (source, token) in [("first", "one"), ("second", "two")] {
                    let found = try await SQLRefreshTokenStore(database: later)
                        .refreshToken(of: source, replacing: "old", from: "https://\(source).test")
                    #expect(found == token)
                }
                #expect(
                    try await SQLCallCenterStore(database: later, logger: .silent).current == SecretFixture.callCenter)
                await later.close()
            }
        }
    }

    @Test("Whoever seals while what is kept of calls is sealed anew waits for nobody")
    func sealingDuringLongRotation() async throws {
        try await withTemporaryDirectory { directory in
            try await withPostgreSQL { configuration, pool in
                let keys = PostgreSQLDatabase.Keys(
                    .besideDatabase, beside: directory.appending(path: "helpbridge.sqlite").path)
                let database = try await PostgreSQLDatabase.open(configuration, keys: keys, logger: .silent)
                let other = try await PostgreSQLDatabase.open(configuration, keys: keys, logger: .silent)
                let content = WebhookContent(headers: [:], query: ["a": "b"], body: Array("{}".utf8))
                @Sendable func insert(_ seal: SecretSeal, _ db: any SQLTransaction) throws {
                    try WebhookDelivery(
                        endpoint: "main", receivedAt: SampleFlows.start, deliveryId: nil, result: .accepted,
                        status: 202, code: nil, reason: nil, request: nil, size: 2, isProven: true
                    ).insert(with: content, seal, db)
                }
                try await database.write { db in for _ in 0..<3 { try insert(database.seal, db) } }
                try await withThrowingDiscardingTaskGroup { group in
                    try await pool.transaction { transaction in
                        try await transaction.query("SELECT FROM webhook_contents WHERE delivery = 2 FOR UPDATE")
                        group.addTask {
                            let rotation = try await database.rotateSecrets(batchSize: 1)
                            #expect(rotation.count == 9 && rotation.leftover == nil && rotation.unreadable.isEmpty)
                        }
                        try await eventually {
                            try await pool.query(
                                """
                                SELECT FROM pg_stat_activity
                                WHERE datname = current_database() AND wait_event_type = 'Lock'
                                """
                            ).count >= 1
                        }
                        // The change cannot end before this has been written.
                        try await other.write { db in try insert(other.seal, db) }
                    }
                }
                await other.close()
                await database.close()
                // By somebody who knows only what is in the file.
                let later = try await PostgreSQLDatabase.open(configuration, keys: keys, logger: .silent)
                let log = SQLWebhookDeliveryLog(database: later, logger: .silent)
                for id: Int64 in 1...4 {
                    #expect(try await log.delivery(id, of: "main")?.content == content)
                }
                await later.close()
            }
        }
    }

    @Test("A check of PostgreSQL names the tables, indexes and rows that are not good")
    func check() async throws {
        try await withStore(.postgresql) { stores in
            _ = try await SQLCallCenterStore(database: stores.database, logger: .silent).apply(SampleCallCenters.full)
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

    @Test("Who has given an order stands in the audit log, also where the work is done on another thread")
    func authors() async throws {
        try await withStore(.postgresql) { stores in
            let store = try await SQLCallCenterStore(database: stores.database, logger: .silent)
            try await Origin.$current.withValue(Origin(author: "user:sara", address: "10.0.0.1")) {
                _ = try await store.apply(SampleCallCenters.full, by: "user:sara")
            }
            let entries = try await stores.audit.entries(before: nil, limit: 100)
            #expect(!entries.isEmpty && entries.allSatisfy { $0.author == "user:sara" && $0.address == "10.0.0.1" })
        }
    }

    @Test("A forgotten number is taken out of every table of PostgreSQL")
    func forgetting() async throws {
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

    @Test("A wrong year wipes nothing from PostgreSQL until somebody says that it is right")
    func wrongYear() async throws {
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
            let isAboutClock = if case .implausibleClock? = error { true } else { false }
            #expect(isAboutClock)
            try await database.confirmTime()
            #expect(try await retention.prune().requests == 1)
            await database.close()
        }
    }
}
