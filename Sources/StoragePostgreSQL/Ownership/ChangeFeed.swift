import ConcurrencyPrimitives
import HelpDesk
import Logging
import PostgreSQL
import Storage

/// Every change of a request in the order of the revisions, whichever bridge committed it.
///
/// Revisions come from one counter, whose row each commit locks: a reader that sees a revision sees all earlier ones,
/// too. This bridge's commits are emitted from memory if no revision is missing before them; anything else is read.
final class ChangeFeed: Sendable {
    private struct State: Sendable {
        /// The newest revision that was emitted.
        var told: Int64
        /// The newest revision that is known to exist.
        var newest: Int64
        /// The newest revision that ever existed, even if the database has lost it since.
        var highest: Int64
        /// This bridge's commits that were not emitted yet.
        var own: [Int64: HelpRequest] = [:]
    }

    private static let pageSize = 200
    private static let pause = Duration.milliseconds(300)

    let changes: AsyncStream<HelpRequestChange>
    private let output: AsyncStream<HelpRequestChange>.Continuation
    private let database: PostgreSQLDatabase
    private let logger: Logger
    private let followsOthers: Bool
    private let state: Locked<State>
    /// Advances if there are changes to read.
    private let gaps = EventCount()

    /// - Parameter followsOthers: whether ``run(_:)`` is called; otherwise this bridge's commits are emitted even if
    ///   revisions are missing before them.
    init(database: PostgreSQLDatabase, logger: Logger, followsOthers: Bool = true) {
        self.database = database
        self.logger = logger
        self.followsOthers = followsOthers
        state = Locked(
            State(
                told: database.firstRevision, newest: database.firstRevision, highest: database.firstRevision))
        (changes, output) = AsyncStream.makeStream()
    }

    /// Adds a change that this bridge committed.
    func committed(_ change: HelpRequestChange) {
        let hasGap = state.withLock { state in
            guard change.revision > state.told else { return false }
            guard followsOthers else {
                state.told = change.revision
                output.yield(change)
                return false
            }
            state.own[change.revision] = change.request
            state.newest = max(state.newest, change.revision)
            tellOwn(&state)
            return !state.own.isEmpty
        }
        if hasGap { gaps.advance() }
    }

    /// The newest revision that was emitted.
    var told: Int64 { state.withLock { $0.told } }

    /// The newest revision that this bridge ever knew, even if the database has lost it since: other bridges may not
    /// have noticed that yet.
    var highest: Int64 { state.withLock { max($0.told, $0.newest, $0.highest) } }

    /// Takes note of the newest revision in the database, whichever bridge committed it.
    ///
    /// - Parameter told: the newest emitted revision when the query was sent. If it is newer, the database has lost
    ///   commits, because a replica without them was promoted: their revisions are assigned again.
    func exists(_ revision: Int64, asked told: Int64) {
        let hasGap = state.withLock { state in
            if revision < told {
                // Emitted again, so that clients that saw a lost change are informed at once.
                state = State(
                    told: revision - 1, newest: revision, highest: max(state.told, state.newest, state.highest))
            }
            state.newest = max(state.newest, revision)
            return state.newest > state.told
        }
        if hasGap { gaps.advance() }
    }

    /// Reads what others committed until the task is cancelled.
    ///
    /// - Parameter signal: counts other bridges' notifications of changes.
    func run(_ signal: EventCount) async {
        await withDiscardingTaskGroup { group in
            group.addTask {
                var heard = signal.value
                while !Task.isCancelled {
                    await signal.wait(past: heard)
                    heard = signal.value
                    self.gaps.advance()
                }
            }
            await keepReading()
            group.cancelAll()
        }
    }

    private func keepReading() async {
        var seen = gaps.value
        while !Task.isCancelled {
            await gaps.wait(past: seen)
            seen = gaps.value
            do {
                try await read()
            } catch {
                if !Task.isCancelled { logger.debug("changes cannot be read", metadata: ["error": "\(error)"]) }
                // The next poll of the database finds the changes again.
                try? await Task.sleep(for: Self.pause)
            }
        }
    }

    private func read() async throws {
        while true {
            let told = state.withLock { $0.told }
            let rows = try await database.rows(
                PostgreSQLStatement(
                    """
                    SELECT id, revision, flow FROM help_requests WHERE revision > $1 ORDER BY revision LIMIT $2
                    """, [.integer(told), .integer(Int64(Self.pageSize))]))
            let changes = database.damage.flows(rows).compactMap(database.damage.change)
            let last = try rows.last?.integer("revision")
            state.withLock { state in
                for change in changes where change.revision > state.told {
                    state.told = change.revision
                    output.yield(change)
                }
                // Unreadable requests are skipped.
                if let last { state.told = max(state.told, last) }
                state.own = state.own.filter { $0.key > state.told }
                tellOwn(&state)
            }
            guard rows.count == Self.pageSize else { return }
        }
    }

    /// Emits this bridge's commits that directly follow the last emitted one.
    private func tellOwn(_ state: inout State) {
        while let request = state.own.removeValue(forKey: state.told + 1) {
            state.told += 1
            output.yield(HelpRequestChange(revision: state.told, request: request))
        }
    }
}
