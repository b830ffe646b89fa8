public import Foundation
import GRDB
public import HelpDesk
public import Logging

/// Keeps help requests in SQLite.
///
/// Concurrent writes share one transaction and one wait for the disk; each returns after its commit, and one that fails
/// fails alone. A write is carried out even when its caller is cancelled. Two writes of one request must not be made
/// concurrently.
public struct HelpRequestDatabase: HelpRequestStore {
    private let database: HelpDeskDatabase
    let commits: CommitQueue
    private let logger: Logger
    private let now: @Sendable () -> Date
    public let committed: AsyncStream<HelpRequestChange>
    private let door: AsyncStream<HelpRequestChange>.Continuation

    /// - Parameters:
    ///   - database: where the requests are kept.
    ///   - logger: told of stored flows that cannot be read.
    ///   - now: the clock by which idempotency keys expire.
    public init(database: HelpDeskDatabase, logger: Logger, now: @escaping @Sendable () -> Date = { Date() }) {
        self.database = database
        self.commits = CommitQueue(pool: database.pool)
        self.logger = logger
        self.now = now
        (committed, door) = AsyncStream.makeStream()
    }

    /// Commits a new request, and with it the answer for its idempotency key.
    ///
    /// - Throws: ``StorageError/duplicateRequest(_:)``, ``StorageError/idempotencyKeyInUse(_:)``,
    ///   ``StorageError/diskFull`` and the like; nothing of the request is stored then.
    public func insert(_ flow: CallFlow, idempotency: IdempotencyRecord?) async throws {
        try await commits.commit(try insertion(flow, idempotency))
    }

    @inline(never)
    private func insertion(_ flow: CallFlow, _ idempotency: IdempotencyRecord?) throws -> CommitQueue.Change {
        let row = try HelpRequestRow(flow)
        let now = now()
        let request = flow.request
        return { [door] db in
            var revision: Int64 = 0
            try db.inSavepoint {
                revision = try row.insert(db)
                if let idempotency { try IdempotencyRow.insert(idempotency, at: now, db) }
                return .commit
            }
            let change = HelpRequestChange(revision: revision, request: request)
            return { door.yield(change) }
        }
    }

    /// Commits a transition.
    ///
    /// - Throws: ``StorageError/unknownRequest(_:)``, ``StorageError/diskFull`` and the like.
    public func update(_ flow: CallFlow) async throws {
        try await commits.commit(try transition(flow))
    }

    @inline(never)
    private func transition(_ flow: CallFlow) throws -> CommitQueue.Change {
        let row = try HelpRequestRow(flow)
        let request = flow.request
        return { [door] db in
            let change = HelpRequestChange(revision: try row.update(db), request: request)
            return { door.yield(change) }
        }
    }

    /// Commits the answer for an idempotency key that led to a request which was open already.
    ///
    /// - Throws: ``StorageError/idempotencyKeyInUse(_:)``, ``StorageError/diskFull`` and the like.
    public func record(_ idempotency: IdempotencyRecord) async throws {
        let now = now()
        try await commits.commit { db in
            try IdempotencyRow.insert(idempotency, at: now, db)
            return nil
        }
    }

    public func request(_ id: HelpRequestID) async throws -> HelpRequest? {
        let flow = try await read { db in
            try Data.fetchOne(
                db.cachedStatement(sql: "SELECT flow FROM help_requests WHERE id = ?"), arguments: [id.text])
        }
        return try flow.map { try HelpRequestRow.request(id: id.text, flow: $0) }
    }

    public func requests(_ query: HelpRequestQuery) async throws -> [HelpRequest] {
        guard let listing = HelpRequestSelection(query) else { return [] }
        return try await storedFlows(listing.sql, StatementArguments(listing.arguments)).map(HelpRequestRow.request)
    }

    /// The flows of all requests that have no end yet, oldest first.
    ///
    /// One that cannot be read, which only another version of the program could have written, is logged and left out:
    /// it must not keep the others from being served.
    public func openFlows() async throws -> [CallFlow] {
        let stored = try await storedFlows("SELECT id, flow FROM help_requests WHERE isOpen ORDER BY id", [])
        return stored.compactMap { id, flow in
            do {
                return try HelpRequestRow.flow(id: id, flow: flow)
            } catch {
                logger.error("an open help request is left out", metadata: ["request": "\(id)", "error": "\(error)"])
                return nil
            }
        }
    }

    public func idempotencyRecord(key: String) async throws -> IdempotencyRecord? {
        let now = now()
        return try await read { db in try IdempotencyRow.record(key: key, at: now, db) }
    }

    public func changes(after revision: Int64, limit: Int) async throws -> [HelpRequestChange] {
        try await read { db in
            try Self.changes("WHERE revision > ? ORDER BY revision LIMIT ?", [revision, limit], db)
        }
    }

    public func change(of id: HelpRequestID) async throws -> HelpRequestChange? {
        try await read { db in try Self.changes("WHERE id = ?", [id.text], db).first }
    }

    public func openRequests() async throws -> OpenHelpRequests {
        try await read { db in
            OpenHelpRequests(
                revision: try HelpRequestRow.revision(db),
                // By itself SQLite goes through all requests of all time in the order of their revisions.
                changes: try Self.changes("INDEXED BY help_requests_open WHERE isOpen ORDER BY revision", [], db))
        }
    }

    private static func changes(
        _ condition: String, _ arguments: StatementArguments, _ db: Database
    ) throws -> [HelpRequestChange] {
        let statement = try db.cachedStatement(sql: "SELECT id, revision, flow FROM help_requests \(condition)")
        return try Row.fetchAll(statement, arguments: arguments).map { row in
            HelpRequestChange(
                revision: row["revision"], request: try HelpRequestRow.request(id: row["id"], flow: row["flow"]))
        }
    }

    private func storedFlows(_ sql: String, _ arguments: StatementArguments) async throws -> [(String, Data)] {
        try await read { db in
            try Row.fetchAll(db.cachedStatement(sql: sql), arguments: arguments).map { ($0["id"], $0["flow"]) }
        }
    }

    private func read<Value: Sendable>(_ fetch: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await database.pool.read(fetch)
        } catch {
            throw StorageError.translating(error)
        }
    }
}
