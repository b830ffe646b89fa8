import Foundation
package import HelpDesk

/// A request's row before its JSON is decoded.
package struct StoredFlow: Sendable {
    package let id: String
    /// The revision of its last change; zero if it was not selected.
    package let revision: Int64
    let flow: Data
    /// Its terms; `nil` if they were not selected, and once it has ended.
    let terms: Data?

    /// - Throws: ``UnreadableColumn``.
    package init(_ row: some StoredRow) throws {
        id = try row.string("id")
        revision = row.hasColumn("revision") ? try row.integer("revision") : 0
        flow = try row.bytes("flow")
        terms = row.hasColumn("terms") ? try row.optionalBytes("terms") : nil
    }

    /// Returns the part that listings need.
    ///
    /// - Throws: ``StorageError/unreadableRow(table:id:reason:)``.
    package func request() throws -> HelpRequest { try HelpRequestRow.request(id: id, flow: flow) }

    /// Returns the whole flow of an open request.
    ///
    /// - Throws: ``StorageError/unreadableRow(table:id:reason:)``.
    package func callFlow() throws -> CallFlow {
        try HelpRequestRow.flow(id: id, flow: terms.map { RequestTermsRow.whole($0, flow) } ?? flow)
    }
}

extension DamagedRows {
    /// Returns the rows of `help_requests` whose columns are readable.
    package func flows(_ rows: [some StoredRow]) -> [StoredFlow] {
        readable(rows, of: StoredFlow.table, key: "id") { try StoredFlow($0) }
    }

    /// Returns the request in a row; `nil` if it is unreadable.
    package func request(_ stored: StoredFlow) -> HelpRequest? {
        readable(stored.id, of: StoredFlow.table) { try stored.request() }
    }

    /// Returns the change that led to a row; `nil` if it is unreadable.
    package func change(_ stored: StoredFlow) -> HelpRequestChange? {
        request(stored).map { HelpRequestChange(revision: stored.revision, request: $0) }
    }
}

extension StoredFlow {
    package static let table = "help_requests"
    /// The SQL expression for the terms of a request.
    package static let terms = "(SELECT terms FROM help_request_terms WHERE request = help_requests.id) AS terms"
}
