public import Administration
public import Foundation
import GRDB
public import HelpDesk
public import Logging

/// A store of help requests in SQLite.
///
/// Concurrent writes share one transaction and one wait for the disk; each returns after its commit, and a failed write
/// does not affect the others. A write is executed even if its caller is cancelled. Two writes of the same request must
/// not be concurrent.
public struct SQLiteHelpRequestStore: HelpRequestStore {
    private let database: SQLiteDatabase
    let commits: SQLiteCommitQueue
    private let logger: Logger
    private let now: @Sendable () -> Date
    private let recipients: @Sendable (HelpRequest) -> [OutgoingDelivery.Recipient]
    private let outgoing: SQLOutgoingStore?
    public let committed: AsyncStream<HelpRequestChange>
    private let continuation: AsyncStream<HelpRequestChange>.Continuation

    /// - Parameters:
    ///   - database: where the requests are kept.
    ///   - logger: told of stored flows that cannot be read.
    ///   - now: the clock by which idempotency keys expire; `nil` for the database's, which a wrong year does not move.
    ///   - outgoing: told when there is something to be sent; `nil` where nothing is sent.
    ///   - recipients: who is to be told of a state that a request has entered. Called before each commit, for each
    ///     state of the request's timeline, with the request as it was then; it must return at once.
    public init(
        database: SQLiteDatabase, logger: Logger, now: (@Sendable () -> Date)? = nil,
        outgoing: SQLOutgoingStore? = nil,
        recipients: @escaping @Sendable (HelpRequest) -> [OutgoingDelivery.Recipient] = { _ in [] }
    ) {
        self.outgoing = outgoing
        self.recipients = recipients
        self.database = database
        self.commits = SQLiteCommitQueue(database: database)
        self.logger = logger
        self.now = now ?? { database.clock.now }
        (committed, continuation) = AsyncStream.makeStream()
    }

    /// Commits a new request, and with it what its idempotency key has led to. Of a file there is one bridge, which
    /// runs it.
    ///
    /// - Throws: ``StorageError/duplicateRequest(_:)``, ``StorageError/idempotencyKeyInUse(_:)``,
    ///   ``StorageError/diskFull`` and similar errors; nothing of the request is stored then.
    public func insert(_ flow: CallFlow, under tenure: PBXTenure?, idempotency: IdempotencyRecord?) async throws {
        try await commits.commit(insertion(flow, idempotency))
    }

    private func insertion(_ flow: CallFlow, _ idempotency: IdempotencyRecord?) -> SQLiteCommitQueue.Change {
        let now = now()
        let request = flow.request
        let messages = messages(request)
        return { [continuation, outgoing] db, revision in
            // Encoded here, so that the calls' thread can continue in the meantime.
            let row = try HelpRequestRow(flow)
            try row.insert(behind: revision.behind, db)
            if row.isOpen { try RequestTermsRow(flow).insertion.execute(db) }
            if let idempotency { try IdempotencyRow(idempotency).insert(at: now, db) }
            for message in messages {
                try message.insert(at: now.storedMilliseconds, SQLiteTransaction(db))
            }
            let change = HelpRequestChange(revision: revision.number, request: request)
            return {
                continuation.yield(change)
                if !messages.isEmpty { outgoing?.wakeSender() }
            }
        }
    }

    /// Commits a transition.
    ///
    /// - Throws: ``StorageError/unknownRequest(_:)``, ``StorageError/diskFull`` and similar errors.
    public func update(_ flow: CallFlow) async throws {
        try await commits.commit(transition(flow))
    }

    private func transition(_ flow: CallFlow) -> SQLiteCommitQueue.Change {
        let request = flow.request
        let messages = messages(request)
        let now = now()
        return { db, revision in
            let row = try HelpRequestRow(flow)
            // Read before it is overwritten.
            let storedAt = messages.isEmpty ? nil : try OutgoingRow.storedAt(request.id, SQLiteTransaction(db))
            var (request, messages) = (request, messages)
            if try !row.updateWhole(behind: revision.behind, db) {
                let kept = try Erasures.applied(to: row, SQLiteTransaction(db))
                try kept.updateErased(behind: revision.behind, db)
                request = try kept.request()
                messages = self.messages(request)
            }
            let change = HelpRequestChange(revision: revision.number, request: request)
            let news = storedAt.map { storedAt in messages.filter { $0.enteredAt >= storedAt } } ?? []
            for message in news {
                try message.insert(at: now.storedMilliseconds, SQLiteTransaction(db))
            }
            return {
                continuation.yield(change)
                if !news.isEmpty { outgoing?.wakeSender() }
            }
        }
    }

    /// Returns the messages about the states that a request entered; those already in the queue stay as they are.
    private func messages(_ request: HelpRequest) -> [OutgoingRow] {
        guard outgoing != nil else { return [] }
        return OutgoingRow.rows(of: request, recipients)
    }

    /// Commits that an idempotency key has led to a request which was open already, or completes that record with its
    /// snapshot.
    ///
    /// - Throws: ``StorageError/idempotencyKeyInUse(_:)``, ``StorageError/diskFull`` and similar errors.
    public func record(_ idempotency: IdempotencyRecord) async throws {
        let now = now()
        let key = try IdempotencyRow(idempotency)
        try await commits.commit { db, _ in
            try key.insert(at: now, db)
            return nil
        }
    }

    /// - Throws: `HelpDeskError.damagedRequest` if it is unreadable.
    public func request(_ id: HelpRequestID) async throws -> HelpRequest? {
        try await change(of: id)?.request
    }

    /// Returns a page of requests; an unreadable one is skipped, and the next one takes its place.
    public func requests(_ query: HelpRequestQuery) async throws -> [HelpRequest] {
        let selection = HelpRequestSelection(query)
        let limit = min(max(query.limit, 1), 200)
        var requests: [HelpRequest] = []
        var place = query.after?.text
        while true {
            let wanted = limit - requests.count
            let (flows, last) = try await read { [place] db in
                let rows = try selection.rows(after: place, limit: wanted, db)
                return (database.damage.flows(rows), rows.count < wanted ? nil : rows.last?.name("id"))
            }
            requests += flows.compactMap(database.damage.request)
            guard let last, requests.count < limit else { return requests }
            place = last
        }
    }

    /// Returns the flows of the open requests of the PBXs that are served, oldest first.
    ///
    /// One that cannot be read, which only another version of the program or a failing disk could have written, is
    /// logged, left out and closed: nobody serves it, and it must not keep the others from being served.
    public func takeUpFlows(
        under tenure: PBXTenure, where isServed: @escaping @Sendable (_ pbx: String?) -> Bool
    ) async throws -> [CallFlow] {
        let rows = try await read { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT rowid AS number, id, operator, flow, \(StoredFlow.terms) FROM help_requests
                        WHERE isOpen ORDER BY id
                        """)
            )
            .filter { row in isServed(ExtensionAddress(row.name("operator")).pbx) }
            .map { row in (number: try row.value("number", as: Int64.self), flow: database.damage.flows([row]).first) }
        }
        var flows: [CallFlow] = []
        var damaged: [Int64] = []
        for (number, stored) in rows {
            let flow = stored.flatMap { stored in
                database.damage.readable(stored.id, of: StoredFlow.table) { try stored.callFlow() }
            }
            if let flow { flows.append(flow) } else { damaged.append(number) }
        }
        if !damaged.isEmpty { await close(damaged) }
        return flows
    }

    public func openRequest(of number: String) async throws -> HelpRequest? {
        let flows = try await read { db in
            // Without the hint SQLite scans all requests that the operator ever had.
            let condition = "INDEXED BY help_requests_open WHERE isOpen AND holdsOperator AND operator = ? ORDER BY id"
            return database.damage.flows(try Self.rows(condition, [number.storable], db))
        }
        return flows.compactMap(database.damage.request).first
    }

    /// Closes requests that no bridge can serve; they are removed at their age like others.
    private func close(_ rows: [Int64]) async {
        do {
            let numbers = try StoredJSON.text(rows)
            try await commits.commit { db, _ in
                try db.execute(
                    sql: "UPDATE help_requests SET isOpen = 0 WHERE rowid IN (SELECT value FROM json_each(?))",
                    arguments: [numbers])
                return nil
            }
        } catch {
            logger.error("damaged help requests could not be closed", metadata: ["error": "\(error)"])
        }
    }

    public func idempotencyRecord(key: String) async throws -> IdempotencyRecord? {
        let now = now()
        return try await read { db in try IdempotencyRow.record(key: key, at: now, db) }
    }

    /// Returns the changes after a revision; an unreadable request is skipped, and the next one takes its place.
    public func changes(after revision: Int64, limit: Int) async throws -> [HelpRequestChange] {
        var changes: [HelpRequestChange] = []
        var place = revision
        while true {
            let wanted = limit - changes.count
            let (flows, last) = try await read { [place] db in
                // In a damaged row, a revision that is not a number sorts after all numbers.
                let rows = try Self.rows(
                    "WHERE revision > ? AND revision <= \(Int64.max) ORDER BY revision LIMIT ?", [place, wanted], db)
                let last: Int64? = rows.count < wanted ? nil : try? rows.last?.value("revision")
                return (database.damage.flows(rows), last)
            }
            changes += flows.compactMap(database.damage.change)
            guard let last, changes.count < limit else { return changes }
            place = last
        }
    }

    /// - Throws: `HelpDeskError.damagedRequest` if it is unreadable.
    public func change(of id: HelpRequestID) async throws -> HelpRequestChange? {
        let rows = try await read { db in
            try Self.rows("WHERE id = ?", [id.text], db).map { database.damage.flows([$0]).first }
        }
        guard let row = rows.first else { return nil }
        guard let stored = row, let change = database.damage.change(stored) else {
            throw HelpDeskError.damagedRequest(id)
        }
        return change
    }

    public func openRequests() async throws -> OpenHelpRequests {
        let (revision, flows) = try await read { db in
            // Without the hint SQLite scans all requests ever stored, by revision.
            let rows = try Self.rows("INDEXED BY help_requests_open WHERE isOpen ORDER BY revision", [], db)
            return (try HelpRequestRow.revision(db), database.damage.flows(rows))
        }
        return OpenHelpRequests(revision: revision, changes: flows.compactMap(database.damage.change))
    }

    private static func rows(_ condition: String, _ arguments: StatementArguments, _ db: Database) throws -> [Row] {
        try Row.fetchAll(
            db.cachedStatement(sql: "SELECT id, revision, flow FROM help_requests \(condition)"), arguments: arguments)
    }

    private func read<Value: Sendable>(_ fetch: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await database.pool.read(fetch)
        } catch {
            throw StorageError.translating(error)
        }
    }
}
