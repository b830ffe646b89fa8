import ConcurrencyPrimitives
import Foundation
import HelpDesk
package import Logging
package import PostgreSQL
package import Storage

/// A PostgreSQL database with the help requests, for one or several bridges.
///
/// When a write returns, its changes are on the server's disk, and on its replica's if the server's
/// `synchronous_commit` and `synchronous_standby_names` require that: we never lower these settings.
package final class PostgreSQLDatabase: SQLDatabase {
    let pool: PostgreSQLPool
    /// The pool for calls: commits and orders between bridges; reports and pages do not use its connections.
    let calls: PostgreSQLPool
    /// A single connection: attempts to sign in wait for each other, and delay nothing else.
    let signIns: PostgreSQLPool
    /// The threads that block while a transaction of synchronous code waits for answers.
    private let threads = ThreadPool(count: 4, name: "database")
    package let name: String
    package let damage: DamagedRows
    package let seal: SecretSeal
    package let clock: PlausibleClock
    package let writeHealth: WriteHealth
    /// The revision of the newest change of any request when the database was opened.
    let firstRevision: Int64

    private init(
        pool: PostgreSQLPool, calls: PostgreSQLPool, signIns: PostgreSQLPool, name: String, lastSeen: Date?,
        firstRevision: Int64, keys: Keys, logger: Logger
    ) {
        self.firstRevision = firstRevision
        self.pool = pool
        self.calls = calls
        self.signIns = signIns
        self.name = name
        damage = DamagedRows(logger: logger)
        seal = SecretSeal(keys.source, beside: keys.path, of: name)
        clock = PlausibleClock(lastSeen: lastSeen)
        writeHealth = WriteHealth(logger: logger)
    }

    /// The source of the keys that seal the secrets in the database.
    package struct Keys: Sendable {
        package var source: SecretKeySource
        /// The path that the key file is next to, for a source that says so.
        package var path: String
        /// Whether to continue with a new key if that of the secrets is lost: they must be entered again.
        package var isLost: Bool

        package init(_ source: SecretKeySource, beside path: String, isLost: Bool = false) {
            self.source = source
            self.path = path
            self.isLost = isLost
        }
    }

    /// Connects and updates the tables.
    ///
    /// - Parameters:
    ///   - configuration: the server's address; the role must own the database's tables or be allowed to create them.
    ///   - keys: the keys of the secrets in the database.
    ///   - program: this program with its version, which is stored when it changes the tables.
    ///   - logger: logs unreadable rows.
    /// - Throws: `StorageError`: `unreachable`, `newerThanProgram` if a newer program has changed the tables,
    ///   `secretKey` if the secrets' key is missing, and others.
    package static func open(
        _ configuration: PostgreSQLPool.Configuration, keys: Keys, program: String = "HelpBridge", logger: Logger
    ) async throws -> PostgreSQLDatabase {
        do {
            let pool = try PostgreSQLPool(configuration)
            do {
                try await requireDurability(pool)
                try await migrate(pool, configuration, by: program)
                let row = try await pool.query(
                    """
                    SELECT current_database() || coalesce(' on ' || host(inet_server_addr()), '') AS name,
                        (SELECT lastSeen FROM clock) AS lastSeen, (SELECT revision FROM help_request_revision) AS revision
                    """
                ).rows[0]
                let lastSeen = row.text("lastSeen") == nil ? nil : try? row.date("lastSeen")
                let database = PostgreSQLDatabase(
                    pool: pool, calls: try PostgreSQLPool(configuration.with(connections: 2)),
                    signIns: try PostgreSQLPool(configuration.with(connections: 1)), name: try row.string("name"),
                    lastSeen: lastSeen, firstRevision: try row.integer("revision"), keys: keys, logger: logger)
                try await database.prepareSecrets(isKeyLost: keys.isLost)
                return database
            } catch {
                await pool.shutdown()
                throw error
            }
        } catch {
            throw StorageError.translating(error)
        }
    }

    /// Fails pending statements and closes all connections.
    package func close() async {
        for pool in [calls, signIns, pool] { await pool.shutdown() }
    }

    /// Returns the rows of a statement.
    ///
    /// - Parameter pool: the pool to use; `nil` uses the general one.
    /// - Throws: `StorageError`, and `CancellationError`.
    func rows(_ statement: PostgreSQLStatement, on pool: PostgreSQLPool? = nil) async throws -> [PostgreSQLRow] {
        do {
            return try await (pool ?? self.pool).query(statement.sql, statement.parameters).rows
        } catch {
            throw StorageError.translating(error)
        }
    }

    func rows(_ statement: SQLStatement, on pool: PostgreSQLPool? = nil) async throws -> [PostgreSQLRow] {
        try await rows(PostgreSQLStatement(statement), on: pool)
    }

    /// Writes in one transaction, which an error rolls back.
    ///
    /// - Throws: `StorageError`, `CancellationError`, and the errors of `work`.
    func writing<Value: Sendable>(
        _ work: (PostgreSQLTransaction) async throws -> Value
    ) async throws -> Value {
        do {
            let value = try await pool.transaction(work)
            writeHealth.note(nil)
            return value
        } catch {
            let error = StorageError.translating(error)
            writeHealth.note(error)
            throw error
        }
    }

    package func read<Value: Sendable>(
        _ work: @escaping @Sendable (any SQLTransaction) throws -> Value
    ) async throws -> Value {
        do {
            return try await threads.run { [pool] in
                try PostgreSQLWork.perform(on: pool, begin: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", work)
            }
        } catch {
            throw StorageError.translating(error)
        }
    }

    package func write<Value: Sendable>(
        _ work: @escaping @Sendable (any SQLTransaction) throws -> Value
    ) async throws -> Value {
        let origin = Origin.current
        do {
            let value = try await threads.complete { [pool] in
                try Origin.$current.withValue(origin) { try PostgreSQLWork.perform(on: pool, begin: "BEGIN", work) }
            }
            writeHealth.note(nil)
            return value
        } catch {
            let error = StorageError.translating(error)
            writeHealth.note(error)
            throw error
        }
    }

    package func writeInAnyCase(_ work: @escaping @Sendable (any SQLTransaction) throws -> Void) async throws {
        try await write(work)
    }

    package func writeLater(
        _ work: @escaping @Sendable (any SQLTransaction) throws -> Void,
        then: @escaping @Sendable ((any Error)?) -> Void
    ) {
        let origin = Origin.current
        threads.start { [pool, writeHealth] in
            do {
                try Origin.$current.withValue(origin) { try PostgreSQLWork.perform(on: pool, begin: "BEGIN", work) }
                writeHealth.note(nil)
                then(nil)
            } catch {
                let error = StorageError.translating(error)
                writeHealth.note(error)
                then(error)
            }
        }
    }

    /// Does nothing, since the server manages its own log.
    package func emptyLog() async {}
}

extension PostgreSQLPool.Configuration {
    /// Returns this configuration with another number of connections.
    func with(connections: Int) -> Self {
        var configuration = self
        configuration.maximumConnections = connections
        return configuration
    }
}
