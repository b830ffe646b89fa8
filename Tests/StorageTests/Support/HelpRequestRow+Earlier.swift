import Foundation
import GRDB
import HelpDesk

@testable import Storage

extension HelpRequestRow {
    /// Stores a flow as a program did before requests told whether they hold their operators: whole, with each
    /// transition.
    static func insertAsEarlier(_ flow: CallFlow, into db: Database) throws {
        let row = try HelpRequestRow(flow)
        try db.execute(
            sql: """
                INSERT INTO help_requests (id, state, isOpen, operator, department, route, createdAt, updatedAt, flow)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                row.id.text, row.state, row.isOpen, row.operator, row.department, row.route, row.createdAt,
                row.updatedAt,
                String(decoding: try JSONEncoder().encode(flow), as: UTF8.self),
            ])
    }
}
