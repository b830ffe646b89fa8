import PostgreSQL
import Storage

extension PostgreSQLDatabase {
    /// The advisory lock under which bridges that start at the same moment migrate one after the other.
    private static let migrationLock: Int64 = 0x6865_6C70_6272_6467
    /// The timeout of a migration, which takes minutes for a large table.
    private static let migrationTimeout = Duration.seconds(600)

    /// Checks that commits survive a power failure; otherwise an accepted request could be lost.
    static func requireDurability(_ pool: PostgreSQLPool) async throws {
        let row = try await pool.query(
            "SELECT current_setting('synchronous_commit') AS wait, current_setting('fsync') AS sync"
        ).rows[0]
        let (wait, sync) = try (row.string("wait"), row.string("sync"))
        guard wait != "off", sync == "on" else {
            let setting = sync == "on" ? "synchronous_commit = off" : "fsync = off"
            throw StorageError.failed(
                "the server does not wait for its disk (\(setting)); HelpBridge needs a database that keeps what it took"
            )
        }
    }

    /// - Throws: `StorageError.newerThanProgram`, and `StorageError.servedByOtherVersion` while a bridge serves that
    ///   knows only the current tables.
    static func migrate(
        _ pool: PostgreSQLPool, _ configuration: PostgreSQLPool.Configuration, by program: String
    ) async throws {
        // Most starts change nothing and need no lock.
        guard try await !isUpToDate(pool) else { return }
        var patient = configuration.with(connections: 1)
        patient.timeout = max(configuration.timeout, migrationTimeout)
        let own = try PostgreSQLPool(patient)
        do {
            try await own.transaction { try await migrate($0, by: program) }
        } catch {
            await own.shutdown()
            throw error
        }
        await own.shutdown()
    }

    private static func migrate(_ transaction: PostgreSQLTransaction, by program: String) async throws {
        try await transaction.query("SELECT pg_advisory_xact_lock($1)", [.integer(migrationLock)])
        try await transaction.query(
            """
            CREATE TABLE IF NOT EXISTS helpbridge_migrations (
                name TEXT NOT NULL PRIMARY KEY,
                program TEXT NOT NULL
            )
            """)
        let done = try await transaction.query("SELECT name FROM helpbridge_migrations").rows
        let names = Set(try done.map { try $0.string("name") })
        let missing = PostgreSQLSchema.migrations.filter { !names.contains($0.name) }
        // Another bridge may have migrated in the meantime, and be serving already.
        guard !missing.isEmpty else { return }
        try await requireNoBridge(transaction)
        for migration in missing {
            let note = PostgreSQLStatement(
                "INSERT INTO helpbridge_migrations (name, program) VALUES ($1, $2)",
                [.text(migration.name), .text(program)])
            try await transaction.execute(migration.statements.map { PostgreSQLStatement($0) } + [note])
        }
    }

    /// Checks that no bridge serves: it would know the tables only as they are, or it would have migrated them itself.
    private static func requireNoBridge(_ transaction: PostgreSQLTransaction) async throws {
        let place = try await transaction.query(
            "SELECT to_regclass('bridges') IS NOT NULL AS exists, current_database() AS name"
        ).rows[0]
        guard try place.bool("exists") else { return }
        let bridge = try await transaction.query(
            "SELECT program FROM bridges WHERE seenAt > clock_timestamp() - make_interval(secs => $1) LIMIT 1",
            [.real(BridgeLink.absence)]
        ).rows.first
        guard let bridge else { return }
        throw StorageError.servedByOtherVersion(path: try place.string("name"), holder: try bridge.string("program"))
    }

    /// - Throws: `StorageError.newerThanProgram`.
    private static func isUpToDate(_ pool: PostgreSQLPool) async throws -> Bool {
        let place = try await pool.query(
            "SELECT to_regclass('helpbridge_migrations') IS NOT NULL AS exists, current_database() AS name"
        ).rows[0]
        guard try place.bool("exists") else { return false }
        let rows = try await pool.query("SELECT name, program FROM helpbridge_migrations").rows
        let known = Set(PostgreSQLSchema.migrations.map(\.name))
        if let newer = try rows.last(where: { !known.contains(try $0.string("name")) }) {
            throw StorageError.newerThanProgram(path: try place.string("name"), program: try newer.string("program"))
        }
        return rows.count == known.count
    }
}
