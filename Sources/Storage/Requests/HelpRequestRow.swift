import Foundation
import GRDB
import HelpDesk

/// A flow in the form in which it is stored.
struct HelpRequestRow: Sendable {
    /// The part of a stored flow that listings need; it outlives changes to the flow's inner state.
    private struct Envelope: Decodable {
        let request: HelpRequest
    }

    // Dates stay the numbers they are: exact, and quick to read and write.
    private static let encoder = JSONEncoder()
    private static let decoder = JSONDecoder()

    let id: HelpRequestID
    let state: String
    let isOpen: Bool
    let `operator`: String
    let department: String
    let route: String
    let createdAt: Int64
    let updatedAt: Int64
    let flow: String

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
        self.flow = String(decoding: try Self.encoder.encode(flow), as: UTF8.self)
    }

    /// - Returns: the revision of the change.
    func insert(_ db: Database) throws -> Int64 {
        do {
            let revision = try Self.nextRevision(db)
            try db.cachedStatement(
                sql: """
                    INSERT INTO help_requests
                        (id, state, isOpen, operator, department, route, createdAt, updatedAt, flow, revision)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(
                arguments: [
                    id.text, state, isOpen, self.operator, department, route, createdAt, updatedAt, flow, revision,
                ])
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
            sql: "UPDATE help_requests SET state = ?, isOpen = ?, updatedAt = ?, flow = ?, revision = ? WHERE id = ?"
        ).execute(arguments: [state, isOpen, updatedAt, flow, revision, id.text])
        guard db.changesCount == 1 else { throw StorageError.unknownRequest(id) }
        return revision
    }

    /// That of the newest change of any request.
    static func revision(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db.cachedStatement(sql: "SELECT revision FROM help_request_revision")) ?? 0
    }

    private static func nextRevision(_ db: Database) throws -> Int64 {
        try db.cachedStatement(sql: "UPDATE help_request_revision SET revision = revision + 1").execute()
        return try revision(db)
    }

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

extension Date {
    /// Milliseconds since 1970, as the tables hold them.
    var storedMilliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }
}
