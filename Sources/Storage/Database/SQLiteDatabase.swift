import ConcurrencyPrimitives
import Files
import Foundation
import GRDB
public import Logging

/// The SQLite file with the call centre's settings and the help requests.
///
/// A process opens a file once and shares this value. When a write returns, its changes are on disk: the journal is a
/// write-ahead log, and each commit waits for the disk (`synchronous = FULL`).
public final class SQLiteDatabase: Sendable {
    /// The path of the file.
    public let path: String
    let pool: DatabasePool
    /// The unreadable rows of the file.
    package let damage: DamagedRows
    /// Whether the file is writable.
    package let writeHealth: WriteHealth
    /// The clock that decides which data is old enough to be removed.
    public let clock: PlausibleClock
    /// Seals and opens the secrets in the file.
    package let seal: SecretSeal

    /// The file's inode, which identifies it whatever is at its path.
    let inode: UInt64?

    private init(
        path: String, pool: DatabasePool, seal: SecretSeal, writeHealth: WriteHealth, logger: Logger
    ) throws {
        self.path = path
        self.pool = pool
        self.seal = seal
        self.writeHealth = writeHealth
        inode = FileStatus(path: path)?.identity.inode
        damage = DamagedRows(logger: logger)
        clock = PlausibleClock(lastSeen: try pool.read { db in try ClockRow.lastSeen(SQLiteTransaction(db)) })
    }

    /// Opens the file and updates its tables; creates the file and its directory if they are missing.
    ///
    /// A new file is readable by its owner only, since its contents are confidential; in addition, its secrets are
    /// sealed.
    ///
    /// - Parameters:
    ///   - path: the file's path; `-wal` and `-shm` files live beside it.
    ///   - lock: of the same file, where the caller has it. Tables are changed under a lock only: another one is taken
    ///     for that moment.
    ///   - keys: where the keys of its secrets come from.
    ///   - isKeyLost: whether to go on with another key where that of the secrets is missing: they have to be
    ///     entered anew.
    ///   - program: this program with its version, which is noted where it changes the tables.
    ///   - logger: told of rows that cannot be read.
    /// - Throws: ``StorageError/cannotOpen(path:reason:)``, ``StorageError/newerThanProgram(path:program:)`` when a
    ///   newer program has migrated the file, and ``StorageError/servedByOtherVersion(path:holder:)`` when this one
    ///   would have to, under a bridge that serves; ``StorageError/secretKey(_:)`` when the secrets' key is missing.
    public static func open(
        at path: String, under lock: DatabaseLock? = nil, keys: SecretKeySource = .besideDatabase,
        isKeyLost: Bool = false, program: String = "HelpBridge", logger: Logger = .quiet
    ) async throws -> SQLiteDatabase {
        try await ThreadPool.database.complete {
            do {
                try makeFile(at: path)
                let writeHealth = WriteHealth(logger: logger)
                let pool = try openPool(at: path)
                let keyring = SecretKeyring(keys, beside: path, database: path)
                do {
                    try prepare(pool, path: path, program, isLocked: lock != nil)
                    try SecretSealing(keyring: keyring, isKeyLost: isKeyLost).prepare(pool)
                } catch {
                    try? pool.close()  // The reason why it could not be prepared is the one worth reporting.
                    throw error
                }
                return try SQLiteDatabase(
                    path: path, pool: pool, seal: SecretSeal(keyring: keyring), writeHealth: writeHealth,
                    logger: logger)
            } catch let error as StorageError {
                throw error
            } catch {
                throw StorageError.cannotOpen(
                    path: path,
                    reason: StorageError.reason(of: error)
                        + StorageError.foreignOwner(of: [path, path + "-wal", path + "-shm"]))
            }
        }
    }

    /// Closes the file; writes in progress are completed, and later ones fail with ``StorageError/closed``.
    ///
    /// Unless another process has it open, all data is in the file afterwards, and its log is gone: a file that is
    /// copied over it later is not affected by an old log.
    public func close() async throws {
        try await ThreadPool.database.complete { [pool] in
            do {
                // The last connection to be closed empties the log if it may write, and GRDB closes those that only
                // read after the writer. SQLite waits for nobody here: where another connection is open, the log stays.
                pool.releaseMemory()
                try pool.close()
            } catch {
                throw StorageError.translating(error)
            }
        }
    }

    /// Runs SQLite's check of the whole file.
    ///
    /// - Returns: the faults, one line each; empty if there are none.
    public func checkIntegrity() async throws -> [String] {
        do {
            return try await pool.read { db in
                let lines = try String.fetchAll(db, sql: "PRAGMA integrity_check")
                let orphans = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").map { row -> String in
                    "a row of \(row.name("table")) names a row of \(row.name("parent")) that does not exist"
                }
                return (lines == ["ok"] ? [] : lines) + orphans
            }
        } catch {
            throw StorageError.translating(error)
        }
    }

    /// The maximum wait for a lock of another connection or program, in seconds.
    private static let busyTimeout: TimeInterval = 5

    /// SQLite does not wait where two that read the same file want to turn it to a write-ahead log, since each would
    /// wait for the other: one of them is told at once that it is locked (https://sqlite.org/c3ref/busy_handler.html),
    /// and comes again.
    private static func openPool(at path: String) throws -> DatabasePool {
        let deadline = ContinuousClock.now + .seconds(busyTimeout)
        while true {
            do {
                return try DatabasePool(path: path, configuration: configuration)
            } catch let error as DatabaseError
                where error.resultCode == .SQLITE_BUSY && ContinuousClock.now < deadline
            {
                Thread.sleep(forTimeInterval: 0.01)
            }
        }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "helpbridge.database"
        // GRDB's own choice is a higher priority, which a thread on Linux gets only as root: otherwise libdispatch
        // complains of each thread to syslog.
        configuration.qos = .default
        // `helpbridge apply` and other commands open the same file while the bridge runs.
        configuration.busyMode = .timeout(busyTimeout)
        configuration.foreignKeysEnabled = true
        // Overwrites deleted rows, however SQLite was built.
        configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA secure_delete = ON") }
        // Each reader has a thread of its own. A read takes a millisecond: three at once are enough, also for a large
        // site.
        configuration.maximumReaderCount = 3
        return configuration
    }

    static func makeFile(at path: String) throws {
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        } catch {
            throw StorageError.cannotOpen(path: path, reason: StorageError.reason(of: error))
        }
        // SQLite gives the files next to it the same mode. An existing file is not opened: closing it here would
        // release the locks that this process may hold on it (https://sqlite.org/howtocorrupt.html, section 2.2).
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor < 0 {
            guard errno == EEXIST else {
                throw StorageError.cannotOpen(path: path, reason: String(cString: strerror(errno)))
            }
            return
        }
        Glibc.close(descriptor)
    }

    private static func prepare(_ pool: DatabasePool, path: String, _ program: String, isLocked: Bool) throws {
        // The pool sets NORMAL, under which a power failure may lose the last commits.
        try pool.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA synchronous = FULL") }
        guard try !pool.read(Schema.migrator.hasBeenSuperseded) else {
            throw StorageError.newerThanProgram(path: path, program: try pool.read(Schema.newestProgram))
        }
        guard try !pool.read(Schema.migrator.hasCompletedMigrations) else { return }
        guard !isLocked else { return try Schema.migrate(pool, by: program) }
        do {
            let lock = try DatabaseLock.acquireBlocking(for: path, purpose: .maintenance, program: "helpbridge")
            defer { lock.release() }
            try Schema.migrate(pool, by: program)
        } catch StorageError.inUse(_, _, let holder) {
            throw StorageError.servedByOtherVersion(path: path, holder: holder?.description)
        }
    }
}
