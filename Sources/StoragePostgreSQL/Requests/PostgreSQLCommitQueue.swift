import ConcurrencyPrimitives
import PostgreSQL
import Storage

/// Group commit: changes that arrive while a commit waits for the server's disk share the next one.
///
/// As with SQLite, no task is created: a submitted change is executed even if its caller is cancelled. A batch is one
/// transaction in two round trips: the changes, and the commit once all results were checked. The revisions of a batch
/// are taken from the counter in one step, whose row stays locked until the commit.
final class PostgreSQLCommitQueue: Sendable {
    private struct State: Sendable {
        var entries: [Entry] = []
        var isBusy = false
    }

    private let database: PostgreSQLDatabase
    private let known: @Sendable () -> Int64
    private let isTold: @Sendable () -> Bool
    private let state = Locked(State())

    /// - Parameters:
    ///   - database: the database, whose `writeHealth` stores whether commits succeed.
    ///   - known: returns the newest revision that was seen here, which is not assigned again.
    ///   - isTold: whether there are other bridges to notify of each batch.
    init(
        database: PostgreSQLDatabase, known: @escaping @Sendable () -> Int64, isTold: @escaping @Sendable () -> Bool
    ) {
        self.database = database
        self.known = known
        self.isTold = isTold
    }

    private var pool: PostgreSQLPool { database.calls }

    /// Executes a change and returns once it is on the server's disk.
    ///
    /// Changes are executed in the order in which they are submitted. A cancelled caller waits, too: otherwise it could
    /// not know whether the change was committed.
    ///
    /// - Throws: the change's refusal, or a ``StorageError`` if the commit failed.
    func commit(_ change: Change) async throws {
        try await withCheckedThrowingContinuation { caller in
            let mustBegin = state.withLock { state in
                state.entries.append(Entry(change: change, caller: caller))
                defer { state.isBusy = true }
                return !state.isBusy
            }
            if mustBegin { commitNext() }
        }
    }

    private func commitNext() {
        let entries = state.withLock { state in
            defer { state.entries.removeAll() }
            state.isBusy = !state.entries.isEmpty
            return state.entries
        }
        guard !entries.isEmpty else { return }
        commit(entries) { self.commitNext() }
    }

    /// - Parameter next: called when all callers have their result.
    private func commit(_ entries: [Entry], then next: @escaping @Sendable () -> Void) {
        guard !entries.isEmpty else { return next() }
        let batch = Batch(entries, isTold: isTold(), known: known())
        pool.submit(batch.statements) { [self] outcome in
            switch outcome {
            case .success(let (results, connection)):
                do {
                    let counter = try batch.counter(results)
                    let refusals = try Self.refusals(batch, results)
                    guard !refusals.isEmpty else { return conclude(batch, counter, connection, then: next) }
                    pool.submit([PostgreSQLStatement("ROLLBACK")], on: connection, isLast: true) { _ in
                        self.refuse(refusals, of: entries, then: next)
                    }
                } catch {
                    pool.submit([PostgreSQLStatement("ROLLBACK")], on: connection, isLast: true) { _ in
                        self.fail(entries, with: error, then: next)
                    }
                }
            case .failure(PostgreSQLError.refused(let message)):
                guard let index = batch.ranges.firstIndex(where: { $0.contains(message.statement) }) else {
                    return fail(entries, with: PostgreSQLError.refused(message), then: next)
                }
                refuseAlone(index, of: entries, because: message, then: next)
            case .failure(let error): fail(entries, with: error, then: next)
            }
        }
    }

    /// Returns the errors of all changes whose claim is lost, which are many when a PBX is lost; otherwise that of the
    /// first refused change only, since the results of later changes may depend on it.
    private static func refusals(_ batch: Batch, _ results: [PostgreSQLResult]) throws -> [Int: any Error] {
        let claims = try batch.claims(results)
        var refusals: [Int: any Error] = [:]
        for (index, entry) in batch.entries.enumerated() {
            if let claim = entry.change.claim, !claims.contains(claim) { refusals[index] = LostClaim(claim: claim) }
        }
        guard refusals.isEmpty else { return refusals }
        for (index, entry) in batch.entries.enumerated() {
            do {
                try entry.change.check(Array(results[batch.ranges[index]]))
            } catch {
                return [index: error]
            }
        }
        return [:]
    }

    /// Reports the errors to their callers, and commits the other changes.
    private func refuse(
        _ refusals: [Int: any Error], of entries: [Entry], then next: @escaping @Sendable () -> Void
    ) {
        var rest: [Entry] = []
        for (index, entry) in entries.enumerated() {
            if let error = refusals[index] {
                entry.caller.resume(throwing: error)
            } else {
                rest.append(entry)
            }
        }
        commit(rest, then: next)
    }

    /// Refuses a change after committing those before it: it may conflict with an earlier change that is refused, too.
    private func refuseAlone(
        _ index: Int, of entries: [Entry], because message: PostgreSQLError.ServerMessage,
        then next: @escaping @Sendable () -> Void
    ) {
        guard index == 0 else {
            return commit(Array(entries[..<index])) { self.commit(Array(entries[index...]), then: next) }
        }
        let refusal =
            message.constraint.flatMap(entries[0].change.refusal)
            ?? StorageError.translating(PostgreSQLError.refused(message))
        guard entries[0].change.claim != nil else { return refuse([0: refusal], of: entries, then: next) }
        // It may conflict with a new owner's change, in which case the claim is lost.
        var change = entries[0].change
        change.statements = { _ in [] }
        change.check = { _ in throw refusal }
        commit([Entry(change: change, caller: entries[0].caller)] + entries.dropFirst(), then: next)
    }

    private func fail(_ entries: [Entry], with error: any Error, then next: () -> Void) {
        let error = StorageError.translating(error)
        database.writeHealth.note(error)
        for entry in entries { entry.caller.resume(throwing: error) }
        next()
    }

    private func conclude(
        _ batch: Batch, _ counter: Int64, _ connection: PostgreSQLPool.CheckedOutConnection,
        then next: @escaping @Sendable () -> Void
    ) {
        pool.submit([PostgreSQLStatement("COMMIT")], on: connection, isLast: true) { [self] outcome in
            switch outcome {
            case .success: succeed(batch, counter, then: next)
            // The commit itself failed, so nothing was stored.
            case .failure(let error as PostgreSQLError) where error.sqlState != nil:
                fail(batch.entries, with: error, then: next)
            case .failure: findOut(batch, counter, until: .now + pool.timeout * 3, then: next)
            }
        }
    }

    /// Finds out whether a commit took effect after the connection broke during it.
    ///
    /// The counter's row is locked while the commit may still take effect. A server that restarts is asked again when
    /// it is back: without a result, all calls of the PBX must be abandoned.
    private func findOut(
        _ batch: Batch, _ counter: Int64, until end: ContinuousClock.Instant,
        then next: @escaping @Sendable () -> Void
    ) {
        guard let last = batch.entries.indices.last(where: { batch.entries[$0].change.advances != nil }),
            let id = batch.entries[last].change.advances
        else {
            // The batch only records keys for existing requests, which may be repeated.
            return fail(batch.entries, with: PostgreSQLError.connectionLost("at the commit"), then: next)
        }
        let question = [
            PostgreSQLStatement("SELECT revision FROM help_request_revision FOR UPDATE"),
            PostgreSQLStatement(
                // The current owner may have written it again.
                "SELECT FROM help_requests WHERE id = $1 AND revision >= $2",
                [.text(id), .integer(counter - batch.behind[last])]),
        ]
        pool.submit(question, isLast: true) { [self] outcome in
            switch outcome {
            case .success(let (results, _)) where results[1].count == 1: succeed(batch, counter, then: next)
            case .success:
                fail(batch.entries, with: PostgreSQLError.connectionLost("before the commit"), then: next)
            case .failure(let error) where error as? PostgreSQLError != .closed && .now < end:
                // The pool pauses between attempts to connect.
                findOut(batch, counter, until: end, then: next)
            case .failure(let error):
                for entry in batch.entries { entry.change.ifUnknown() }
                fail(batch.entries, with: error, then: next)
            }
        }
    }

    private func succeed(_ batch: Batch, _ counter: Int64, then next: () -> Void) {
        database.writeHealth.note(nil)
        for (entry, behind) in zip(batch.entries, batch.behind) {
            entry.change.afterCommit(counter - behind)
            entry.caller.resume()
        }
        next()
    }
}
