import Foundation
package import Logging
package import PostgreSQL
import ServiceLifecycle
import Storage

/// Keeps a database to one bridge: an advisory lock of a connection of its own, which the server gives back when that breaks,
/// and an epoch, which every commit of a request checks.
///
/// Whoever takes the lock begins a new epoch. So a bridge that was cut off while another one took over can commit nothing any
/// more, and orders nothing.
///
/// A `Service`: it looks every second whether the lock still holds, and takes it again where the server was away.
package final class PostgreSQLServingLock: Service {
    /// The server's lock of this name, in the space of this database.
    private static let name: Int64 = 0x6865_6C70_6272_6467 + 1
    /// How long one who has just died is waited for: the server notices when it reads from the connection.
    private static let patience = Duration.seconds(5)
    private static let pause = Duration.milliseconds(100)

    /// That of this bridge's commits.
    package let epoch: Int64
    private let pool: PostgreSQLPool
    private let database: String
    private let program: String
    private let interval: Duration
    private let logger: Logger

    private init(
        epoch: Int64, pool: PostgreSQLPool, database: String, program: String, interval: Duration, logger: Logger
    ) {
        self.epoch = epoch
        self.pool = pool
        self.database = database
        self.program = program
        self.interval = interval
        self.logger = logger
    }

    /// Takes the lock, and begins an epoch.
    ///
    /// - Parameters:
    ///   - configuration: where the database is.
    ///   - database: the same, whose tables are up to date.
    ///   - program: what others are told of this program, such as its name, version and machine.
    ///   - interval: how often to look whether it still holds.
    ///   - logger: told when the lock is lost.
    /// - Throws: `StorageError.servedElsewhere` while another bridge has it, and others.
    package static func take(
        _ configuration: PostgreSQLPool.Configuration, of database: PostgreSQLDatabase, program: String,
        interval: Duration = .seconds(1), patience: Duration = patience, logger: Logger
    ) async throws -> PostgreSQLServingLock {
        var configuration = configuration
        configuration.maximumConnections = 1
        do {
            let pool = try PostgreSQLPool(configuration)
            do {
                let deadline = ContinuousClock.now + patience
                while try await !isTaken(pool) {
                    guard ContinuousClock.now < deadline else {
                        throw StorageError.servedElsewhere(database: database.name, holder: try await holder(pool))
                    }
                    try await Task.sleep(for: pause)
                }
                let row = try await pool.query(
                    """
                    UPDATE help_request_revision SET epoch = epoch + 1, servedBy = $1 || ', since ' || $2 RETURNING epoch
                    """, [.text(program), .text(Date().formatted(.iso8601))]
                ).rows.first
                guard let row else { throw StorageError.failed("the table help_request_revision is empty") }
                return PostgreSQLServingLock(
                    epoch: try row.integer("epoch"), pool: pool, database: database.name, program: program,
                    interval: interval, logger: logger)
            } catch {
                await pool.shutdown()
                throw error
            }
        } catch {
            throw StorageError.translating(error)
        }
    }

    /// Looks after the lock until the program is stopped.
    ///
    /// - Throws: `StorageError.servedElsewhere` when another bridge has taken over: this one has nothing to do any more.
    package func run() async throws {
        try await cancelWhenGracefulShutdown {
            var isHeld = true
            while (try? await Task.sleep(for: self.interval)) != nil {  // Cancelled: we stop.
                do {
                    let (isTaken, isOurs) = try await self.look()
                    guard isOurs else {
                        throw StorageError.servedElsewhere(
                            database: self.database, holder: try await Self.holder(self.pool))
                    }
                    if isTaken, !isHeld { self.logger.notice("the database is this bridge's again") }
                    isHeld = isTaken
                } catch let error as PostgreSQLError {
                    // Nothing can be stored meanwhile, by nobody.
                    if isHeld {
                        self.logger.warning("the database does not answer", metadata: ["error": "\(error)"])
                    }
                    isHeld = false
                } catch is CancellationError {
                    break
                }
            }
        }
    }

    /// Lets others have it.
    package func release() async {
        await pool.shutdown()
    }

    /// Takes the lock where the connection is another one than before.
    ///
    /// - Returns: whether it is held, and whether nobody has begun an epoch since.
    private func look() async throws -> (isTaken: Bool, isOurs: Bool) {
        let isTaken = try await Self.isTaken(pool)
        let row = try await pool.query("SELECT epoch FROM help_request_revision").rows.first
        return (isTaken, try row?.integer("epoch") == epoch)
    }

    /// A session that has it already is not made to have it twice, which it would have to give back twice.
    private static func isTaken(_ pool: PostgreSQLPool) async throws -> Bool {
        let row = try await pool.query(
            """
            SELECT CASE WHEN EXISTS (
                    SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted
                        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                        AND (classid::bigint << 32) + objid::bigint = $1)
                THEN TRUE ELSE pg_try_advisory_lock($1) END AS taken
            """, [.integer(name)]
        ).rows[0]
        return try row.bool("taken")
    }

    private static func holder(_ pool: PostgreSQLPool) async throws -> String? {
        try await pool.query("SELECT servedBy FROM help_request_revision").rows.first?.text("servedBy")
    }
}
