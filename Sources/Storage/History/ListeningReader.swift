import Foundation
import GRDB
import HelpDesk

/// Reads the log of listeners on operators' calls: a page at a time, newest first.
struct ListeningReader {
    let filter: ListeningFilter
    let limit: Int
    let database: SQLiteDatabase

    func page(after: Listening.ID?, _ db: Database) throws -> ListeningPage {
        // One more row than the page shows whether there is another page.
        let statement = Self.statement(
            filter, after: try after.map { try Self.cursor(of: $0, db) }, limit: limit + 1)
        let rows = try Row.fetchAll(db.cachedStatement(sql: statement.sql), arguments: statement.arguments)
        let found = ListeningRow.listenings(Array(rows.prefix(limit)), database.damage)
        // The end of the page does not depend on which rows are readable.
        return ListeningPage(listenings: found, next: rows.count > limit ? ListeningRow.id(rows[limit - 1]) : nil)
    }

    /// The position where a page continues.
    struct Cursor {
        var startedAt: Int64
        var id: Listening.ID
    }

    /// A listening that was removed in the meantime still has the time of its request in its ID.
    private static func cursor(of id: Listening.ID, _ db: Database) throws -> Cursor {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT startedAt FROM listenings WHERE request = ? AND position = ?"),
            arguments: [id.request.text, id.position])
        let startedAt: Int64? = row.flatMap { try? $0.value("startedAt") }
        return Cursor(startedAt: startedAt ?? id.request.milliseconds, id: id)
    }

    /// The filter uses only the index; requests are read only for the rows of the page.
    static func statement(
        _ filter: ListeningFilter, after cursor: Cursor?, limit: Int
    ) -> (sql: String, arguments: StatementArguments) {
        // The end is always given: what is no time at all, in a damaged row, comes after all times. Where a page goes
        // on, it is where the walk down the index begins.
        let end = filter.to?.storedMilliseconds ?? Date.storable.upperBound
        var conditions = ["startedAt >= ?", "startedAt < ?"]
        var arguments: [(any DatabaseValueConvertible)?] = [
            filter.from?.storedMilliseconds ?? Date.storable.lowerBound,
            cursor.map { $0.startedAt < end ? $0.startedAt + 1 : end } ?? end,
        ]
        if let cursor {
            conditions.append("(startedAt, request, position) < (?, ?, ?)")
            arguments += [cursor.startedAt, cursor.id.request.text, cursor.id.position]
        }
        func add(_ column: String, in words: Set<String>?) {
            guard let words else { return }
            conditions.append("\(column) IN (SELECT value FROM json_each(?))")
            arguments.append(StoredJSON.list(words))
        }
        add("department", in: filter.departments)
        add("operator", in: filter.operators)
        add("listener", in: filter.listeners)
        add("role", in: filter.role.map { [$0.rawValue] })
        add("mode", in: filter.mode.map { [$0.rawValue] })
        arguments.append(limit)
        let sql = """
            SELECT listenings.*, flow, help_requests.id AS id FROM (
                SELECT request AS found, position AS place FROM listenings INDEXED BY listenings_startedAt
                WHERE \(conditions.joined(separator: " AND "))
                ORDER BY startedAt DESC, request DESC, position DESC LIMIT ?)
            JOIN listenings ON request = found AND position = place
            JOIN help_requests ON help_requests.id = found
            ORDER BY startedAt DESC, request DESC, position DESC
            """
        return (sql, StatementArguments(arguments))
    }
}
