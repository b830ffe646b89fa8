import Administration
import Foundation
import HelpDesk
import PostgreSQL
import StoragePostgreSQL
import TestSupport

@testable import Storage

/// The databases that keep the same promises: each test of a promise runs against both.
enum StoreKind: String, CaseIterable, Sendable {
    case sqlite, postgresql
}

/// A database of one test, whichever it is.
struct StoreUnderTest: Sendable {
    let database: any SQLDatabase
    /// The same one, as another process has it open.
    let otherDatabase: any SQLDatabase
    let requests: any HelpRequestStore
    let missed: any MissedRequestStore
    let history: any HistoryStore
    let users: any UserStore
    let sessions: any SessionStore
    let tokens: any TokenStore
    let audit: any AuditStore
    /// Requests by a clock of one's own.
    let requestsAt: @Sendable (@escaping @Sendable () -> Date) -> any HelpRequestStore
    /// Requests whose states are told to others, by a clock of one's own.
    let sending:
        @Sendable (
            SQLOutgoingStore, @escaping @Sendable (HelpRequest) -> [OutgoingDelivery.Recipient],
            @escaping @Sendable () -> Date
        ) -> any HelpRequestStore
    /// Reads it as another process does.
    let another: any HelpRequestStore
    /// Does to it what no store does: damages it, or takes something away.
    let execute: @Sendable (SQLStatement) async throws -> Void
}

/// A database for one test.
///
/// - Parameter now: the clock of its store.
func withStore(
    _ kind: StoreKind, now: @escaping @Sendable () -> Date = { Date() }, _ body: (StoreUnderTest) async throws -> Void
) async throws {
    switch kind {
    case .sqlite:
        try await withDatabase { database in
            let other = try await SQLiteDatabase.open(at: database.path)
            try await body(
                StoreUnderTest(
                    database: database, otherDatabase: other,
                    requests: SQLiteHelpRequestStore(database: database, logger: .silent, now: now),
                    missed: SQLiteMissedRequestStore(database: database),
                    history: SQLiteHistoryStore(database: database),
                    users: SQLiteUserStore(database: database), sessions: SQLiteSessionStore(database: database),
                    tokens: SQLiteTokenStore(database: database), audit: SQLiteAuditLog(database: database),
                    requestsAt: { SQLiteHelpRequestStore(database: database, logger: .silent, now: $0) },
                    sending: { queue, recipients, now in
                        SQLiteHelpRequestStore(
                            database: database, logger: .silent, now: now, outgoing: queue, recipients: recipients)
                    },
                    another: SQLiteHelpRequestStore(database: other, logger: .silent, now: now),
                    execute: { statement in try await database.writing { db in try statement.execute(db) } }))
            try await other.close()
        }
    case .postgresql:
        try await withPostgreSQL { configuration, pool in
            let keys = PostgreSQLDatabase.Keys.random
            let database = try await PostgreSQLDatabase.open(configuration, keys: keys, logger: .silent)
            let other = try await PostgreSQLDatabase.open(configuration, keys: keys, logger: .silent)
            do {
                try await body(
                    StoreUnderTest(
                        database: database, otherDatabase: other,
                        requests: PostgreSQLHelpRequestStore(database: database, logger: .silent, now: now),
                        missed: PostgreSQLMissedRequestStore(database: database),
                        history: PostgreSQLHistoryStore(database: database),
                        users: PostgreSQLUserStore(database: database),
                        sessions: PostgreSQLSessionStore(database: database),
                        tokens: PostgreSQLTokenStore(database: database),
                        audit: PostgreSQLAuditLog(database: database),
                        requestsAt: { PostgreSQLHelpRequestStore(database: database, logger: .silent, now: $0) },
                        sending: { queue, recipients, now in
                            PostgreSQLHelpRequestStore(
                                database: database, logger: .silent, now: now, outgoing: .init(queue, to: recipients))
                        },
                        another: PostgreSQLHelpRequestStore(database: other, logger: .silent, now: now),
                        execute: { try await pool.execute([PostgreSQLStatement($0)]) }))
            } catch {
                await database.close()
                await other.close()
                throw error
            }
            await database.close()
            await other.close()
        }
    }
}

extension PostgreSQLDatabase.Keys {
    /// One that no file holds.
    static var random: Self { Self(.given([.random()]), beside: "") }
}

/// The requests of a database for one test.
func withRequestStore(
    _ kind: StoreKind, now: @escaping @Sendable () -> Date = { Date() },
    _ body: (any HelpRequestStore) async throws -> Void
) async throws {
    try await withStore(kind, now: now) { try await body($0.requests) }
}

/// An empty database on the tests' PostgreSQL server, removed with what is in it.
func withPostgreSQL(
    _ body: (PostgreSQLPool.Configuration, PostgreSQLPool) async throws -> Void
) async throws {
    await Turns.ofPostgreSQL.take()
    do {
        try await withDatabase(on: PostgreSQLServer.sharedServer(), body)
    } catch {
        await Turns.ofPostgreSQL.give()
        throw error
    }
    await Turns.ofPostgreSQL.give()
}

private func withDatabase(
    on server: PostgreSQLServer, _ body: (PostgreSQLPool.Configuration, PostgreSQLPool) async throws -> Void
) async throws {
    // A machine with much to do takes its time to accept.
    let patience = Duration.seconds(60)
    let name = "hb_" + UUID().uuidString.lowercased().replacing("-", with: "_")
    let administrator = try PostgreSQLPool(
        .init(url: server.url(), maximumConnections: 1, connectTimeout: patience, timeout: .seconds(120)))
    try await administrator.query("CREATE DATABASE \(name)")
    let configuration = PostgreSQLPool.Configuration(
        url: server.url(database: name), maximumConnections: 4, connectTimeout: patience, timeout: .seconds(120))
    let pool = try PostgreSQLPool(configuration)
    func end() async throws {
        await pool.shutdown()
        try await administrator.query("DROP DATABASE \(name) WITH (FORCE)")
        await administrator.shutdown()
    }
    do {
        try await body(configuration, pool)
    } catch {
        try? await end()  // The test's own error is the one to report.
        throw error
    }
    try await end()
}

/// So many at a time: the tests' server has a limited number of connections.
private actor Turns {
    static let ofPostgreSQL = Turns(free: 8)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(free: Int) {
        self.free = free
    }

    func take() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func give() {
        guard waiting.isEmpty else { return waiting.removeFirst().resume() }
        free += 1
    }
}
