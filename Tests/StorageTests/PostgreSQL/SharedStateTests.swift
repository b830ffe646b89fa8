import Administration
import ConcurrencyPrimitives
import Foundation
import HelpDesk
import PostgreSQL
import StoragePostgreSQL
import Testing

@testable import Storage

/// What several bridges on one database have in common besides calls.
@Suite(.timeLimit(.minutes(15))) struct SharedStateTests {
    /// The same database, as two bridges have it open.
    private func withBridges(
        _ body: (PostgreSQLDatabase, PostgreSQLDatabase, PostgreSQLPool) async throws -> Void
    ) async throws {
        try await withPostgreSQL { configuration, pool in
            let keys = PostgreSQLDatabase.Keys.random
            let one = try await PostgreSQLDatabase.open(configuration, keys: keys, logger: .silent)
            let other = try await PostgreSQLDatabase.open(configuration, keys: keys, logger: .silent)
            try await body(one, other, pool)
            await one.close()
            await other.close()
        }
    }

    /// The fifth attempt is followed by a pause of a second: lets it last as long as any may, since a machine with much
    /// to do needs more.
    private func prolongPause(_ pool: PostgreSQLPool) async throws {
        let counts = try await pool.query(
            "SELECT attempts, notBefore - last AS pause FROM login_attempts WHERE kind = 'person'")
        let count = try #require(counts.rows.first)
        let (attempts, pause) = (try count.integer("attempts"), try count.integer("pause"))
        #expect(attempts == 5 && pause == 1_000)
        try await pool.query(
            "UPDATE login_attempts SET attempts = 20, notBefore = last + 300000 WHERE kind = 'person'")
    }

    @Test("Sign-in attempts and successes are shared by all bridges")
    func attempts() async throws {
        try await withBridges { one, other, pool in
            let throttles = [PostgreSQLLoginThrottle(database: one), PostgreSQLLoginThrottle(database: other)]
            for index in 0..<5 {
                #expect(try await throttles[index % 2].begin(login: "ali", address: "a") == nil)
            }
            try await prolongPause(pool)
            // The sixth is refused wherever it is made.
            let waits = [
                try await throttles[0].begin(login: "ali", address: "a"),
                try await throttles[1].begin(login: "ali", address: "a"),
            ]
            #expect(waits.allSatisfy { $0.map { $0 > .zero } ?? false }, "\(waits)")
            #expect(try await throttles[1].begin(login: "ali", address: "b") == nil)
            try await throttles[0].end(login: "ali", address: "a", succeeded: true)
            #expect(try await throttles[1].begin(login: "ali", address: "a") == nil)
        }
    }

    @Test("An attempt to sign in counts whatever the login is made of")
    func loginWithNUL() async throws {
        try await withBridges { one, _, pool in
            let throttle = PostgreSQLLoginThrottle(database: one)
            for _ in 0..<5 { #expect(try await throttle.begin(login: "ali\0x", address: "a") == nil) }
            try await prolongPause(pool)
            #expect(try await throttle.begin(login: "ali\0x", address: "a") != nil)
            try await throttle.end(login: "ali\0x", address: "a", succeeded: true)
            #expect(try await throttle.begin(login: "ali\0x", address: "a") == nil)
        }
    }

    @Test("An attempt to sign in that is refused waits for nobody")
    func refusedAttempt() async throws {
        try await withPostgreSQL { configuration, pool in
            let database = try await PostgreSQLDatabase.open(configuration, keys: .random, logger: .silent)
            let throttle = PostgreSQLLoginThrottle(database: database)
            for _ in 0..<5 { #expect(try await throttle.begin(login: "ali", address: "a") == nil) }
            try await prolongPause(pool)
            try await pool.transaction { transaction in
                try await transaction.query("LOCK TABLE login_attempts IN SHARE ROW EXCLUSIVE MODE")
                #expect(try await throttle.begin(login: "ali", address: "a") != nil)
            }
            await database.close()
        }
    }

    @Test("Attempts to sign in are forgotten after a while, and where a login belongs much later")
    func forgottenAttempts() async throws {
        try await withPostgreSQL { configuration, pool in
            let database = try await PostgreSQLDatabase.open(configuration, keys: .random, logger: .silent)
            let now = Int64(Date().timeIntervalSince1970 * 1000)
            for (kind, hours) in [("person", 1), ("login", 1), ("home", 1), ("home", 91 * 24)] as [(String, Int64)] {
                try await pool.query(
                    "INSERT INTO login_attempts VALUES ($1, $2, 'a', 1, 0, $3)",
                    [.text(kind), .text("\(hours)"), .integer(now - hours * 3_600_000)])
            }
            _ = try await PostgreSQLLoginThrottle(database: database).begin(login: "ali", address: "b")
            let left = try await pool.query("SELECT kind || login AS name FROM login_attempts WHERE address = 'a'").rows
            #expect(try left.map { try $0.string("name") } == ["home1"])
            await database.close()
        }
    }

    @Test("Of bridges that need a CRM's token one asks for it, and all use what it got")
    func oneAsksForToken() async throws {
        try await withBridges { one, other, _ in
            let stores = [SharedAccessTokenStore(database: one), SharedAccessTokenStore(database: other)]
            let asked = Locked(0)
            @Sendable func token(_ store: SharedAccessTokenStore, replacing refused: String? = nil) async throws
                -> String?
            {
                try await store.accessToken(
                    of: "main", for: "settings", replacing: refused, waitingUntil: .now + .seconds(60)
                ) {
                    let number = asked.withLock { count in
                        count += 1
                        return count
                    }
                    // Others come meanwhile.
                    for _ in 0..<100 { await Task.yield() }
                    return AccessToken("token \(number)", lifetime: .seconds(3_600))
                }?.token
            }
            let first = try await withThrowingTaskGroup(of: String?.self) { group in
                for index in 0..<8 { group.addTask { try await token(stores[index % 2]) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(first) == ["token 1"] && asked.withLock { $0 } == 1)
            // The CRM takes it no more: both learn so.
            let second = try await withThrowingTaskGroup(of: String?.self) { group in
                for store in stores { group.addTask { try await token(store, replacing: "token 1") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(second) == ["token 2"] && asked.withLock { $0 } == 2)
        }
    }

    @Test("How long a bridge may ask a CRM for a token, and how long that is good, goes by the server's clock")
    func serversClock() async throws {
        try await withPostgreSQL { configuration, pool in
            let hour: Int64 = 3_600_000
            try await pool.query(
                """
                CREATE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql AS
                'SELECT pg_catalog.clock_timestamp() + interval ''1 hour'''
                """)
            // Only for the bridge the server's clock is ahead.
            var shifted = configuration
            shifted.url += "?options=-c%20search_path%3Dpublic%2Cpg_catalog"
            let database = try await PostgreSQLDatabase.open(shifted, keys: .random, logger: .silent)
            @Sendable func remaining(of column: String) async throws -> Int64 {
                let now = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint"
                let rows = try await pool.query("SELECT \(column) - \(now) AS remaining FROM access_tokens").rows
                return try #require(rows.first).integer("remaining")
            }
            let token = try await SharedAccessTokenStore(database: database).accessToken(
                of: "main", for: "settings", replacing: nil, waitingUntil: .now + .seconds(60)
            ) {
                let turn = try await remaining(of: "renewingUntil")
                #expect(turn > hour - 600_000 && turn <= hour + 15_000)
                return AccessToken("token", lifetime: .seconds(7_200))
            }
            #expect(token?.token == "token")
            let lifetime = try await remaining(of: "expiresAt")
            #expect(lifetime > 3 * hour - 600_000 && lifetime <= 3 * hour)
            await database.close()
        }
    }

    @Test("A CRM's token that could not be had keeps nobody waiting, and one of other settings is of no use")
    func failedToken() async throws {
        struct Refused: Error {}
        try await withBridges { one, other, _ in
            let stores = (SharedAccessTokenStore(database: one), SharedAccessTokenStore(database: other))
            await #expect(throws: Refused.self) {
                try await stores.0.accessToken(
                    of: "main", for: "old", replacing: nil, waitingUntil: .now + .seconds(60)
                ) { throw Refused() }
            }
            for (settings, expected) in [("old", "a"), ("old", "a"), ("new", "b")] {
                let token = try await stores.1.accessToken(
                    of: "main", for: settings, replacing: nil, waitingUntil: .now + .seconds(60)
                ) { AccessToken(expected, lifetime: nil) }
                #expect(token?.token == expected)
            }
        }
    }
}
