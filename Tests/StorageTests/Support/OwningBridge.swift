import ConcurrencyPrimitives
import HelpDesk
import PostgreSQL
import StoragePostgreSQL
import Testing

@testable import Storage

/// One bridge of a test; each has the database open for itself.
struct OwningBridge: Sendable {
    let ownership: PostgreSQLOwnership
    let store: PostgreSQLHelpRequestStore
    let forwarding: PostgreSQLOrderForwarding

    var tenure: PBXTenure? { ownership.tenure(of: nil) }

    /// As the help desk does: each tenure is over as soon as it has ended.
    func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { try await ownership.run() }
            for await tenure in ownership.tenures(of: nil) {
                group.addTask {
                    try await eventually { tenure.isEnded }
                    tenure.finish()
                }
            }
        }
    }
}

/// Gives a test a database and the means to have bridges join it.
///
/// - Parameters:
///   - leaseAlone: how long the lease of a bridge that is alone is; `nil` leaves it as it is for this lease.
///   - orderTimeout: how long orders wait for their answers.
///   - disconnection: how long another program may have a bridge's id.
///   - options: the server's, for the bridges' connections.
///   - timeout: how long a bridge's statements may take; `nil` leaves it as the tests have it.
///   - now: the clock by which a bridge's orders go out.
func withOwningBridges(
    lease: Duration = .seconds(600), leaseAlone: Duration? = nil, orderTimeout: Duration = .seconds(600),
    disconnection: Duration = .seconds(600), predecessorTimeout: Duration = .milliseconds(100),
    options: String? = nil, timeout: Duration? = nil,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
    _ body: (_ join: @Sendable (String) async throws -> OwningBridge, PostgreSQLPool) async throws -> Void
) async throws {
    try await withPostgreSQL { configuration, pool in
        let keys = PostgreSQLDatabase.Keys.random
        let opened = Locked<[(PostgreSQLDatabase, PostgreSQLOwnership)]>([])
        var timing = OwnershipTiming(lease: lease)
        timing.leaseAlone = leaseAlone ?? timing.leaseAlone
        timing.longestLease = max(lease, leaseAlone ?? timing.longestLease)
        timing.interval = .milliseconds(20)
        timing.predecessorTimeout = predecessorTimeout
        timing.disconnection = disconnection
        var configuration = configuration
        if let options { configuration.url += "?options=" + options }
        configuration.timeout = timeout ?? configuration.timeout
        try await body(
            { [timing, configuration] id in
                let database = try await PostgreSQLDatabase.open(configuration, keys: keys, logger: .silent)
                let ownership = try await PostgreSQLOwnership.join(
                    configuration, of: database, as: id, program: "program \(id)",
                    subjects: [.pbx("main", known: nil)], timing: timing, logger: .silent, now: now)
                opened.withLock { $0.append((database, ownership)) }
                return OwningBridge(
                    ownership: ownership,
                    store: PostgreSQLHelpRequestStore(
                        database: database, logger: .silent, ownership: ownership),
                    forwarding: PostgreSQLOrderForwarding(
                        database: database, ownership: ownership, logger: .silent, timeout: orderTimeout))
            }, pool)
        for (database, ownership) in opened.withLock({ $0 }) {
            await ownership.close()
            await database.close()
        }
    }
}

/// Runs bridges as long as the body does.
func whileRunning(_ bridges: [OwningBridge], _ body: () async throws -> Void) async throws {
    try await withThrowingDiscardingTaskGroup { group in
        for bridge in bridges { group.addTask { try? await bridge.run() } }
        try await body()
        group.cancelAll()
    }
}

/// Runs a bridge that has the PBX as long as the body does.
func whileOwning(_ bridge: OwningBridge, _ body: (PBXTenure) async throws -> Void) async throws {
    try await whileRunning([bridge]) {
        try await eventually { bridge.tenure != nil }
        try await body(try #require(bridge.tenure))
    }
}

/// Lets all leases run out, whatever is left of them.
func expireLeases(_ pool: PostgreSQLPool) async throws {
    try await pool.query("UPDATE pbx_owners SET expiresAt = clock_timestamp() - interval '1 second'")
}

/// Lets the server carry out a statement in the middle of each commit of such a change.
func stallCommits(of change: String, by statement: String, _ pool: PostgreSQLPool) async throws {
    try await pool.query(
        "CREATE FUNCTION stall() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN \(statement) RETURN NULL; END'")
    try await pool.query(
        """
        CREATE CONSTRAINT TRIGGER stall AFTER \(change) DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION stall()
        """)
}
