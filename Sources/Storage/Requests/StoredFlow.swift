import Foundation
package import HelpDesk

/// A request's row as it was read, before its JSON is.
package struct StoredFlow: Sendable {
    package let id: String
    /// That of its last change; zero where it was not asked for.
    package let revision: Int64
    let flow: Data
    /// Its terms; `nil` where they were not asked for, and once it has ended.
    let terms: Data?

    /// - Throws: ``UnreadableColumn``.
    package init(_ row: some StoredRow) throws {
        id = try row.string("id")
        revision = row.hasColumn("revision") ? try row.integer("revision") : 0
        flow = try row.bytes("flow")
        terms = row.hasColumn("terms") ? try row.optionalBytes("terms") : nil
    }

    /// The part of it that listings need.
    ///
    /// - Throws: ``StorageError/unreadableRow(table:id:reason:)``.
    package func request() throws -> HelpRequest { try HelpRequestRow.request(id: id, flow: flow) }

    /// All of it, of one that is open.
    ///
    /// - Throws: ``StorageError/unreadableRow(table:id:reason:)``.
    package func callFlow() throws -> CallFlow {
        try HelpRequestRow.flow(id: id, flow: terms.map { RequestTermsRow.whole($0, flow) } ?? flow)
    }
}

extension DamagedRows {
    /// Rows of `help_requests` whose columns can be read.
    package func flows(_ rows: [some StoredRow]) -> [StoredFlow] {
        readable(rows, of: StoredFlow.table, key: "id") { try StoredFlow($0) }
    }

    /// The request in a row; `nil` when it cannot be read.
    package func request(_ stored: StoredFlow) -> HelpRequest? {
        readable(stored.id, of: StoredFlow.table) { try stored.request() }
    }

    /// The change that a row is the outcome of; `nil` when it cannot be read.
    package func change(_ stored: StoredFlow) -> HelpRequestChange? {
        request(stored).map { HelpRequestChange(revision: stored.revision, request: $0) }
    }
}

extension StoredFlow {
    package static let table = "help_requests"
    /// In SQL, the terms of a request.
    package static let terms = "(SELECT terms FROM help_request_terms WHERE request = help_requests.id) AS terms"
}
