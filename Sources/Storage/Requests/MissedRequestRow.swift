package import HelpDesk

/// A row of `missed_requests` beside its request, in either database.
package enum MissedRequestRow {
    package static func selection(of id: HelpRequestID) -> SQLStatement {
        SQLStatement(
            """
            SELECT id, flow, settledAt, settledBy, note FROM missed_requests
            JOIN help_requests ON id = request WHERE request = ?
            """, [.text(id.text)])
    }

    package static func settling(_ id: HelpRequestID, _ settlement: MissedRequest.Settlement?) -> SQLStatement {
        SQLStatement(
            "UPDATE missed_requests SET isSettled = ?, settledAt = ?, settledBy = ?, note = ? WHERE request = ?",
            [
                .bool(settlement != nil), .integer(orNull: settlement?.at.storedMilliseconds),
                .text(orNull: settlement?.by), .text(orNull: settlement?.note), .text(id.text),
            ])
    }

    /// - Returns: `nil` when it cannot be read.
    package static func missed(_ row: some StoredRow, _ damage: DamagedRows) -> MissedRequest? {
        damage.flows([row]).first.flatMap(damage.request).flatMap { request in
            damage.readable(request.id.text, of: MissedRequestDatabase.table) {
                MissedRequest(request: request, settlement: try settlement(row))
            }
        }
    }

    static func settlement(_ row: some StoredRow) throws -> MissedRequest.Settlement? {
        guard let author = try row.optionalString("settledBy") else { return nil }
        return MissedRequest.Settlement(
            at: try row.date("settledAt"), by: author, note: try row.optionalString("note"))
    }
}
