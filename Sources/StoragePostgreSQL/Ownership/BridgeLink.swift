import Foundation
import PostgreSQL
import Storage

/// The link between a bridge and the database, which is polled several times a second on its own connection, so that
/// other statements do not delay it.
///
/// The connection holds an advisory lock for the bridge's ID, which the server releases when the connection breaks: two
/// programs with the same ID would take each other's PBXs.
struct BridgeLink: Sendable {
    /// The first of the advisory lock's two keys, which is HelpBridge's; the second one is derived from the ID.
    private static let lockSpace: Int64 = 0x6865_6C70
    private static let joiningTimeout = Duration.seconds(1)
    /// The maximum wait of a takeover for commits, in milliseconds.
    private static let lockTimeout = 250
    /// The time without a poll after which a bridge counts as gone, in seconds.
    static let absence = 10.0
    /// The condition for the lock's row, given the two keys; such a lock has 2 as `objsubid`.
    private static let lockRow = """
        locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND classid::bigint = $1 AND objid::bigint = hashtext($2)::bigint & 4294967295 AND objsubid = 2
        """

    /// Compared with the value that was seen; exact, as the row stores it.
    private static let expiryMicroseconds = "(extract(epoch FROM pbx_owners.expiresAt) * 1000000)::bigint"

    let bridge: String
    /// The description of this program for others.
    let program: String
    private let pool: PostgreSQLPool

    init(
        _ configuration: PostgreSQLPool.Configuration, bridge: String, program: String, timeout: Duration,
        notified: @escaping @Sendable (String) -> Void
    ) throws {
        var configuration = configuration.with(connections: 1)
        configuration.timeout = timeout
        configuration.backoff = .milliseconds(50) ... .milliseconds(300)
        self.bridge = bridge
        self.program = program
        pool = try PostgreSQLPool(configuration) { channel, payload in
            if channel == BridgeSignals.channel { notified(payload) }
        }
    }

    func close() async { await pool.shutdown() }

    func listen() async throws { try await pool.query("LISTEN \(BridgeSignals.channel)") }

    /// Announces this bridge, and waits until the others have shortened their leases, which are longer for a bridge
    /// that is alone; the lease of a dead bridge does not change.
    func join(waitingForLeasesOf lease: Duration) async throws {
        let note = PostgreSQLOrderForwarding.notification(.bridges)
        _ = try await poll(renewing: Renewal(epochs: [:], connected: [], lease: lease))
        try await pool.query(note.sql, note.parameters)
        let deadline = ContinuousClock.now + Self.joiningTimeout
        while ContinuousClock.now < deadline {
            let owners = try await poll(renewing: nil).owners.values
            if owners.allSatisfy({ $0.bridge == bridge || $0.rest <= lease }) { return }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Polls the state of the other bridges, and renews leases.
    ///
    /// The first poll on a connection takes the lock and writes nothing: its answer does not wait for a commit on a
    /// disk or a replica, so that the lock's holder is known by then.
    ///
    /// - Parameter renewal: the leases to renew; `nil` only reads.
    func poll(renewing renewal: Renewal?) async throws -> View {
        let writes = renewal.map(statements) ?? []
        let results = try await pool.execute(
            [
                PostgreSQLStatement(
                    """
                    SELECT pg_backend_pid() AS session, held,
                        CASE WHEN held THEN TRUE ELSE pg_try_advisory_lock($1::int, hashtext($2)) END AS taken
                    FROM (
                        SELECT set_config('helpbridge.held', EXISTS (
                            SELECT FROM pg_locks WHERE \(Self.lockRow) AND pid = pg_backend_pid())::text, TRUE)::boolean
                        AS held) AS lock
                    """, lockKeys)
            ] + writes + [
                PostgreSQLStatement(
                    """
                    SELECT pbx, owner, epoch, isConnected, \(Self.expiryMicroseconds) AS expiresAt,
                        extract(epoch FROM expiresAt - clock_timestamp())::float8 AS rest FROM pbx_owners
                    """),
                PostgreSQLStatement(
                    """
                    SELECT revision, EXISTS (
                            SELECT FROM bridges WHERE id <> $1
                                AND seenAt > clock_timestamp() - make_interval(secs => $2)) AS hasOthers,
                        EXISTS (SELECT FROM forwarded_orders WHERE answer IS NULL) AS hasOrders
                    FROM help_request_revision
                    """, [.text(bridge), .real(Self.absence)]),
            ])
        guard let first = results.first?.rows.first, let last = results.last?.rows.first else {
            throw PostgreSQLError.connectionLost("the server has answered nothing")
        }
        return View(
            isAlone: try first.bool("taken"), session: try first.integer("session"),
            hasWritten: try !writes.isEmpty && first.bool("held"),
            renewed: writes.isEmpty ? [] : Set(try results[2].rows.map { try $0.string("pbx") }),
            owners: try Self.owners(results[results.count - 2].rows), hasOthers: try last.bool("hasOthers"),
            revision: try last.integer("revision"), hasOrders: try last.bool("hasOrders"))
    }

    private var lockKeys: [PostgreSQLValue] { [.integer(Self.lockSpace), .text(bridge)] }

    private func statements(_ renewal: Renewal) -> [PostgreSQLStatement] {
        let owned = Array(renewal.epochs)
        return [
            PostgreSQLStatement(
                """
                INSERT INTO bridges (id, program, seenAt)
                SELECT $1, $2, clock_timestamp() WHERE current_setting('helpbridge.held')::boolean
                ON CONFLICT (id) DO UPDATE SET program = excluded.program, seenAt = excluded.seenAt
                """, [.text(bridge), .text(program)]),
            // No lease ends here earlier than its owner assumes, since the owner counts from before this was sent.
            PostgreSQLStatement(
                """
                UPDATE pbx_owners
                SET expiresAt = clock_timestamp() + make_interval(secs => $4), isConnected = pbx = ANY ($5)
                WHERE owner = $1 AND (pbx, epoch) IN (SELECT * FROM unnest($2, $3))
                    AND current_setting('helpbridge.held')::boolean
                RETURNING pbx
                """,
                [
                    .text(bridge), .texts(owned.map(\.key)), .integers(owned.map(\.value)),
                    .real(renewal.lease / .seconds(1)), .texts(renewal.connected.sorted()),
                ]),
        ]
    }

    private static func owners(_ rows: [PostgreSQLRow]) throws -> [String: Owner] {
        try rows.reduce(into: [:]) { owners, row in
            owners[try row.string("pbx")] = Owner(
                bridge: try row.string("owner"), epoch: try row.integer("epoch"),
                isConnected: try row.bool("isConnected"), expiresAt: try row.integer("expiresAt"),
                rest: .seconds(try row.real("rest")))
        }
    }

    /// Takes PBXs that have no owner, whose owner's lease has expired, or that were this bridge's before it was
    /// restarted.
    ///
    /// - Parameter owners: the owners when the PBXs were found free: an owner that has renewed its lease since keeps
    ///   it.
    /// - Returns: the new epochs of the PBXs that no other bridge took first.
    func acquire(
        _ pbxs: [String], seenAs owners: [String: Owner], for lease: Duration
    ) async throws -> [String: Int64] {
        let pbxs = pbxs.sorted()
        let seen = pbxs.compactMap { pbx in owners[pbx].map { (pbx: pbx, owner: $0) } }
        let results = try await pool.execute([
            // This bridge's other leases must be renewed in the meantime.
            PostgreSQLStatement("SET LOCAL lock_timeout = \(Self.lockTimeout)"),
            // Waits for commits in progress: the flows must be read after the previous owner's last commit.
            PostgreSQLStatement("SELECT FROM help_request_revision FOR UPDATE"),
            PostgreSQLStatement(
                """
                INSERT INTO pbx_owners (pbx, owner, epoch, expiresAt)
                SELECT wanted.pbx, $2, 1, clock_timestamp() + make_interval(secs => $3) FROM unnest($1) AS wanted (pbx)
                ON CONFLICT (pbx) DO UPDATE SET
                    owner = excluded.owner, epoch = pbx_owners.epoch + 1, expiresAt = excluded.expiresAt,
                    isConnected = FALSE
                WHERE pbx_owners.expiresAt <= clock_timestamp() OR pbx_owners.owner = $2
                    OR (pbx_owners.pbx, pbx_owners.epoch, \(Self.expiryMicroseconds))
                        IN (SELECT * FROM unnest($4, $5, $6))
                RETURNING pbx, epoch
                """,
                [
                    .texts(pbxs), .text(bridge), .real(lease / .seconds(1)), .texts(seen.map(\.pbx)),
                    .integers(seen.map(\.owner.epoch)), .integers(seen.map(\.owner.expiresAt)),
                ]),
        ])
        return try (results.last?.rows ?? []).reduce(into: [:]) { $0[try $1.string("pbx")] = try $1.integer("epoch") }
    }

    /// Releases PBXs to others at once; nothing is ordered or committed under those epochs any more.
    func release(_ epochs: [String: Int64]) async throws {
        guard !epochs.isEmpty else { return }
        let released = Array(epochs)
        try await pool.query(
            """
            UPDATE pbx_owners SET expiresAt = to_timestamp(0), isConnected = FALSE
            WHERE owner = $1 AND (pbx, epoch) IN (SELECT * FROM unnest($2, $3))
            """, [.text(bridge), .texts(released.map(\.key)), .integers(released.map(\.value))])
    }

    /// Removes this bridge from the list of bridges.
    func leave() async throws {
        try await pool.query("DELETE FROM bridges WHERE id = $1", [.text(bridge)])
    }

    /// Ends an earlier connection of this bridge that broke, if the server does not know that yet, or waits for a disk
    /// or a replica during its commit.
    ///
    /// - Returns: whether that connection held the lock.
    func end(_ session: Int64) async throws -> Bool {
        try await pool.query(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE \(Self.lockRow) AND pid = $3",
            lockKeys + [.integer(session)]
        ).count > 0
    }

    /// Returns the description of the program that has this ID.
    func holder() async throws -> String? {
        try await pool.query("SELECT program FROM bridges WHERE id = $1", [.text(bridge)]).rows.first?.text("program")
    }
}
