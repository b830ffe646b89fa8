import GRDB
import GRDBSQLite

/// Copies the write-ahead log into the database over a connection of its own, while the writer goes on.
///
/// By itself SQLite does that within a commit, every 1,000 pages, and all that come after it wait for the disk
/// meanwhile: measured under constant writing, one commit in a hundred took half as long again.
final class LogCheckpoints: Checkpoints {
    private typealias Log = (walFrameCount: Int, checkpointedFrameCount: Int)

    private let pool: DatabasePool
    private let connection: DatabaseQueue
    private let limits: LogLimits
    private let growth: LogGrowth

    /// Opens the connection.
    init(_ database: HelpDeskDatabase, growth: LogGrowth, limits: LogLimits) throws {
        pool = database.pool
        self.limits = limits
        self.growth = growth
        var configuration = HelpDeskDatabase.configuration
        configuration.label = "helpbridge.checkpoints"
        // While this waits for somebody's read, the writer waits for this.
        configuration.busyMode = .timeout(0.05)
        connection = try DatabaseQueue(path: database.path, configuration: configuration)
    }

    func begin() throws {
        try pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA journal_size_limit = \(limits.fileSize)")
            try growth.follow(db)
        }
    }

    func carryOut() throws -> Bool {
        growth.reset()
        do {
            let log = try checkpoint(.passive)
            let left = log.walFrameCount - log.checkpointedFrameCount
            // More than a step is left only under a read that takes long, such as a backup: it is not waited for.
            guard log.walFrameCount >= limits.longest, left < limits.step else { return left == 0 }
            // What was copied is on its way to the disk, which SQLite waits for only when nothing is left to be copied
            // (`walCheckpoint` in wal.c). Most of that is done here, where nobody waits for it.
            try sync()
            _ = try checkpoint(.passive)
            // With the writer held, little is left, and nobody adds to it: the next commit begins the log anew
            // (https://sqlite.org/wal.html, section 6).
            try pool.writeWithoutTransaction { _ in _ = try checkpoint(.restart) }
            return true
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            return false
        }
    }

    func end() throws {
        defer { try? connection.close() }  // Nothing is lost with it, whatever it says.
        try pool.writeWithoutTransaction { db in try growth.release(db) }
        do {
            _ = try checkpoint(.truncate)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            return  // The log stays beside the file, and whoever opens that next reads it.
        }
    }

    private func checkpoint(_ mode: Database.CheckpointMode) throws -> Log {
        try connection.writeWithoutTransaction { db in try db.checkpoint(mode) }
    }

    /// Waits until the disk has what was copied. Over SQLite's own descriptor: to close another one of that file would
    /// release SQLite's locks (https://sqlite.org/howtocorrupt.html, section 2.2).
    private func sync() throws {
        try connection.writeWithoutTransaction { db in
            var file: UnsafeMutablePointer<sqlite3_file>?
            var code = sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_FILE_POINTER, &file)
            if code == SQLITE_OK, let file, let methods = file.pointee.pMethods {
                code = methods.pointee.xSync(file, SQLITE_SYNC_NORMAL)
            }
            guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
        }
    }
}
