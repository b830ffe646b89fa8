package import Administration
package import Foundation
package import HelpDesk
package import Logging
import PostgreSQL
package import Storage

/// A store of help requests in PostgreSQL.
///
/// Concurrent writes share one transaction; each returns after its commit, and a failed write does not affect the
/// others. A write is executed even if its caller is cancelled. Two writes of the same request must not be concurrent.
package struct PostgreSQLHelpRequestStore: HelpRequestStore {
    /// The recipients of requests' states, and the queue to wake.
    package struct Outgoing: Sendable {
        var queue: SQLOutgoingStore
        var recipients: @Sendable (HelpRequest) -> [OutgoingDelivery.Recipient]

        /// - Parameters:
        ///   - queue: notified of new deliveries.
        ///   - recipients: returns the recipients of a state that a request entered. Called before each commit, for
        ///     each state of the request's timeline, with the request as it was then; it must return at once.
        package init(
            _ queue: SQLOutgoingStore, to recipients: @escaping @Sendable (HelpRequest) -> [OutgoingDelivery.Recipient]
        ) {
            self.queue = queue
            self.recipients = recipients
        }
    }

    /// The time that the end of an operator's request may take to reach the disk when they press again; it is stored
    /// with what arrives within 20 ms.
    static let timeout = Duration.seconds(1)
    private static let pause = Duration.milliseconds(10)

    let database: PostgreSQLDatabase
    private let commits: PostgreSQLCommitQueue
    let logger: Logger
    let now: @Sendable () -> Date
    private let outgoing: Outgoing?
    private let timeout: Duration
    let ownership: PostgreSQLOwnership?
    private let feed: ChangeFeed

    package var committed: AsyncStream<HelpRequestChange> { feed.changes }

    /// - Parameters:
    ///   - database: the database.
    ///   - logger: logs changes that cannot be read, and a failure to close unreadable requests.
    ///   - now: the clock by which idempotency keys expire; `nil` for the database's, which ignores a wrong year.
    ///   - outgoing: the recipients of the requests' states; `nil` if nothing is sent.
    ///   - ownership: this bridge's PBXs: only their transitions are written; `nil` if no bridge serves.
    ///   - timeout: how long an operator's new request waits for the end of the previous one.
    package init(
        database: PostgreSQLDatabase, logger: Logger, now: (@Sendable () -> Date)? = nil, outgoing: Outgoing? = nil,
        ownership: PostgreSQLOwnership? = nil, timeout: Duration = Self.timeout
    ) {
        self.database = database
        let feed = ownership?.feed ?? ChangeFeed(database: database, logger: logger, followsOthers: false)
        commits = PostgreSQLCommitQueue(
            database: database, known: { feed.highest }, isTold: { ownership?.hasOthers ?? true })
        self.ownership = ownership
        self.feed = feed
        self.logger = logger
        self.now = now ?? { [clock = database.clock] in clock.now }
        self.outgoing = outgoing
        self.timeout = timeout
    }

    /// Commits a new request together with the record of its idempotency key.
    ///
    /// An operator has one request whose end is not decided. If the end of the previous one is about to be stored, the
    /// new one waits.
    ///
    /// - Parameters:
    ///   - flow: the new request's flow.
    ///   - tenure: the tenure that the caller runs it under. If it is over at the commit, or `nil`, the request is left
    ///     to the owner of the PBX, by a row in the same commit.
    ///   - idempotency: the record of its idempotency key.
    /// - Throws: `StorageError`: `duplicateRequest`, `idempotencyKeyInUse`, `operatorHasOpenRequest`, `unreachable` and
    ///   similar errors; nothing of the request is stored then, unless the server was lost at the commit and did not
    ///   come back. In that case the tenure ends, and the next one runs the request if it was stored.
    package func insert(_ flow: CallFlow, under tenure: PBXTenure?, idempotency: IdempotencyRecord?) async throws {
        let deadline = ContinuousClock.now + timeout
        var tenure = tenure
        while true {
            let claim = claim(of: flow, under: tenure)
            do {
                return try await commits.commit(try insertion(flow, idempotency, claim))
            } catch let lost as LostClaim {
                // Another bridge owns the PBX now and runs the request.
                ownership?.lost(lost.claim.pbx, epoch: lost.claim.epoch)
                tenure = nil
            } catch StorageError.operatorHasOpenRequest(let number) {
                // If the operator's requests run elsewhere, this bridge cannot know that the last one is about to end.
                let isOurs = ownership == nil || claim != nil
                guard isOurs, ContinuousClock.now < deadline, !Task.isCancelled else {
                    throw StorageError.operatorHasOpenRequest(number)
                }
                // A cancelled caller gets the error at the next attempt.
                try? await Task.sleep(for: Self.pause)
            }
        }
    }

    /// Returns the claim under which a flow is written; `nil` if this bridge does not own its PBX.
    ///
    /// - Parameter tenure: the tenure that the flow runs under.
    private func claim(of flow: CallFlow, under tenure: PBXTenure?) -> PostgreSQLCommitQueue.Claim? {
        guard let ownership, let tenure, tenure.isHeld, let id = ownership.knownID(of: flow.pbx) else { return nil }
        return PostgreSQLCommitQueue.Claim(pbx: id, bridge: ownership.bridge, epoch: tenure.epoch)
    }

    private func insertion(
        _ flow: CallFlow, _ idempotency: IdempotencyRecord?, _ claim: PostgreSQLCommitQueue.Claim?
    ) throws -> PostgreSQLCommitQueue.Change {
        let owner = claim == nil ? ownership?.knownID(of: flow.pbx) : nil
        let row = try HelpRequestRow(flow)
        let terms = row.isOpen ? [try RequestTermsRow(flow).insertion] : []
        let key = try idempotency.map { try IdempotencyRow($0) }
        let now = now()
        let request = flow.request
        let messages = try messages(request).map { try $0.insertion(at: now.storedMilliseconds) }
        let order = owner.map { [PostgreSQLOrderForwarding.insertion(of: row.id.text, for: $0)] } ?? []
        return PostgreSQLCommitQueue.Change(
            advances: row.id.text, claim: claim, hasOrders: owner != nil,
            statements: { behind in
                row.insertion(behind: behind) + terms + messages + order + (key.map { [$0.insertion(at: now)] } ?? [])
            },
            check: { results in
                if let key, results.last?.count != 1 {
                    throw StorageError.idempotencyKeyInUse(key.record.key.text)
                }
            },
            refusal: { constraint in
                switch constraint {
                case "help_requests_pkey": .duplicateRequest(row.id)
                case "help_requests_one_open": .operatorHasOpenRequest(row.operator)
                default: nil
                }
            },
            afterCommit: { [feed, outgoing] revision in
                feed.committed(HelpRequestChange(revision: revision, request: request))
                if !messages.isEmpty { outgoing?.queue.wakeSender() }
            },
            // The next tenure reads the request if it was stored; no other bridge runs it.
            ifUnknown: { [ownership] in if let claim { ownership?.lost(claim.pbx, epoch: claim.epoch) } })
    }

    /// Commits a transition; a request that no longer exists, because a failover lost its insertion, is stored again.
    ///
    /// - Throws: `PBXNotOwned` if another bridge runs the flow now; `StorageError`: `unreachable` and similar errors;
    ///   `operatorHasOpenRequest` for a lost request whose end is not decided, if its operator has another one now.
    package func update(_ flow: CallFlow) async throws {
        // A flow of an earlier tenure ends before the next one begins.
        let tenure = ownership?.knownID(of: flow.pbx).flatMap { ownership?.tenure(ofID: $0) }
        let claim = claim(of: flow, under: tenure)
        guard ownership == nil || claim != nil else { throw PBXNotOwned(pbx: flow.pbx) }
        do {
            do {
                try await update(flow, under: claim)
            } catch StorageError.unknownRequest(_) {
                try await commits.commit(try insertion(flow, nil, claim))
            }
        } catch let lost as LostClaim {
            ownership?.lost(lost.claim.pbx, epoch: lost.claim.epoch)
            throw PBXNotOwned(pbx: flow.pbx)
        }
    }

    private func update(_ flow: CallFlow, under claim: PostgreSQLCommitQueue.Claim?) async throws {
        let row = try HelpRequestRow(flow)
        do {
            try await commits.commit(try transition(row, flow.request, claim, erasures: 0))
        } catch is HasErasures {
            try await updateErased(row, claim)
        }
    }

    /// Writes a transition without the numbers to be erased, which the bridge that serves the request still has in
    /// memory.
    private func updateErased(_ row: HelpRequestRow, _ claim: PostgreSQLCommitQueue.Claim?) async throws {
        while true {
            let numbers = try await database.rows(Erasures.numbers(of: row.id.text), on: database.calls)
            var kept = row
            kept.flow = try Erasures.erased(row.flow, numbers)
            do {
                return try await commits.commit(
                    try transition(kept, try kept.request(), claim, erasures: numbers.count))
            } catch is HasErasures {
                // Another number was added in the meantime, unless the request does not exist.
                guard try await change(of: row.id) != nil else { throw StorageError.unknownRequest(row.id) }
            }
        }
    }

    /// An error: the request has more erasures than were known, or does not exist.
    private struct HasErasures: Error {}

    /// - Parameter erasures: how many numbers were erased from the row.
    private func transition(
        _ row: HelpRequestRow, _ request: HelpRequest, _ claim: PostgreSQLCommitQueue.Claim?, erasures: Int
    ) throws -> PostgreSQLCommitQueue.Change {
        let now = now()
        let messages = try messages(request).map { try $0.insertionOfNews(at: now.storedMilliseconds) }
        return PostgreSQLCommitQueue.Change(
            advances: row.id.text, claim: claim,
            statements: { behind in
                var (update, notes) = row.transition(behind: behind)
                // A transaction that adds one has locked the counter of revisions before, as this commit has by now.
                update.text += " AND (SELECT count(*) FROM erasures WHERE request = ?) = ?"
                update.values += [.text(row.id.text), .integer(Int64(erasures))]
                if !row.isOpen { notes.append(Erasures.deletion(of: row.id.text)) }
                return messages + [update] + notes
            },
            check: { results in
                guard results[messages.count].count == 1 else { throw HasErasures() }
            },
            // If the update changed no row, the other rows refer to a missing request.
            refusal: { $0.hasSuffix("_request_fkey") ? .unknownRequest(row.id) : nil },
            afterCommit: { [feed, outgoing] revision in
                feed.committed(HelpRequestChange(revision: revision, request: request))
                if !messages.isEmpty { outgoing?.queue.wakeSender() }
            })
    }

    /// Returns the messages about the states that a request entered; those already in the queue stay as they are.
    private func messages(_ request: HelpRequest) -> [OutgoingRow] {
        guard let outgoing else { return [] }
        return OutgoingRow.rows(of: request, outgoing.recipients)
    }

    /// Commits the record of an idempotency key whose request was already open.
    ///
    /// - Throws: `StorageError`: `idempotencyKeyInUse`, `unreachable` and similar errors.
    package func record(_ idempotency: IdempotencyRecord) async throws {
        let key = try IdempotencyRow(idempotency)
        let now = now()
        try await commits.commit(
            .init(
                statements: { _ in [key.insertion(at: now)] },
                check: { results in
                    guard results.first?.count == 1 else {
                        throw StorageError.idempotencyKeyInUse(idempotency.key.text)
                    }
                }))
    }
}
