import ConcurrencyPrimitives
import GRDB
import HelpDesk

/// Group commit: changes that arrive while a commit waits for the disk share the next one.
///
/// The first change to arrive schedules a batch on the database's writer queue; changes that arrive before the batch
/// starts or while one runs wait for the next. No task is created, so there is nothing to cancel: a submitted change is
/// executed even if its caller is cancelled, and callers do not affect each other.
final class SQLiteCommitQueue: Sendable {
    /// A change that is written under a revision; a change that concerns no request does not use its revision.
    ///
    /// Returns what is to be done once the change is on the disk, in the order of the changes; it must return at once.
    /// It may be carried out twice, where another one has undone the first time.
    typealias Change = @Sendable (Database, Revision) throws -> AfterCommit?
    typealias AfterCommit = @Sendable () -> Void

    /// The revision of a change; those of a batch are taken from the counter in one step.
    struct Revision: Sendable {
        let number: Int64
        /// How far it is behind the counter's revision.
        let behind: Int64
    }

    private struct Entry: Sendable {
        let change: Change
        let caller: CheckedContinuation<Void, any Error>
    }

    private struct State: Sendable {
        var entries: [Entry] = []
        /// Whether a batch is scheduled that will take the entries.
        var isScheduled = false
    }

    private let database: SQLiteDatabase
    private let state = Locked(State())

    /// The number of changes that wait for a batch.
    var waitingCount: Int { state.withLock { $0.entries.count } }

    init(database: SQLiteDatabase) {
        self.database = database
    }

    /// Executes a change and returns once it is on disk.
    ///
    /// Changes are carried out in the order in which they are handed over. A cancelled caller waits like any other:
    /// only so do they learn whether the change was kept.
    ///
    /// - Parameter change: the change; it either takes effect as a whole or throws without any effect.
    /// - Throws: the change's error, or a ``StorageError`` if the commit failed.
    func commit(_ change: @escaping Change) async throws {
        try await withCheckedThrowingContinuation { caller in
            let mustSchedule = state.withLock { state in
                state.entries.append(Entry(change: change, caller: caller))
                defer { state.isScheduled = true }
                return !state.isScheduled
            }
            if mustSchedule { schedule() }
        }
    }

    private func schedule() {
        database.pool.asyncWriteWithoutTransaction { db in self.commitBatch(db) }
    }

    private func commitBatch(_ db: Database) {
        let batch = state.withLock { state in
            defer { state.entries.removeAll() }
            return state.entries
        }
        let outcomes = outcomes(of: batch, db)
        database.writeHealth.note(outcomes.failure)
        for (entry, outcome) in zip(batch, outcomes) {
            if case .success(let afterCommit) = outcome { afterCommit?() }
            entry.caller.resume(with: outcome.map { _ in })
        }
        // Scheduled again instead of looping, so that other writers get their turn.
        let mustSchedule = state.withLock { state in
            state.isScheduled = !state.entries.isEmpty
            return state.isScheduled
        }
        if mustSchedule { schedule() }
    }

    private func outcomes(of batch: [Entry], _ db: Database) -> [Result<AfterCommit?, any Error>] {
        do {
            try database.checkPlace()
            return try Self.together(batch, db) ?? Self.eachApart(batch, db)
        } catch {
            return Array(repeating: .failure(StorageError.translating(error)), count: batch.count)
        }
    }

    /// Carries out all changes, without the savepoints for which SQLite would copy every page beforehand, to a file of
    /// its own.
    ///
    /// - Returns: `nil` if one of several changes failed; nothing is changed then.
    private static func together(_ batch: [Entry], _ db: Database) throws -> [Result<AfterCommit?, any Error>]? {
        var outcomes: [Result<AfterCommit?, any Error>]?
        try db.inTransaction(.immediate) {
            do {
                outcomes = try zip(batch, revisions(of: batch, db)).map { .success(try $0.change(db, $1)) }
                return .commit
            } catch {
                // SQLite itself rolls back the whole transaction if the disk is full or fails.
                guard batch.count > 1, db.isInsideTransaction else { throw error }
                return .rollback
            }
        }
        return outcomes
    }

    /// Executes each change in its own savepoint: a failed change leaves nothing behind and does not affect the others.
    private static func eachApart(_ batch: [Entry], _ db: Database) throws -> [Result<AfterCommit?, any Error>] {
        var outcomes: [Result<AfterCommit?, any Error>] = []
        try db.inTransaction(.immediate) {
            for (entry, revision) in zip(batch, try revisions(of: batch, db)) {
                do {
                    outcomes.append(.success(try apart(entry.change, revision, db)))
                } catch {
                    guard db.isInsideTransaction else { throw error }
                    outcomes.append(.failure(StorageError.translating(error)))
                }
            }
            return .commit
        }
        return outcomes
    }

    private static func apart(_ change: Change, _ revision: Revision, _ db: Database) throws -> AfterCommit? {
        var afterCommit: AfterCommit?
        try db.inSavepoint {
            afterCommit = try change(db, revision)
            return .commit
        }
        return afterCommit
    }

    /// Returns a revision for each change, in order.
    private static func revisions(of batch: [Entry], _ db: Database) throws -> [Revision] {
        let last = try HelpRequestRow.takeRevisions(batch.count, db)
        return batch.indices.reversed().map { Revision(number: last - Int64($0), behind: Int64($0)) }
    }
}

extension [Result<SQLiteCommitQueue.AfterCommit?, any Error>] {
    /// The first disk failure; `nil` if there is none.
    fileprivate var failure: (any Error)? {
        lazy.compactMap { outcome -> (any Error)? in
            guard case .failure(let error) = outcome, (error as? StorageError)?.isOfDisk == true else { return nil }
            return error
        }.first
    }
}
