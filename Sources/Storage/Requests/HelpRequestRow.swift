package import Foundation
import GRDB
package import HelpDesk
import JSON

/// A flow as each transition stores it: without its terms, which ``RequestTermsRow`` stores.
package struct HelpRequestRow: Sendable {
    /// The part of a stored flow that listings need; it stays readable if the flow's inner state changes.
    private struct Envelope: Decodable {
        let request: HelpRequest
    }

    // Dates are encoded as numbers: exact, and fast to read and write.
    private static let encoder = JSONTextEncoder()
    private static let decoder = JSONDecoder()

    package let id: HelpRequestID
    let state: String
    package let isOpen: Bool
    /// Whether the operator must wait before asking again; read for open requests only.
    let holdsOperator: Bool
    package let `operator`: String
    let department: String
    let route: String
    let createdAt: Int64
    let updatedAt: Int64
    let outcome: String?
    /// The extension of the connected helper.
    let helper: String?
    /// The time from `accepted` to `connected`; `nil` if no helper was connected.
    let answerMilliseconds: Int64?
    let attempts: [RingAttempt]
    let listenings: [Listening]
    /// Whether it ended without help.
    let isMissed: Bool
    package var flow: String

    package init(_ flow: CallFlow) throws {
        let request = flow.request
        id = request.id
        state = request.state.rawValue
        isOpen = !flow.isEnded
        holdsOperator = !flow.isClosing
        self.operator = request.operator
        department = request.department
        route = request.route
        createdAt = request.createdAt.storedMilliseconds
        updatedAt = request.updatedAt.storedMilliseconds
        outcome = request.outcome?.rawValue
        let connectedAt = request.timeline.first { $0.state == .connected }?.at
        helper = connectedAt == nil ? nil : request.manager?.extension
        answerMilliseconds = connectedAt.map { max(0, $0.storedMilliseconds - request.createdAt.storedMilliseconds) }
        attempts = request.attempts
        self.flow = try Self.encoder.text(flow.progress)
        listenings = flow.isEnded ? request.listenings : []
        isMissed = flow.isEnded && request.outcome?.isMissed == true
    }

    /// Inserts a new row.
    ///
    /// - Parameter behind: as in ``insertion(behind:)``.
    /// - Throws: ``StorageError/duplicateRequest(_:)``.
    func insert(behind: Int64, _ db: Database) throws {
        do {
            for statement in insertion(behind: behind) { try statement.execute(db) }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw StorageError.duplicateRequest(id)
        }
    }

    /// Writes a transition, unless a number is to be erased from the request.
    ///
    /// - Parameter behind: as in ``insertion(behind:)``.
    /// - Returns: whether it was written; otherwise nothing was changed.
    func updateWhole(behind: Int64, _ db: Database) throws -> Bool {
        if isOpen {
            try progress(behind: behind).execute(db)
            guard db.changesCount == 0 else { return true }
        }
        return try update(behind: behind, where: Self.isWhole, db)
    }

    /// Writes a transition from which the numbers to be erased have been removed.
    ///
    /// - Parameter behind: as in ``insertion(behind:)``.
    /// - Throws: ``StorageError/unknownRequest(_:)``.
    func updateErased(behind: Int64, _ db: Database) throws {
        guard try update(behind: behind, where: "TRUE", db) else { throw StorageError.unknownRequest(id) }
    }

    private func update(behind: Int64, where condition: String, _ db: Database) throws -> Bool {
        var (update, notes) = transition(behind: behind)
        update.text += " AND \(condition)"
        try update.execute(db)
        guard db.changesCount == 1 else { return false }
        for statement in notes { try statement.execute(db) }
        return true
    }

    /// Returns the revision of the newest change of any request.
    static func revision(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db.cachedStatement(sql: "SELECT revision FROM help_request_revision")) ?? 0
    }

    /// Takes revisions from the counter; a failed change may leave a gap, since they only have to increase.
    ///
    /// - Returns: the last one.
    static func takeRevisions(_ count: Int, _ db: Database) throws -> Int64 {
        // Fetches all rows, although there is only one, so that the statement runs to completion.
        try Int64.fetchAll(db.cachedStatement(sql: advance), arguments: [count]).first ?? 0
    }

    /// Takes one revision from the counter.
    static func nextRevision(_ db: any SQLTransaction) throws -> Int64 {
        try db.value(Int64.self, sql: advance, arguments: [1]) ?? 0
    }

    private static let advance = "UPDATE help_request_revision SET revision = revision + ? RETURNING revision"

    /// Blocks all other writers of requests until the end of the transaction.
    static func lockRevision(_ db: any SQLTransaction) throws {
        try db.execute(sql: "UPDATE help_request_revision SET revision = revision")
    }

    /// Returns the stored request.
    package func request() throws -> HelpRequest { try Self.request(id: id.text, flow: Data(flow.utf8)) }

    /// Reads the request of a stored flow; it stays readable if the rest of the flow changes.
    ///
    /// - Throws: ``StorageError/unreadableRow(table:id:reason:)``.
    package static func request(id: String, flow: Data) throws -> HelpRequest {
        try reading(id) { try decoder.decode(Envelope.self, from: flow).request }
    }

    /// Reads a stored flow with its terms.
    ///
    /// - Throws: ``StorageError/unreadableRow(table:id:reason:)``.
    package static func flow(id: String, flow: Data) throws -> CallFlow {
        try reading(id) { try decoder.decode(CallFlow.self, from: flow) }
    }

    private static func reading<Value>(_ id: String, _ read: () throws -> Value) throws -> Value {
        do {
            return try read()
        } catch {
            throw StorageError.unreadableRow(table: "help_requests", id: id, reason: "\(error)")
        }
    }
}
