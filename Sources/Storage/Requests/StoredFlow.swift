import Foundation
import GRDB
import HelpDesk

/// A request's row as it was read, before its JSON is.
struct StoredFlow: Sendable {
    let id: String
    /// That of its last change; zero where it was not asked for.
    let revision: Int64
    let flow: Data
    /// Its terms; `nil` where they were not asked for, and once it has ended.
    let terms: Data?

    /// - Throws: ``UnreadableColumn``.
    init(_ row: Row) throws {
        id = try row.value("id")
        revision = row.hasColumn("revision") ? try row.value("revision") : 0
        flow = try row.value("flow")
        terms = row.hasColumn("terms") ? try row.value("terms") : nil
    }

    /// The part of it that listings need.
    ///
    /// - Throws: ``StorageError/unreadableRow(table:id:reason:)``.
    func request() throws -> HelpRequest { try HelpRequestRow.request(id: id, flow: flow) }

    /// All of it, of one that is open.
    ///
    /// - Throws: ``StorageError/unreadableRow(table:id:reason:)``.
    func callFlow() throws -> CallFlow {
        try HelpRequestRow.flow(id: id, flow: terms.map { RequestTermsRow.whole($0, flow) } ?? flow)
    }
}

extension DamagedRows {
    /// Rows of `help_requests` whose columns can be read.
    func flows(_ rows: [Row]) -> [StoredFlow] {
        readable(rows, of: StoredFlow.table, key: "id", StoredFlow.init)
    }

    /// The request in a row; `nil` when it cannot be read.
    func request(_ stored: StoredFlow) -> HelpRequest? {
        readable(stored.id, of: StoredFlow.table) { try stored.request() }
    }

    /// The change that a row is the outcome of; `nil` when it cannot be read.
    func change(_ stored: StoredFlow) -> HelpRequestChange? {
        request(stored).map { HelpRequestChange(revision: stored.revision, request: $0) }
    }
}

extension StoredFlow {
    static let table = "help_requests"
    /// In SQL, the terms of a request.
    static let terms = "(SELECT terms FROM help_request_terms WHERE request = help_requests.id) AS terms"
}
