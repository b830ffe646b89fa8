import ConcurrencyPrimitives
import Foundation
import HelpDesk
package import Logging
package import PostgreSQL
package import Storage

/// A PostgreSQL database that holds the help requests, for one bridge or several.
///
/// What a write has returned from is on the server's disk, and on its replica's where the server's `synchronous_commit` and
/// `synchronous_standby_names` say so: we never ask for less.
package final class PostgreSQLDatabase: SQLDatabase {
    let pool: PostgreSQLPool
    /// What calls go by: commits, and what bridges order from each other. Neither reports nor pages take its connections.
    let calls: PostgreSQLPool
    /// One connection: attempts to sign in wait for each other, and keep nobody else waiting.
    let signIns: PostgreSQLPool
    /// Those that wait for answers, for what is written as one piece of work.
    private let threads = ThreadPool(count: 4, name: "database")
    package let name: String
    package let damage: DamagedRows
    package let seal: SecretSeal
    package let clock: PlausibleClock
    package let writeHealth: WriteHealth
    /// That of the newest change of any request when it was opened.
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

    /// Where the keys come from under which the secrets in it are sealed.
    package struct Keys: Sendable {
        package var source: SecretKeySource
        /// Beside which the file of keys is, where the source says so.
        package var path: String
        /// Whether to go on with another key where the one of the secrets is lost: they have to be entered anew.
        package var isLost: Bool

        package init(_ source: SecretKeySource, beside path: String, isLost: Bool = false) {
            self.source = source
            self.path = path
            self.isLost = isLost
        }
    }

    /// Connects, and brings the tables up to date.
    ///
    /// - Parameters:
    ///   - configuration: where it is; the role has to own the database's tables, or be allowed to make them.
    ///   - keys: of the secrets in it.
    ///   - program: this program with its version, which is noted where it changes the tables.
    ///   - logger: told of rows that cannot be read.
    /// - Throws: `StorageError`: `unreachable`, `newerThanProgram` when a newer program has changed the tables,
    ///   `secretKey` when the secrets' key is missing, and others.
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

    /// Ends what is pending and closes all connections.
    package func close() async {
        for pool in [calls, signIns, pool] { await pool.shutdown() }
    }

    /// The rows of one statement.
    ///
    /// - Parameter pool: whose connection is used; `nil` uses one of those for everything.
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

    /// Changes in one transaction, which an error undoes.
    ///
    /// - Throws: `StorageError`, `CancellationError`, and what `work` throws of its own.
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

    /// The server looks after its own log.
    package func emptyLog() async {}
}

extension PostgreSQLPool.Configuration {
    /// The same for a pool with so many connections.
    func with(connections: Int) -> Self {
        var configuration = self
        configuration.maximumConnections = connections
        return configuration
    }
}
