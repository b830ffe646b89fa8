package import HelpDesk

/// A row of `missed_requests` joined with its request, in either database.
package enum MissedRequestRow {
    static let table = "missed_requests"

    /// Returns the query for a row with its request.
    package static func selection(of id: HelpRequestID) -> SQLStatement {
        SQLStatement(
            """
            SELECT id, flow, settledAt, settledBy, note FROM missed_requests
            JOIN help_requests ON id = request WHERE request = ?
            """, [.text(id.text)])
    }

    /// - Parameter overwrites: whether to replace another settlement.
    /// - Returns: a statement that returns a row if it changed one.
    package static func settling(
        _ id: HelpRequestID, _ settlement: MissedRequest.Settlement?, overwrites: Bool
    ) -> SQLStatement {
        let isSettled = SQLValue.bool(settlement != nil)
        return SQLStatement(
            """
            UPDATE missed_requests SET isSettled = ?, settledAt = ?, settledBy = ?, note = ?
            WHERE request = ? \(overwrites ? "" : "AND isSettled <> ?") RETURNING request
            """,
            [
                isSettled, .integer(orNull: settlement?.at.storedMilliseconds), .text(orNull: settlement?.by),
                .text(orNull: settlement?.note), .text(id.text),
            ] + (overwrites ? [] : [isSettled]))
    }

    /// - Returns: `nil` if it is unreadable.
    package static func missed(_ row: some StoredRow, _ damage: DamagedRows) -> MissedRequest? {
        damage.flows([row]).first.flatMap(damage.request).flatMap { request in
            damage.readable(request.id.text, of: table) {
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
