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
    private func withBridges(_ body: (PostgreSQLDatabase, PostgreSQLDatabase) async throws -> Void) async throws {
        try await withPostgreSQL { configuration, _ in
            let keys = PostgreSQLDatabase.Keys.random
            let one = try await PostgreSQLDatabase.open(configuration, keys: keys, logger: .silent)
            let other = try await PostgreSQLDatabase.open(configuration, keys: keys, logger: .silent)
            try await body(one, other)
            await one.close()
            await other.close()
        }
    }

    @Test func `attempts to sign in at one bridge count at the others, and success is known to all`() async throws {
        try await withBridges { one, other in
            let throttles = [PostgreSQLLoginThrottle(database: one), PostgreSQLLoginThrottle(database: other)]
            for index in 0..<5 {
                #expect(try await throttles[index % 2].begin(login: "ali", address: "a") == nil)
            }
            // The fifth one is followed by a pause, wherever the sixth is made.
            let waits = [
                try await throttles[0].begin(login: "ali", address: "a"),
                try await throttles[1].begin(login: "ali", address: "a"),
            ]
            #expect(waits.allSatisfy { $0.map { $0 > .zero && $0 <= .seconds(1) } ?? false }, "\(waits)")
            #expect(try await throttles[1].begin(login: "ali", address: "b") == nil)
            try await throttles[0].end(login: "ali", address: "a", succeeded: true)
            #expect(try await throttles[1].begin(login: "ali", address: "a") == nil)
        }
    }

    @Test func `an attempt that is refused waits for nobody`() async throws {
        try await withPostgreSQL { configuration, pool in
            let database = try await PostgreSQLDatabase.open(configuration, keys: .random, logger: .silent)
            let throttle = PostgreSQLLoginThrottle(database: database)
            for _ in 0..<5 { #expect(try await throttle.begin(login: "ali", address: "a") == nil) }
            // For as long as a machine with much to do may take.
            try await pool.query("UPDATE login_attempts SET notBefore = last + 3600000 WHERE kind = 'person'")
            try await pool.transaction { transaction in
                try await transaction.query("LOCK TABLE login_attempts IN SHARE ROW EXCLUSIVE MODE")
                #expect(try await throttle.begin(login: "ali", address: "a") != nil)
            }
            await database.close()
        }
    }

    @Test func `attempts are forgotten after a while, and where a login belongs much later`() async throws {
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

    @Test func `of bridges that need a CRM's token one asks for it, and all use what it got`() async throws {
        try await withBridges { one, other in
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

    @Test func `a token that could not be had keeps nobody waiting, and one of other settings is of no use`()
        async throws
    {
        struct Refused: Error {}
        try await withBridges { one, other in
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
