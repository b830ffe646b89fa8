import Foundation
import GRDB
import HelpDesk
import JSON

/// A flow in the form in which each transition stores it: without its terms, which ``RequestTermsRow`` keeps.
struct HelpRequestRow: Sendable {
    /// The part of a stored flow that listings need; it outlives changes to the flow's inner state.
    private struct Envelope: Decodable {
        let request: HelpRequest
    }

    // Dates stay the numbers they are: exact, and quick to read and write.
    private static let encoder = JSONTextEncoder()
    private static let decoder = JSONDecoder()

    let id: HelpRequestID
    let state: String
    let isOpen: Bool
    let `operator`: String
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
    var flow: String

    init(_ flow: CallFlow) throws {
        let request = flow.request
        id = request.id
        state = request.state.rawValue
        isOpen = !flow.isEnded
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
            try db.cachedStatement(
                sql: """
                    INSERT INTO help_requests
                        (id, state, isOpen, operator, department, route, createdAt, updatedAt, outcome, helper,
                        answerMilliseconds, flow, revision)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(
                arguments: [
                    id.text, state, isOpen, self.operator, department, route, createdAt, updatedAt, outcome, helper,
                    answerMilliseconds, flow, revision,
                ])
            try insertAttempts(db)
            try insertListenings(db)
            try insertMissed(db)
            return revision
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw StorageError.duplicateRequest(id)
        }
    }

    /// - Returns: the revision of the change.
    func update(_ db: Database) throws -> Int64 {
        // A change that comes to nothing may leave a gap in the revisions: they only have to grow.
        let revision = try Self.nextRevision(db)
        try db.cachedStatement(
            sql: """
                UPDATE help_requests
                SET state = ?, isOpen = ?, updatedAt = ?, outcome = ?, helper = ?, answerMilliseconds = ?, flow = ?,
                    revision = ?
                WHERE id = ?
                """
        ).execute(
            arguments: [
                state, isOpen, updatedAt, outcome, helper, answerMilliseconds, flow, revision, id.text,
            ])
        guard db.changesCount == 1 else { throw StorageError.unknownRequest(id) }
        try insertAttempts(db)
        try insertListenings(db)
        try insertMissed(db)
        if !isOpen { try RequestTermsRow.delete(id, db) }
        return revision
    }

    /// Notes who was rung, once it is over: statistics ask for it, calls do not.
    private func insertAttempts(_ db: Database) throws {
        guard !isOpen, !attempts.isEmpty else { return }
        let statement = try db.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO ring_attempts (request, position, helper, department, createdAt)
                VALUES (?, ?, ?, ?, ?)
                """)
        for (position, attempt) in attempts.enumerated() {
            try statement.execute(arguments: [id.text, position, attempt.extension, department, createdAt])
        }
    }

    /// Notes who was on the operator's call, once it is over: reports ask for it, calls do not.
    private func insertListenings(_ db: Database) throws {
        guard !listenings.isEmpty else { return }
        let statement = try db.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO listenings
                    (request, position, startedAt, milliseconds, role, listener, mode, operator, department)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        for listening in listenings {
            try statement.execute(
                arguments: [
                    id.text, listening.id.position, listening.startedAt.storedMilliseconds, listening.milliseconds,
                    listening.role.rawValue, listening.extension, listening.mode.rawValue, self.operator, department,
                ])
        }
    }

    /// Puts it on the list of those that somebody has to see to.
    private func insertMissed(_ db: Database) throws {
        guard isMissed else { return }
        try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO missed_requests (request, department, createdAt) VALUES (?, ?, ?)"
        ).execute(arguments: [id.text, department, createdAt])
    }

    /// That of the newest change of any request.
    static func revision(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db.cachedStatement(sql: "SELECT revision FROM help_request_revision")) ?? 0
    }

    static func nextRevision(_ db: Database) throws -> Int64 {
        let sql = "UPDATE help_request_revision SET revision = revision + 1 RETURNING revision"
        // All rows, of which there is one: the statement is not over before it has said so.
        return try Int64.fetchAll(db.cachedStatement(sql: sql)).first ?? 0
    }

    /// The request as it is stored.
    func request() throws -> HelpRequest { try Self.request(id: id.text, flow: Data(flow.utf8)) }

    static func request(id: String, flow: Data) throws -> HelpRequest {
        try reading(id) { try decoder.decode(Envelope.self, from: flow).request }
    }

    static func flow(id: String, flow: Data) throws -> CallFlow {
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
