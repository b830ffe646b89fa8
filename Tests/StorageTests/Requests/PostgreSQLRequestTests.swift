import ConcurrencyPrimitives
import Foundation
import HelpDesk
import PostgreSQL
import StoragePostgreSQL
import TestSupport
import Testing

@testable import Storage

/// What only a database that several bridges share can be asked for.
@Suite(.timeLimit(.minutes(15))) struct PostgreSQLRequestTests {
    @Test("An operator has one open request, whichever bridge accepts it")
    func oneOpenRequest() async throws {
        try await withStore(.postgresql) { stores in
            let flows = (0..<10).map { _ in SampleFlows.accepted(operator: "101") }
            let accepted = try await withThrowingTaskGroup(of: HelpRequestID?.self) { group in
                for (index, flow) in flows.enumerated() {
                    group.addTask {
                        do {
                            let store = index.isMultiple(of: 2) ? stores.requests : stores.another
                            try await store.insert(flow, idempotency: nil)
                            return flow.id
                        } catch StorageError.operatorHasOpenRequest("101") {
                            return nil
                        }
                    }
                }
                return try await group.reduce(into: []) { $0 += [$1].compactMap(\.self) }
            }
            #expect(accepted.count == 1)
            #expect(try await stores.requests.openFlows().map(\.id) == accepted)
            // Once it is over they may ask again.
            var flow = try #require(flows.first { $0.id == accepted.first })
            _ = flow.handle(.started, at: SampleFlows.start)
            _ = flow.handle(.cancel, at: SampleFlows.start)
            _ = flow.handle(.ended(.ofOperator(flow.id), .normal), at: SampleFlows.start)
            try #require(flow.request.state.isEnd)
            try await stores.another.update(flow)
            try await stores.requests.insert(SampleFlows.accepted(operator: "101"), idempotency: nil)
        }
    }

    @Test("Whoever presses again while the end of their request is on its way to the disk is not refused")
    func endOnItsWay() async throws {
        try await withStore(.postgresql) { stores in
            var flow = SampleFlows.accepted(operator: "101")
            try await stores.requests.insert(flow, idempotency: nil)
            _ = flow.handle(.started, at: SampleFlows.start)
            _ = flow.handle(.cancel, at: SampleFlows.start)
            _ = flow.handle(.ended(.ofOperator(flow.id), .normal), at: SampleFlows.start)
            let (first, second) = (flow, SampleFlows.accepted(operator: "101"))
            /// Grows with each transaction that writes.
            func transactions() async throws -> Int64 {
                try await stores.database.read { db in
                    try db.value(
                        Int64.self, sql: "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS newest") ?? 0
                }
            }
            let before = try await transactions()
            try await withThrowingTaskGroup { group in
                group.addTask { try await stores.requests.insert(second, idempotency: nil) }
                // The database is at the new one when the end comes.
                try await eventually { try await transactions() > before }
                try await stores.requests.update(first)
                try await group.waitForAll()
            }
            #expect(try await stores.requests.openFlows().map(\.id) == [second.id])
        }
    }

    @Test("From the moment at which the end of their request is decided an operator may ask again")
    func decidedEnd() async throws {
        try await withImpatientStore { store, _ in
            var first = SampleFlows.ringing(operator: "101")
            try await store.insert(first, idempotency: nil)
            _ = first.handle(.cancel, at: SampleFlows.start)
            try #require(first.isClosing && !first.isEnded && !first.request.state.isEnd)
            try await store.update(first)
            let second = SampleFlows.accepted(operator: "101")
            try await store.insert(second, idempotency: nil)
            #expect(Set(try await store.openFlows().map(\.id)) == [first.id, second.id])
            // Its end is in the way of nothing either.
            _ = first.handle(.ended(.ofOperator(first.id), .normal), at: SampleFlows.start)
            try #require(first.isEnded)
            try await store.update(first)
            await #expect(throws: StorageError.operatorHasOpenRequest("101")) {
                try await store.insert(SampleFlows.accepted(operator: "101"), idempotency: nil)
            }
        }
    }

    @Test("A request whose insertion a failover has lost is stored anew by its next transition, also by its last one")
    func lostInsertion() async throws {
        try await withStore(.postgresql) { stores in
            let store = stores.requests
            // Nothing refers to the second one; others' rows refer to the third.
            let flows = [SampleFlows.ringing(), SampleFlows.ended(), SampleFlows.helped(by: "200", after: 12)]
            for flow in flows {
                try await store.insert(flow, idempotency: nil)
                try await stores.execute(SQLStatement("DELETE FROM help_requests"))
                try await store.update(flow)
                #expect(try await store.request(flow.id) == flow.request)
                #expect(try await store.openFlows() == (flow.isEnded ? [] : [flow]))
            }
        }
    }

    @Test("A request that a failover has lost waits for its end where its operator has another one by then")
    func lostBehindAnother() async throws {
        try await withStore(.postgresql) { stores in
            let store = stores.requests
            var lost = SampleFlows.ringing(operator: "101")
            try await store.insert(lost, idempotency: nil)
            try await stores.execute(SQLStatement("DELETE FROM help_requests"))
            let other = SampleFlows.accepted(operator: "101")
            try await store.insert(other, idempotency: nil)
            let ringing = lost
            await #expect(throws: StorageError.operatorHasOpenRequest("101")) { try await store.update(ringing) }
            _ = lost.handle(.cancel, at: SampleFlows.start)
            try await store.update(lost)
            let open = try await store.openFlows().map(\.id)
            #expect(Set(open) == [lost.id, other.id])
        }
    }

    @Test("A request that nobody can read keeps its operator from nothing once it is closed")
    func unreadable() async throws {
        try await withImpatientStore { store, pool in
            let damaged = SampleFlows.accepted(operator: "101")
            try await store.insert(damaged, idempotency: nil)
            try await pool.query("UPDATE help_requests SET flow = '{'")
            #expect(try await store.openFlows().isEmpty)
            let next = SampleFlows.accepted(operator: "101")
            try await store.insert(next, idempotency: nil)
            #expect(try await store.openFlows() == [next])
        }
    }

    @Test("Requests that were open before the migration go on holding their operators")
    func beforeMigration() async throws {
        try await withPostgreSQL { configuration, pool in
            let keys = PostgreSQLDatabase.Keys.random
            let before = try await PostgreSQLDatabase.open(configuration, keys: keys, logger: .silent)
            try await PostgreSQLHelpRequestStore(database: before, logger: .silent)
                .insert(SampleFlows.accepted(operator: "101"), idempotency: nil)
            await before.close()
            // As it was left by the program before.
            try await pool.query("DELETE FROM helpbridge_migrations WHERE name = '7 operators held by requests'")
            try await pool.query("ALTER TABLE help_requests DROP COLUMN holdsOperator")
            try await pool.query(
                """
                CREATE UNIQUE INDEX help_requests_one_open ON help_requests (operator)
                WHERE state IN ('accepted', 'ringing_operator', 'ringing_manager', 'connected')
                """)
            let after = try await PostgreSQLDatabase.open(configuration, keys: keys, logger: .silent)
            let store = PostgreSQLHelpRequestStore(
                database: after, logger: .silent, timeout: .milliseconds(50))
            await #expect(throws: StorageError.operatorHasOpenRequest("101")) {
                try await store.insert(SampleFlows.accepted(operator: "101"), idempotency: nil)
            }
            await after.close()
        }
    }

    /// One that does not wait long for the end of an operator's request.
    private func withImpatientStore(
        _ body: (PostgreSQLHelpRequestStore, PostgreSQLPool) async throws -> Void
    ) async throws {
        try await withPostgreSQL { configuration, pool in
            let database = try await PostgreSQLDatabase.open(configuration, keys: .random, logger: .silent)
            let store = PostgreSQLHelpRequestStore(
                database: database, logger: .silent, timeout: .milliseconds(50))
            do {
                try await body(store, pool)
            } catch {
                await database.close()
                throw error
            }
            await database.close()
        }
    }

    @Test("Whoever presses again while their request is open elsewhere is told so in time")
    func openElsewhere() async throws {
        try await withImpatientStore { store, _ in
            try await store.insert(SampleFlows.accepted(operator: "101"), idempotency: nil)
            await #expect(throws: StorageError.operatorHasOpenRequest("101")) {
                try await store.insert(SampleFlows.accepted(operator: "101"), idempotency: nil)
            }
        }
    }

    @Test("Of what several bridges commit nobody sees a revision before those behind it")
    func revisions() async throws {
        try await withStore(.postgresql) { stores in
            let count = 60
            try await withThrowingTaskGroup { group in
                for store in [stores.requests, stores.another] {
                    for _ in 0..<count {
                        group.addTask { try await store.insert(SampleFlows.accepted(), idempotency: nil) }
                    }
                }
                group.addTask {
                    // Whoever goes on from the newest they have seen must miss nothing.
                    var seen: [Int64] = []
                    while seen.count < 2 * count {
                        let news = try await stores.another.changes(after: seen.last ?? 0, limit: 1000)
                        seen += news.map(\.revision)
                    }
                    #expect(seen == (1...Int64(2 * count)).map(\.self))
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("Open requests are taken up elsewhere than on the thread of calls, which would wait for many of them")
    func takenUpElsewhere() async throws {
        try await withStore(.postgresql) { stores in
            let flow = SampleFlows.accepted()
            try await stores.requests.insert(flow, idempotency: nil)
            let calls = QueueExecutor()
            let isOnThreadOfCalls = Locked<[Bool]>([])
            try await withTaskExecutorPreference(calls) {
                #expect(calls.isCurrent)
                let flows = try await stores.requests.takeUpFlows(under: PBXTenure(of: nil)) { _ in
                    isOnThreadOfCalls.withLock { $0.append(calls.isCurrent) }
                    return true
                }
                #expect(flows == [flow])
            }
            #expect(isOnThreadOfCalls.withLock { $0 } == [false])
        }
    }

    @Test("Transitions of a PBX that is lost meanwhile are refused together, however many there are")
    func lostTogether() async throws {
        try await withOwningBridges { join, pool in
            let a = try await join("a")
            try await whileOwning(a) { tenure in
                let flows = (0..<20).map { _ in SampleFlows.accepted() }
                for flow in flows { try await a.store.insert(flow, under: tenure, idempotency: nil) }
                // A sequence goes on where a transaction is undone, too.
                try await pool.query("CREATE SEQUENCE transactions")
                try await pool.query(
                    """
                    CREATE FUNCTION count_transaction() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN PERFORM nextval(''transactions''); RETURN NULL; END'
                    """)
                try await pool.query(
                    """
                    CREATE TRIGGER count_transaction AFTER UPDATE ON help_request_revision
                    FOR EACH STATEMENT EXECUTE FUNCTION count_transaction()
                    """)
                let executor = QueueExecutor()
                let refused: Int = try await withTaskExecutorPreference(executor) {
                    try await withThrowingTaskGroup(of: Bool.self) { group in
                        try await pool.transaction { transaction in
                            try await transaction.query("SET LOCAL idle_in_transaction_session_timeout = 0")
                            // Whoever commits waits for it: the first one by itself, then the others together.
                            try await transaction.query("SELECT FROM help_request_revision FOR UPDATE")
                            for flow in flows {
                                group.addTask {
                                    do {
                                        try await a.store.update(flow)
                                        return false
                                    } catch is PBXNotOwned {
                                        return true
                                    }
                                }
                            }
                            // It comes back after those before it have run as far as to their commits.
                            await Task.yield()
                            try await transaction.query("UPDATE pbx_owners SET owner = 'b', epoch = epoch + 1")
                        }
                        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                    }
                }
                #expect(refused == flows.count)
                let transactions = try await pool.query("SELECT last_value FROM transactions").rows
                #expect(try transactions.map { try $0.integer("last_value") } == [2])
            }
        }
    }

    @Test("Commits wait neither for attempts to sign in nor for reports")
    func waitForNobody() async throws {
        try await withPostgreSQL { configuration, pool in
            let database = try await PostgreSQLDatabase.open(configuration, keys: .random, logger: .silent)
            let store = PostgreSQLHelpRequestStore(database: database, logger: .silent)
            let throttle = PostgreSQLLoginThrottle(database: database)
            let missed = PostgreSQLMissedRequestStore(database: database)
            let flow = SampleFlows.accepted()
            try await withThrowingDiscardingTaskGroup { group in
                try await pool.transaction { transaction in
                    try await transaction.query("LOCK TABLE login_attempts, missed_requests IN ACCESS EXCLUSIVE MODE")
                    // More than there are connections.
                    for number in 0..<(2 * configuration.maximumConnections) {
                        group.addTask { _ = try await throttle.begin(login: "\(number)", address: "a") }
                        group.addTask { _ = try await missed.missedCount(departments: nil, upTo: 100) }
                    }
                    // Within a transaction the server would say the same each time.
                    try await eventually {
                        try await pool.query(
                            """
                            SELECT FROM pg_stat_activity
                            WHERE datname = current_database() AND wait_event_type = 'Lock'
                            """
                        ).count >= configuration.maximumConnections
                    }
                    #expect(try await store.openRequest(of: "101") == nil)
                    try await store.insert(flow, idempotency: nil)
                }
            }
            #expect(try await store.openFlows() == [flow])
            await database.close()
        }
    }

    @Test("A change of the tables may take longer than other statements")
    func longMigration() async throws {
        try await withPostgreSQL { configuration, pool in
            try await Self.makeEarlier(configuration, pool)
            try await pool.query(
                """
                CREATE FUNCTION dawdle() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(4); END'
                """)
            try await pool.query(
                "CREATE EVENT TRIGGER dawdle ON sql_drop WHEN TAG IN ('DROP INDEX') EXECUTE FUNCTION dawdle()")
            var impatient = configuration
            impatient.timeout = .seconds(3)
            await (try PostgreSQLDatabase.open(impatient, keys: .random, logger: .silent)).close()
        }
    }

    @Test("Tables are not changed under a bridge that serves, and it is named")
    func servingBridge() async throws {
        try await withPostgreSQL { configuration, pool in
            try await Self.makeEarlier(configuration, pool)
            try await pool.query(
                "INSERT INTO bridges VALUES ('a', 'HelpBridge 0.9, process 7 on one', clock_timestamp() + interval '1 hour')"
            )
            let error = await #expect(throws: StorageError.self) {
                try await PostgreSQLDatabase.open(configuration, keys: .random, logger: .silent)
            }
            let isOtherVersion = if case .servedByOtherVersion? = error { true } else { false }
            #expect(isOtherVersion && error?.description.contains("process 7 on one") == true)
            let changed = try await pool.query("SELECT FROM helpbridge_migrations WHERE name LIKE '9 %'").count
            #expect(changed == 0)
            // One that has not been seen for a while is gone.
            try await pool.query("UPDATE bridges SET seenAt = clock_timestamp() - interval '1 minute'")
            await (try PostgreSQLDatabase.open(configuration, keys: .random, logger: .silent)).close()
        }
    }

    /// The tables as the program before has left them.
    private static func makeEarlier(
        _ configuration: PostgreSQLPool.Configuration, _ pool: PostgreSQLPool
    ) async throws {
        await (try PostgreSQLDatabase.open(configuration, keys: .random, logger: .silent)).close()
        try await pool.execute(
            [
                "DELETE FROM helpbridge_migrations WHERE name LIKE '9 %'", "DROP INDEX outgoing_deliveries_dead",
                "DROP INDEX outgoing_deliveries_dead_list", "DROP INDEX help_requests_statistics",
                "DELETE FROM sealed_key",
            ].map { PostgreSQLStatement($0) })
    }

    @Test(
        "What became of a commit whose answer was lost is known before anybody is told, also where the request went on",
        arguments: ["", "UPDATE help_requests SET revision = revision + 1 WHERE id = NEW.id;"])
    func lostAnswer(meanwhile: String) async throws {
        try await withPostgreSQL { configuration, pool in
            // The server goes on where the client gives up, and takes its time at the commit.
            var impatient = configuration
            impatient.url += "?options=-c%20statement_timeout%3D0"
            impatient.timeout = .seconds(3)
            let database = try await PostgreSQLDatabase.open(impatient, keys: .random, logger: .silent)
            let store = PostgreSQLHelpRequestStore(database: database, logger: .silent)
            try await pool.query(
                """
                CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN IF NEW.department = ''slow'' THEN PERFORM pg_sleep(4); \(meanwhile) END IF; RETURN NULL; END'
                """)
            try await pool.query(
                """
                CREATE CONSTRAINT TRIGGER dawdle AFTER INSERT ON help_requests DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION dawdle()
                """)
            let flow = SampleFlows.accepted(department: "slow")
            try await store.insert(flow, idempotency: nil)
            #expect(try await store.openFlows() == [flow])
            await database.close()
        }
    }

    @Test("A request is refused while the database's server is away, and taken when it is back")
    func serverAway() async throws {
        let server = try await PostgreSQLServer.start()
        defer { server.end() }
        let database = try await PostgreSQLDatabase.open(.init(url: server.url()), keys: .random, logger: .silent)
        let store = PostgreSQLHelpRequestStore(database: database, logger: .silent)
        let (before, meanwhile, after) = (SampleFlows.accepted(), SampleFlows.accepted(), SampleFlows.accepted())
        try await store.insert(before, idempotency: nil)
        server.stop()
        let error = await #expect(throws: StorageError.self) { try await store.insert(meanwhile, idempotency: nil) }
        let isUnreachable = if case .unreachable? = error { true } else { false }
        #expect(isUnreachable)
        try await server.resume()
        try await eventually { (try? await store.insert(after, idempotency: nil)) != nil }
        #expect(Set(try await store.openFlows().map(\.id)) == [before.id, after.id])
        await database.close()
    }

    @Test("A database's server that does not wait for its disk is refused")
    func hastyServer() async throws {
        try await withPostgreSQL { configuration, _ in
            var hasty = configuration
            hasty.url += "?options=-c%20synchronous_commit%3Doff"
            let error = await #expect(throws: StorageError.self) {
                try await PostgreSQLDatabase.open(hasty, keys: .random, logger: .silent)
            }
            #expect(error?.description.contains("synchronous_commit") == true)
        }
    }

    @Test("Tables of a newer program are refused, with the program that can read them")
    func newerTables() async throws {
        try await withPostgreSQL { configuration, pool in
            let keys = PostgreSQLDatabase.Keys.random
            await (try PostgreSQLDatabase.open(configuration, keys: keys, logger: .silent)).close()
            try await pool.query(
                "INSERT INTO helpbridge_migrations VALUES ('999 of a newer program', 'HelpBridge 99')")
            let error = await #expect(throws: StorageError.self) {
                try await PostgreSQLDatabase.open(configuration, keys: keys, logger: .silent)
            }
            let isNewerThanProgram = if case .newerThanProgram? = error { true } else { false }
            #expect(isNewerThanProgram && error?.description.contains("HelpBridge 99") == true)
        }
    }

    @Test("Bridges that start at the same moment make the tables once")
    func startedAtOnce() async throws {
        try await withPostgreSQL { configuration, pool in
            let keys = PostgreSQLDatabase.Keys.random
            try await withThrowingTaskGroup { group in
                for _ in 0..<4 {
                    group.addTask {
                        await (try PostgreSQLDatabase.open(configuration, keys: keys, logger: .silent)).close()
                    }
                }
                try await group.waitForAll()
            }
            let count = try await pool.query("SELECT FROM help_request_revision").count
            #expect(count == 1)
        }
    }
}
