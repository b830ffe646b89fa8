import Administration
package import HelpDesk
import PostgreSQL
import Storage

/// The requests that ended without help, in the table `missed_requests`; each is added by the commit of its end.
package struct PostgreSQLMissedRequestStore: MissedRequestStore {
    private let database: PostgreSQLDatabase

    package init(database: PostgreSQLDatabase) {
        self.database = database
    }

    /// - Parameter limit: 1 to 200; other values are clamped.
    package func missed(
        departments: Set<String>?, isSettled: Bool, after: HelpRequestID?, limit: Int
    ) async throws -> MissedRequestPage {
        let limit = min(max(limit, 1), 200)
        var values: [PostgreSQLValue] = [.bool(isSettled)]
        var conditions = ["isSettled = $1"]
        if let after {
            let place = try await database.rows(
                SQLStatement("SELECT createdAt FROM missed_requests WHERE request = ?", [.text(after.text)]))
            values += [.integer(try place.first?.integer("createdAt") ?? after.milliseconds), .text(after.text)]
            conditions.append("(missed_requests.createdAt, request) < ($2, $3)")
        }
        if let departments {
            values.append(.words(departments.sorted()))
            conditions.append("missed_requests.department = ANY ($\(values.count))")
        }
        // One more row than the page shows whether there is another page.
        values.append(.integer(Int64(limit + 1)))
        let rows = try await database.rows(
            PostgreSQLStatement(
                """
                SELECT id, flow, settledAt, settledBy, note FROM missed_requests JOIN help_requests ON id = request
                WHERE \(conditions.joined(separator: " AND "))
                ORDER BY missed_requests.createdAt DESC, request DESC LIMIT $\(values.count)
                """, values))
        let shown = rows.prefix(limit)
        return MissedRequestPage(
            requests: shown.compactMap { MissedRequestRow.missed($0, database.damage) },
            // The end of the page does not depend on which rows are readable.
            next: rows.count > limit ? shown.last.flatMap { HelpRequestID($0.name("id")) } : nil)
    }

    package func missedCount(departments: Set<String>?, upTo limit: Int) async throws -> Int {
        let narrowed = departments.map { PostgreSQLValue.words($0.sorted()) }
        let row = try await database.rows(
            PostgreSQLStatement(
                """
                SELECT count(*) AS count FROM (
                    SELECT FROM missed_requests
                    WHERE NOT isSettled \(narrowed == nil ? "" : "AND department = ANY ($2)") LIMIT $1) AS open
                """, [.integer(Int64(limit))] + [narrowed].compactMap(\.self))
        ).first
        return Int(try row?.integer("count") ?? 0)
    }

    package func missed(_ id: HelpRequestID) async throws -> MissedRequest? {
        try await database.rows(MissedRequestRow.selection(of: id)).first.flatMap {
            MissedRequestRow.missed($0, database.damage)
        }
    }

    package func settle(
        _ id: HelpRequestID, _ settlement: MissedRequest.Settlement?, overwrites: Bool
    ) async throws -> (request: MissedRequest, isChanged: Bool)? {
        let changed = try await database.rows(MissedRequestRow.settling(id, settlement, overwrites: overwrites))
        return try await missed(id).map { ($0, !changed.isEmpty) }
    }
}
