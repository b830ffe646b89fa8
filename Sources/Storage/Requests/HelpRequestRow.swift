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

    /// - Returns: the revision of the change.
    func insert(_ db: Database) throws -> Int64 {
        do {
            let revision = try Self.nextRevision(db)
            for statement in insertion() { try statement.execute(db) }
            return revision
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw StorageError.duplicateRequest(id)
        }
    }

    /// - Returns: the revision of the change.
    func update(_ db: Database) throws -> Int64 {
        // A change that comes to nothing may leave a gap in the revisions: they only have to grow.
        let revision = try Self.nextRevision(db)
        if isOpen {
            try progress.execute(db)
            guard db.changesCount == 0 else { return revision }
        }
        let (update, notes) = transition()
        try update.execute(db)
        guard db.changesCount == 1 else { throw StorageError.unknownRequest(id) }
        for statement in notes { try statement.execute(db) }
        return revision
    }

    /// That of the newest change of any request.
    static func revision(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db.cachedStatement(sql: "SELECT revision FROM help_request_revision")) ?? 0
    }

    static func nextRevision(_ db: Database) throws -> Int64 {
        // All rows, of which there is one: the statement is not over before it has said so.
        try Int64.fetchAll(db.cachedStatement(sql: advance)).first ?? 0
    }

    static func nextRevision(_ db: any SQLTransaction) throws -> Int64 {
        try db.value(Int64.self, sql: advance) ?? 0
    }

    private static let advance = "UPDATE help_request_revision SET revision = revision + 1 RETURNING revision"

    /// Keeps every other writer of requests waiting until the end of the transaction.
    static func lockRevision(_ db: any SQLTransaction) throws {
        try db.execute(sql: "UPDATE help_request_revision SET revision = revision")
    }

    /// The request as it is stored.
    package func request() throws -> HelpRequest { try Self.request(id: id.text, flow: Data(flow.utf8)) }

    package static func request(id: String, flow: Data) throws -> HelpRequest {
        try reading(id) { try decoder.decode(Envelope.self, from: flow).request }
    }

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
