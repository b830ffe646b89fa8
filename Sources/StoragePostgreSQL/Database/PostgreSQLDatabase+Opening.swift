import PostgreSQL
import Storage

extension PostgreSQLDatabase {
    /// Under which bridges that start at the same moment change tables one after the other.
    private static let migrationLock: Int64 = 0x6865_6C70_6272_6467

    /// A commit that has returned must outlive a power cut, or an accepted request would not be one.
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

    static func migrate(_ pool: PostgreSQLPool, by program: String) async throws {
        // Most starts change nothing, and need no lock.
        guard try await !isUpToDate(pool) else { return }
        try await pool.transaction { transaction in
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
            for migration in PostgreSQLSchema.migrations where !names.contains(migration.name) {
                let note = PostgreSQLStatement(
                    "INSERT INTO helpbridge_migrations (name, program) VALUES ($1, $2)",
                    [.text(migration.name), .text(program)])
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
        let rows = try await pool.query("SELECT name, program FROM helpbridge_migrations").rows
        let known = Set(PostgreSQLSchema.migrations.map(\.name))
        if let newer = try rows.last(where: { !known.contains(try $0.string("name")) }) {
            throw StorageError.newerThanProgram(path: try place.string("name"), program: try newer.string("program"))
        }
        return rows.count == known.count
    }
}
