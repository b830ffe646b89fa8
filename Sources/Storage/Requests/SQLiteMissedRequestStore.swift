public import Administration
import Foundation
import GRDB
public import HelpDesk

/// The requests that ended without help, in the table `missed_requests`; each is added by the commit of its end.
public struct SQLiteMissedRequestStore: MissedRequestStore {
    private let database: SQLiteDatabase

    public init(database: SQLiteDatabase) {
        self.database = database
    }

    /// - Parameter limit: 1 to 200; other values are clamped.
    public func missed(
        departments: Set<String>?, isSettled: Bool, after: HelpRequestID?, limit: Int
    ) async throws -> MissedRequestPage {
        let limit = min(max(limit, 1), 200)
        return try await database.reading { [database] db in
            var conditions = ["isSettled = ?"]
            var arguments: StatementArguments = [isSettled]
            if let after {
                let row = try Row.fetchOne(
                    db.cachedStatement(sql: "SELECT createdAt FROM missed_requests WHERE request = ?"),
                    arguments: [after.text])
                let createdAt: Int64? = row.flatMap { try? $0.value("createdAt") }
                conditions.append("(createdAt, request) < (?, ?)")
                arguments += [createdAt ?? after.milliseconds, after.text]
            }
            if let departments {
                conditions.append("department IN (SELECT value FROM json_each(?))")
                arguments += [StoredJSON.list(departments)]
            }
            // One more row than the page shows whether there is another page.
            arguments += [limit + 1]
            let rows = try Row.fetchAll(
                db.cachedStatement(sql: Self.listing(conditions)), arguments: arguments)
            let shown = rows.prefix(limit)
            return MissedRequestPage(
                requests: shown.compactMap { MissedRequestRow.missed($0, database.damage) },
                // The end of the page does not depend on which rows are readable.
                next: rows.count > limit ? shown.last.flatMap { HelpRequestID($0.name("id")) } : nil)
        }
    }

    /// Returns the query for a page, newest first; requests are read only for the rows of the page.
    static func listing(_ conditions: [String]) -> String {
        """
        SELECT help_requests.id AS id, flow, settledAt, settledBy, note FROM (
            SELECT request AS found FROM missed_requests INDEXED BY missed_requests_list
            WHERE \(conditions.joined(separator: " AND ")) ORDER BY createdAt DESC, request DESC LIMIT ?)
        JOIN missed_requests ON request = found
        JOIN help_requests ON help_requests.id = found
        ORDER BY missed_requests.createdAt DESC, found DESC
        """
    }

    public func missedCount(departments: Set<String>?, upTo limit: Int) async throws -> Int {
        let arguments = StatementArguments(departments.map { [StoredJSON.list($0)] } ?? []) + [limit]
        return try await database.reading { db in
            try Int.fetchOne(
                db.cachedStatement(sql: Self.counting(isNarrowed: departments != nil)), arguments: arguments) ?? 0
        }
    }

    /// Returns the query for the count, which reads only the rows it counts, since every page of a supervisor needs it.
    static func counting(isNarrowed: Bool) -> String {
        """
        SELECT count(*) FROM (
            SELECT 1 FROM missed_requests INDEXED BY missed_requests_open
            WHERE isSettled = 0 \(isNarrowed ? "AND department IN (SELECT value FROM json_each(?))" : "") LIMIT ?)
        """
    }

    public func missed(_ id: HelpRequestID) async throws -> MissedRequest? {
        try await database.reading { [database] db in try Self.missed(id, database.damage, db) }
    }

    public func settle(
        _ id: HelpRequestID, _ settlement: MissedRequest.Settlement?, overwrites: Bool
    ) async throws -> (request: MissedRequest, isChanged: Bool)? {
        try await database.writing { [database] db in
            let changed = try MissedRequestRow.settling(id, settlement, overwrites: overwrites).rows(db)
            return try Self.missed(id, database.damage, db).map { ($0, !changed.isEmpty) }
        }
    }

    private static func missed(_ id: HelpRequestID, _ damage: DamagedRows, _ db: Database) throws -> MissedRequest? {
        try MissedRequestRow.selection(of: id).rows(db).first.flatMap { MissedRequestRow.missed($0, damage) }
    }
}
