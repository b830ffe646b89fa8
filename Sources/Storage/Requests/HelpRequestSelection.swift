import GRDB
import HelpDesk

/// The queries of a listing, whose SQL does not depend on the values, so that each statement is prepared once.
struct HelpRequestSelection {
    /// Sorts after all IDs and before values that are not text, as in a damaged row.
    private static let end = "g"

    private let query: HelpRequestQuery

    init(_ query: HelpRequestQuery) {
        self.query = query
    }

    /// - Parameters:
    ///   - after: the ID that the rows come before.
    ///   - limit: the maximum number of rows, newest first.
    func rows(after: String?, limit: Int, _ db: Database) throws -> [Row] {
        guard let walks else {
            return try fetch("SELECT id, flow FROM help_requests", [("id < ?", after ?? Self.end)], limit, db)
        }
        // One index scan for each department or operator finds its newest rows; `IN` would sort all of its rows. Once
        // there are enough, only rows newer than the last of them count.
        var newest: [String] = []
        for walk in walks {
            let last = newest.count < limit ? nil : newest.last
            let found = try fetch(
                "SELECT id FROM help_requests",
                walk + [("id < ?", after ?? Self.end), ("id > ?", last)], limit, db)
            guard !found.isEmpty else { continue }
            newest = Array((newest + found.map { $0.name("id") }).sorted(by: >).prefix(limit))
        }
        return try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id, flow FROM help_requests WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id DESC
                    """), arguments: [try StoredJSON.text(newest)])
    }

    /// The conditions of each index scan; `nil` if there is no set of departments or operators.
    private var walks: [[(sql: String, argument: String?)]]? {
        guard query.departments != nil || query.operators != nil else { return nil }
        let departments = query.departments?.sorted().map(Optional.some) ?? [nil]
        let operators = query.operators?.sorted().map(Optional.some) ?? [nil]
        return departments.flatMap { department in
            operators.map { [("department = ?", department), ("operator = ?", $0)] }
        }
    }

    private func fetch(
        _ select: String, _ conditions: [(sql: String, argument: String?)], _ limit: Int, _ db: Database
    ) throws -> [Row] {
        let all: [(sql: String, argument: String?)] =
            [
                ("state = ?", query.state?.rawValue), ("operator = ?", query.operator),
                ("department = ?", query.department),
            ] + conditions
        let given = all.filter { $0.argument != nil }
        let filter = given.isEmpty ? "" : " WHERE " + given.map(\.sql).joined(separator: " AND ")
        return try Row.fetchAll(
            db.cachedStatement(sql: select + filter + " ORDER BY id DESC LIMIT ?"),
            arguments: StatementArguments(given.map(\.argument?.storable)) + [limit])
    }
}
