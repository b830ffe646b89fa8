public import Logging
public import PostgreSQL
import Storage

/// A PostgreSQL database that holds the help requests, for one bridge or several.
///
/// What a write has returned from is on the server's disk, and on its replica's where the server's `synchronous_commit` and
/// `synchronous_standby_names` say so: we never ask for less.
public final class PostgreSQLDatabase: Sendable {
    /// Under which bridges that start at the same moment change tables one after the other.
    private static let migrationLock: Int64 = 0x6865_6C70_6272_6467

    let pool: PostgreSQLPool
    /// What of it cannot be read.
    let damage: DamagedRows

    private init(pool: PostgreSQLPool, logger: Logger) {
        self.pool = pool
        damage = DamagedRows(logger: logger)
    }

    /// Connects, and brings the tables up to date.
    ///
    /// - Parameters:
    ///   - configuration: where it is; the role has to own the database's tables, or be allowed to make them.
    ///   - logger: told of rows that cannot be read.
    /// - Throws: `StorageError`: `unreachable`, `newerThanProgram` when a newer program has changed the tables, and others.
    public static func open(
        _ configuration: PostgreSQLPool.Configuration, logger: Logger
    ) async throws -> PostgreSQLDatabase {
        do {
            let pool = try PostgreSQLPool(configuration)
            do {
                try await requireDurability(pool)
                try await migrate(pool)
            } catch {
                await pool.shutdown()
                throw error
            }
            return PostgreSQLDatabase(pool: pool, logger: logger)
        } catch {
            throw StorageError.translating(error)
        }
    }

    /// Ends what is pending and closes all connections.
    public func close() async {
        await pool.shutdown()
    }

    /// The rows of one statement.
    ///
    /// - Throws: `StorageError`, and `CancellationError`.
    func rows(_ statement: PostgreSQLStatement) async throws -> [PostgreSQLRow] {
        do {
            return try await pool.query(statement.sql, statement.parameters).rows
        } catch {
            throw StorageError.translating(error)
        }
    }

    func rows(_ statement: SQLStatement) async throws -> [PostgreSQLRow] {
        try await rows(PostgreSQLStatement(statement))
    }

    /// Changes in one transaction, which an error undoes.
    ///
    /// - Throws: `StorageError`, `CancellationError`, and what `work` throws of its own.
    func writing<Value: Sendable>(
        _ work: (PostgreSQLTransaction) async throws -> Value
    ) async throws -> Value {
        do {
            return try await pool.transaction(work)
        } catch {
            throw StorageError.translating(error)
        }
    }

    /// A commit that has returned must outlive a power cut, or an accepted request would not be one.
    private static func requireDurability(_ pool: PostgreSQLPool) async throws {
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

    private static func migrate(_ pool: PostgreSQLPool) async throws {
        // Most starts change nothing, and need no lock.
        guard try await !isUpToDate(pool) else { return }
        try await pool.transaction { transaction in
            try await transaction.query("SELECT pg_advisory_xact_lock($1)", [.integer(migrationLock)])
            try await transaction.query(
                "CREATE TABLE IF NOT EXISTS helpbridge_migrations (name TEXT NOT NULL PRIMARY KEY)")
            let done = try await transaction.query("SELECT name FROM helpbridge_migrations").rows
            let names = Set(try done.map { try $0.string("name") })
            for migration in PostgreSQLSchema.migrations where !names.contains(migration.name) {
                let note = PostgreSQLStatement(
                    "INSERT INTO helpbridge_migrations (name) VALUES ($1)", [.text(migration.name)])
                try await transaction.execute(migration.statements.map { PostgreSQLStatement($0) } + [note])
            }
        }
    }

    /// - Throws: `StorageError.newerThanProgram`.
    private static func isUpToDate(_ pool: PostgreSQLPool) async throws -> Bool {
        let place = try await pool.query(
            "SELECT to_regclass('helpbridge_migrations') IS NOT NULL AS exists, current_database() AS name"
        ).rows[0]
        guard try place.bool("exists") else { return false }
        let rows = try await pool.query("SELECT name FROM helpbridge_migrations").rows
        let names = Set(try rows.map { try $0.string("name") })
        let known = Set(PostgreSQLSchema.migrations.map(\.name))
        guard names.isSubset(of: known) else {
            throw StorageError.newerThanProgram(path: try place.string("name"))
        }
        return names == known
    }
}
