import ConcurrencyPrimitives
import GRDB
import GRDBSQLite

/// How much the writer has put into the write-ahead log since somebody last began to copy it into the database.
final class LogGrowth: Sendable {
    private struct State {
        /// Of the log, in pages, as are all lengths here.
        var length = 0
        var added = 0
    }

    private let step: Int
    private let state = Locked(State())
    /// Advances when there is enough to be copied.
    let due = EventCount()

    /// - Parameter step: how many pages are enough.
    init(step: Int) {
        self.step = step
    }

    /// Has the writer tell of each commit in place of copying the log itself, until ``release(_:)``; this has to live
    /// for as long.
    ///
    /// - Throws: ``StorageError/closed``.
    func follow(_ writer: Database) throws {
        guard let connection = writer.sqliteConnection else { throw StorageError.closed }
        // A connection has one such hook, and the automatic checkpoints are one: this is `PRAGMA wal_autocheckpoint =
        // 0`, too (https://sqlite.org/c3ref/wal_hook.html).
        sqlite3_wal_hook(
            connection,
            { growth, _, _, length in
                if let growth { Unmanaged<LogGrowth>.fromOpaque(growth).takeUnretainedValue().committed(Int(length)) }
                return SQLITE_OK
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Has the writer copy the log itself again, every 1,000 pages, as SQLite does by default.
    ///
    /// - Throws: ``StorageError/closed``.
    func release(_ writer: Database) throws {
        guard let connection = writer.sqliteConnection else { throw StorageError.closed }
        sqlite3_wal_autocheckpoint(connection, 1_000)
    }

    /// Notes a commit.
    ///
    /// - Parameter length: of the log with it.
    func committed(_ length: Int) {
        let isDue = state.withLock { state in
            let before = state.added
            // A shorter one has begun anew.
            state.added += length < state.length ? length : length - state.length
            state.length = length
            return before < step && state.added >= step
        }
        if isDue { due.advance() }
    }

    /// Counts from here: what was written until now is being copied.
    func reset() {
        state.withLock { $0.added = 0 }
    }
}
