package import Administration
package import Foundation
package import HelpDesk
package import Logging
import PostgreSQL
package import Storage

/// Keeps help requests in PostgreSQL.
///
/// Concurrent writes share one transaction; each returns after its commit, and one that fails fails alone. A write is
/// carried out even when its caller is cancelled. Two writes of one request must not be made concurrently.
package struct PostgreSQLHelpRequestStore: HelpRequestStore {
    /// Whom the requests' states are told, and who is woken then.
    package struct Outgoing: Sendable {
        var queue: SQLOutgoingStore
        var recipients: @Sendable (HelpRequest) -> [OutgoingDelivery.Recipient]

        /// - Parameters:
        ///   - queue: told when there is something to be sent.
        ///   - recipients: who is to be told of a state that a request has entered. Called before each commit, for each
        ///     state of the request's timeline, with the request as it was then; it must return at once.
        package init(
            _ queue: SQLOutgoingStore, to recipients: @escaping @Sendable (HelpRequest) -> [OutgoingDelivery.Recipient]
        ) {
            self.queue = queue
            self.recipients = recipients
        }
    }

    /// For how long the end of an operator's request may be on its way to the disk when they press again: it is stored
    /// with what comes within 20 ms.
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
    ///   - database: where the requests are kept.
    ///   - logger: told of stored flows that cannot be read.
    ///   - now: the clock by which idempotency keys expire; `nil` for the database's, which a wrong year does not move.
    ///   - outgoing: whom the requests' states are told; `nil` where nothing is sent.
    ///   - ownership: which PBXs are this bridge's: it writes transitions of no others; `nil` where no bridge serves.
    ///   - timeout: how long an operator's new request waits for the end of the one before.
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

    /// Commits a new request, and with it what its idempotency key has led to.
    ///
    /// An operator has one request whose end is not decided. Where that of the one before is about to be stored, the new one
    /// waits.
    ///
    /// - Parameters:
    ///   - flow: as it is decided.
    ///   - tenure: that under which the caller runs it. Where it is over by the commit, or there is none, the request is left to
    ///     whoever owns the PBX, by a row that commits with it.
    ///   - idempotency: what its key has led to.
    /// - Throws: `StorageError`: `duplicateRequest`, `idempotencyKeyInUse`, `operatorHasOpenRequest`, `unreachable` and the
    ///   like; nothing of the request is stored then, unless the server was lost at the commit and did not come back. Then the
    ///   tenure ends, and the next one runs the request if it is stored.
    package func insert(_ flow: CallFlow, under tenure: PBXTenure?, idempotency: IdempotencyRecord?) async throws {
        let deadline = ContinuousClock.now + timeout
        var tenure = tenure
        while true {
            let claim = claim(of: flow, under: tenure)
            do {
                return try await commits.commit(try insertion(flow, idempotency, claim))
            } catch let lost as LostClaim {
                // Somebody else has it by now, and runs the request.
                ownership?.lost(lost.claim.pbx, epoch: lost.claim.epoch)
                tenure = nil
            } catch StorageError.operatorHasOpenRequest(let number) {
                // Of one whose requests run elsewhere nobody here knows that the last one is about to end.
                let isOurs = ownership == nil || claim != nil
                guard isOurs, ContinuousClock.now < deadline, !Task.isCancelled else {
                    throw StorageError.operatorHasOpenRequest(number)
                }
                // A caller who gives up meanwhile is told so at the next try.
                try? await Task.sleep(for: Self.pause)
            }
        }
    }

    /// The claim under which a flow is written; `nil` where its PBX is not this bridge's.
    ///
    /// - Parameter tenure: that under which it runs.
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
            // The next tenure reads it, where it is stored; nobody else runs it.
            ifUnknown: { [ownership] in if let claim { ownership?.lost(claim.pbx, epoch: claim.epoch) } })
    }

    /// Commits a transition. A request that is not there any more, since a failover has lost its insertion, is stored anew.
    ///
    /// - Throws: `PBXNotOwned` when another bridge runs the flow by now; `StorageError`: `unreachable` and the like;
    ///   `operatorHasOpenRequest` for one that was lost, until its end is decided, where its operator has another one by now.
    package func update(_ flow: CallFlow) async throws {
        // A flow of an earlier tenure is over before the next one begins.
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

    /// Something is to be forgotten from the request, which whoever serves it still has in memory.
    private func updateErased(_ row: HelpRequestRow, _ claim: PostgreSQLCommitQueue.Claim?) async throws {
        while true {
            let numbers = try await database.rows(Erasures.numbers(of: row.id.text), on: database.calls)
            var kept = row
            kept.flow = try Erasures.erased(row.flow, numbers)
            do {
                return try await commits.commit(
                    try transition(kept, try kept.request(), claim, erasures: numbers.count))
            } catch is HasErasures {
                // Another number was added meanwhile, unless there is no such request.
                guard try await change(of: row.id) != nil else { throw StorageError.unknownRequest(row.id) }
            }
        }
    }

    /// There are more erasures of the request than were known, or no such request.
    private struct HasErasures: Error {}

    /// - Parameter erasures: how many numbers have been taken out of the row.
    private func transition(
        _ row: HelpRequestRow, _ request: HelpRequest, _ claim: PostgreSQLCommitQueue.Claim?, erasures: Int
    ) throws -> PostgreSQLCommitQueue.Change {
        let now = now()
        let messages = try messages(request).map { try $0.insertionOfNews(at: now.storedMilliseconds) }
        return PostgreSQLCommitQueue.Change(
            advances: row.id.text, claim: claim,
            statements: { behind in
                var (update, notes) = row.transition(behind: behind)
                // Whoever adds one has taken the counter of revisions before, as this commit has by now.
                update.text += " AND (SELECT count(*) FROM erasures WHERE request = ?) = ?"
                update.values += [.text(row.id.text), .integer(Int64(erasures))]
                if !row.isOpen { notes.append(Erasures.deletion(of: row.id.text)) }
                return messages + [update] + notes
            },
            check: { results in
                guard results[messages.count].count == 1 else { throw HasErasures() }
            },
            // What goes with an update of nothing refers to nothing.
            refusal: { $0.hasSuffix("_request_fkey") ? .unknownRequest(row.id) : nil },
            afterCommit: { [feed, outgoing] revision in
                feed.committed(HelpRequestChange(revision: revision, request: request))
                if !messages.isEmpty { outgoing?.queue.wakeSender() }
            })
    }

    /// What is to be told of the states that a request has entered; what was put in already stays as it is.
    private func messages(_ request: HelpRequest) -> [OutgoingRow] {
        guard let outgoing else { return [] }
        return OutgoingRow.rows(of: request, outgoing.recipients)
    }

    /// Commits that an idempotency key has led to a request which was open already, or completes that record with its
    /// snapshot.
    ///
    /// - Throws: `StorageError`: `idempotencyKeyInUse`, `unreachable` and the like.
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
