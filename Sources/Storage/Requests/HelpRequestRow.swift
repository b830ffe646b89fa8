package import Foundation
import GRDB
package import HelpDesk
import JSON

/// A flow in the form in which each transition stores it: without its terms, which ``RequestTermsRow`` keeps.
package struct HelpRequestRow: Sendable {
    /// The part of a stored flow that listings need; it outlives changes to the flow's inner state.
    private struct Envelope: Decodable {
        let request: HelpRequest
    }

    // Dates stay the numbers they are: exact, and quick to read and write.
    private static let encoder = JSONTextEncoder()
    private static let decoder = JSONDecoder()

    package let id: HelpRequestID
    let state: String
    package let isOpen: Bool
    /// Whether its operator has to wait before they ask again; looked at in open requests only.
    let holdsOperator: Bool
    package let `operator`: String
    let department: String
    let route: String
    let createdAt: Int64
    let updatedAt: Int64
    let outcome: String?
    /// The extension of the helper who was joined.
    let helper: String?
    /// From `accepted` to `connected`; `nil` when nobody was joined.
    let answerMilliseconds: Int64?
    let attempts: [RingAttempt]
    let listenings: [Listening]
    /// Whether it has ended without help.
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

    /// Writes a new one.
    ///
    /// - Parameter behind: as of ``insertion(behind:)``.
    /// - Throws: ``StorageError/duplicateRequest(_:)``.
    func insert(behind: Int64, _ db: Database) throws {
        do {
            for statement in insertion(behind: behind) { try statement.execute(db) }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw StorageError.duplicateRequest(id)
        }
    }

    /// Writes a transition, unless something is to be forgotten from the request.
    ///
    /// - Parameter behind: as of ``insertion(behind:)``.
    /// - Returns: whether it is written; otherwise nothing is changed.
    func updateWhole(behind: Int64, _ db: Database) throws -> Bool {
        if isOpen {
            try progress(behind: behind).execute(db)
            guard db.changesCount == 0 else { return true }
        }
        return try update(behind: behind, where: Self.isWhole, db)
    }

    /// Writes a transition from which is taken what is to be forgotten.
    ///
    /// - Parameter behind: as of ``insertion(behind:)``.
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

    /// That of the newest change of any request.
    static func revision(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db.cachedStatement(sql: "SELECT revision FROM help_request_revision")) ?? 0
    }

    /// Takes revisions from the counter. A change that comes to nothing may leave a gap: they only have to grow.
    ///
    /// - Returns: the last one.
    static func takeRevisions(_ count: Int, _ db: Database) throws -> Int64 {
        // All rows, of which there is one: the statement is not over before it has said so.
        try Int64.fetchAll(db.cachedStatement(sql: advance), arguments: [count]).first ?? 0
    }

    /// Takes one revision from the counter.
    static func nextRevision(_ db: any SQLTransaction) throws -> Int64 {
        try db.value(Int64.self, sql: advance, arguments: [1]) ?? 0
    }

    private static let advance = "UPDATE help_request_revision SET revision = revision + ? RETURNING revision"

    /// Keeps every other writer of requests waiting until the end of the transaction.
    static func lockRevision(_ db: any SQLTransaction) throws {
        try db.execute(sql: "UPDATE help_request_revision SET revision = revision")
    }

    /// The request as it is stored.
    package func request() throws -> HelpRequest { try Self.request(id: id.text, flow: Data(flow.utf8)) }

    /// Reads the request of a stored flow, which outlives changes to the rest of it.
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
