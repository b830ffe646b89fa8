import ConcurrencyPrimitives
import PostgreSQL
import Storage

/// Group commit: changes that arrive while a commit waits for the server's disk share the next one.
///
/// As with SQLite, no task is made: a change that was handed over is carried out whatever becomes of its caller. A batch is
/// one transaction, in two journeys: the changes, and the commit once all of them have come to what they should. The
/// revisions of a batch are taken from the counter in one step, whose row stays locked until the commit.
final class PostgreSQLCommitQueue: Sendable {
    /// What takes effect as a whole or not at all.
    struct Change: Sendable {
        /// The id of the request whose revision it advances; `nil` when it advances none.
        var advances: String?
        /// The PBX that has to be this bridge's for it to count; `nil` where that does not matter.
        var claim: Claim?
        /// Whether the owner of a PBX is to do something because of it.
        var hasOrders = false
        /// What it writes, given how far its revision is behind the counter's.
        var statements: @Sendable (_ behind: Int64) -> [SQLStatement]
        /// Looks at what the statements came to.
        ///
        /// - Throws: a refusal, for which nothing of the change is kept.
        var check: @Sendable ([PostgreSQLResult]) throws -> Void
        /// The refusal that a violated constraint means; `nil` for one that only a bug can violate.
        var refusal: @Sendable (_ constraint: String) -> StorageError? = { _ in nil }
        /// Called once it is on disk, in the order of the changes, with its revision; it must return at once.
        var afterCommit: @Sendable (_ revision: Int64) -> Void = { _ in }
        /// Called where nobody can find out whether it is on disk; it must return at once.
        var ifUnknown: @Sendable () -> Void = {}
    }

    /// A PBX, and the epoch in which it is this bridge's.
    struct Claim: Sendable, Equatable {
        var pbx: String
        /// Two bridges may have had the same epoch, where a replica was promoted that had missed something.
        var bridge: String
        var epoch: Int64
    }

    private struct Entry: Sendable {
        let change: Change
        let caller: CheckedContinuation<Void, any Error>
    }

    private struct Inbox: Sendable {
        var entries: [Entry] = []
        var isBusy = false
    }

    /// A batch as it was sent.
    private struct Batch: Sendable {
        let entries: [Entry]
        let statements: [PostgreSQLStatement]
        /// Where those of each entry are.
        let ranges: [Range<Int>]
        /// How far each entry's revision is behind the counter's.
        let behind: [Int64]
        /// How many revisions it takes.
        let revisions: Int64
        private let hasClaims: Bool

        private static let advance = "UPDATE help_request_revision SET revision = revision + $1 RETURNING revision"

        /// - Parameter isTold: whether other bridges are told of it.
        init(_ entries: [Entry], isTold: Bool) {
            self.entries = entries
            hasClaims = entries.contains { $0.change.claim != nil }
            revisions = Int64(entries.count { $0.change.advances != nil })
            var statements = [PostgreSQLStatement("BEGIN")]
            if revisions > 0 {
                statements.append(PostgreSQLStatement(Self.advance, [.integer(revisions)]))
                // Behind the lock on the counter's row, for which a new owner waits.
                if hasClaims { statements.append(PostgreSQLStatement("SELECT pbx, owner, epoch FROM pbx_owners")) }
            }
            var left = revisions
            var ranges: [Range<Int>] = []
            var behind: [Int64] = []
            for entry in entries {
                if entry.change.advances != nil { left -= 1 }
                let start = statements.count
                statements += entry.change.statements(left).map { PostgreSQLStatement($0) }
                ranges.append(start..<statements.count)
                behind.append(left)
            }
            if isTold, revisions > 0 { statements.append(PostgreSQLOrderForwarding.notification(.requests)) }
            if entries.contains(where: \.change.hasOrders) {
                statements.append(PostgreSQLOrderForwarding.notification(.orders))
            }
            self.statements = statements
            self.ranges = ranges
            self.behind = behind
        }

        /// That of the counter.
        func counter(_ results: [PostgreSQLResult]) throws -> Int64 {
            guard revisions > 0 else { return 0 }
            guard let row = results[1].rows.first else {
                throw StorageError.failed("the table help_request_revision is empty")
            }
            return try row.integer("revision")
        }

        /// The claims that hold at this moment, and until the commit.
        func claims(_ results: [PostgreSQLResult]) throws -> [Claim] {
            guard revisions > 0, hasClaims else { return [] }
            return try results[2].rows.map { row in
                Claim(
                    pbx: try row.string("pbx"), bridge: try row.string("owner"), epoch: try row.integer("epoch"))
            }
        }
    }

    private let database: PostgreSQLDatabase
    private let isTold: @Sendable () -> Bool
    private let inbox = Locked(Inbox())

    /// - Parameters:
    ///   - database: told whether commits succeed.
    ///   - isTold: whether there are other bridges, who are told of each batch.
    init(database: PostgreSQLDatabase, isTold: @escaping @Sendable () -> Bool) {
        self.database = database
        self.isTold = isTold
    }

    private var pool: PostgreSQLPool { database.calls }

    /// Carries out one change and returns after the server's disk has it.
    ///
    /// Changes are carried out in the order in which they are handed over. A cancelled caller waits like any other: only
    /// so do they learn whether the change was kept.
    ///
    /// - Throws: the change's refusal, or a ``StorageError`` when the commit itself failed.
    func commit(_ change: Change) async throws {
        try await withCheckedThrowingContinuation { caller in
            let mustBegin = inbox.withLock { inbox in
                inbox.entries.append(Entry(change: change, caller: caller))
                defer { inbox.isBusy = true }
                return !inbox.isBusy
            }
            if mustBegin { commitNext() }
        }
    }

    private func commitNext() {
        let entries = inbox.withLock { inbox in
            defer { inbox.entries.removeAll() }
            inbox.isBusy = !inbox.entries.isEmpty
            return inbox.entries
        }
        guard !entries.isEmpty else { return }
        commit(entries) { self.commitNext() }
    }

    /// - Parameter next: called when all entries know what became of them.
    private func commit(_ entries: [Entry], then next: @escaping @Sendable () -> Void) {
        guard !entries.isEmpty else { return next() }
        let batch = Batch(entries, isTold: isTold())
        pool.submit(batch.statements) { [self] outcome in
            switch outcome {
            case .success(let (results, connection)):
                do {
                    let counter = try batch.counter(results)
                    guard let (index, error) = try Self.firstRefusal(batch, results) else {
                        return conclude(batch, counter, connection, then: next)
                    }
                    pool.submit([PostgreSQLStatement("ROLLBACK")], on: connection, isLast: true) { _ in
                        self.refuse(index, of: entries, with: error, then: next)
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

    private static func firstRefusal(
        _ batch: Batch, _ results: [PostgreSQLResult]
    ) throws -> (index: Int, error: any Error)? {
        let claims = try batch.claims(results)
        for (index, entry) in batch.entries.enumerated() {
            if let claim = entry.change.claim, !claims.contains(claim) {
                return (index, LostClaim(claim: claim))
            }
            do {
                try entry.change.check(Array(results[batch.ranges[index]]))
            } catch {
                return (index, error)
            }
        }
        return nil
    }

    /// Tells one caller, and commits the others without their change.
    private func refuse(
        _ index: Int, of entries: [Entry], with error: any Error, then next: @escaping @Sendable () -> Void
    ) {
        entries[index].caller.resume(throwing: error)
        var rest = entries
        rest.remove(at: index)
        commit(rest, then: next)
    }

    /// What stood in its way may be a change before it that is refused, too: those are committed first.
    private func refuseAlone(
        _ index: Int, of entries: [Entry], because message: PostgreSQLError.ServerMessage,
        then next: @escaping @Sendable () -> Void
    ) {
        guard index == 0 else {
            return commit(Array(entries[..<index])) { self.commit(Array(entries[index...]), then: next) }
        }
        let refusal = message.constraint.flatMap(entries[0].change.refusal)
        refuse(
            0, of: entries, with: refusal ?? StorageError.translating(PostgreSQLError.refused(message)), then: next)
    }

    private func fail(_ entries: [Entry], with error: any Error, then next: () -> Void) {
        let error = StorageError.translating(error)
        database.writeHealth.note(error)
        for entry in entries { entry.caller.resume(throwing: error) }
        next()
    }

    // MARK: The commit

    private func conclude(
        _ batch: Batch, _ counter: Int64, _ connection: PostgreSQLPool.CheckedOutConnection,
        then next: @escaping @Sendable () -> Void
    ) {
        pool.submit([PostgreSQLStatement("COMMIT")], on: connection, isLast: true) { [self] outcome in
            switch outcome {
            case .success: succeed(batch, counter, then: next)
            // An error of the commit, for which nothing is kept.
            case .failure(let error as PostgreSQLError) where error.sqlState != nil:
                fail(batch.entries, with: error, then: next)
            case .failure: findOut(batch, counter, until: .now + pool.timeout * 3, then: next)
            }
        }
    }

    /// The connection broke when the commit was under way: the server knows whether it was kept. The counter's row is
    /// locked for as long as it may still be. A server that is started again is asked once more when it is back: not to
    /// know means to let go of all calls of the PBX.
    private func findOut(
        _ batch: Batch, _ counter: Int64, until end: ContinuousClock.Instant,
        then next: @escaping @Sendable () -> Void
    ) {
        guard let last = batch.entries.indices.last(where: { batch.entries[$0].change.advances != nil }),
            let id = batch.entries[last].change.advances
        else {
            // A key that has led to a request which is there already: to say it again does no harm.
            return fail(batch.entries, with: PostgreSQLError.connectionLost("at the commit"), then: next)
        }
        let question = [
            PostgreSQLStatement("SELECT revision FROM help_request_revision FOR UPDATE"),
            PostgreSQLStatement(
                "SELECT FROM help_requests WHERE id = $1 AND revision = $2",
                [.text(id), .integer(counter - batch.behind[last])]),
        ]
        pool.submit(question, isLast: true) { [self] outcome in
            switch outcome {
            case .success(let (results, _)) where results[1].count == 1: succeed(batch, counter, then: next)
            case .success:
                fail(batch.entries, with: PostgreSQLError.connectionLost("before the commit"), then: next)
            case .failure(let error) where error as? PostgreSQLError != .closed && .now < end:
                // Nothing is asked before the pause that the pool makes between connections.
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

/// A change came under a claim that is another bridge's by now.
struct LostClaim: Error {
    var claim: PostgreSQLCommitQueue.Claim
}
