import Foundation
import GRDB
import HelpDesk

/// Reads who was on operators' calls: a page at a time, newest first.
struct ListeningReader {
    let filter: ListeningFilter
    let limit: Int
    let database: HelpDeskDatabase

    func page(after: Listening.ID?, _ db: Database) throws -> ListeningPage {
        // One more than is shown tells whether there is another page.
        let statement = Self.statement(
            filter, after: try after.map { try Self.place(of: $0, db) }, limit: limit + 1)
        let rows = try Row.fetchAll(db.cachedStatement(sql: statement.sql), arguments: statement.arguments)
        let found = database.damage.readable(Array(rows.prefix(limit)), of: "listenings", key: "request", read)
        // Where the page ends does not depend on what of it can be read.
        return ListeningPage(listenings: found, next: rows.count > limit ? Self.id(rows[limit - 1]) : nil)
    }

    private func read(_ row: Row) throws -> Listening {
        guard let id = Self.id(row) else { throw UnreadableColumn("request", holdsNo: HelpRequestID.self) }
        // What only the request knows is left out where it cannot be read.
        let request = (try? StoredFlow(row)).flatMap(database.damage.request)
        guard let role = Listening.Role(rawValue: try row.value("role")) else {
            throw UnreadableColumn("role", holdsNo: Listening.Role.self)
        }
        guard let mode = CallMode(rawValue: try row.value("mode")) else {
            throw UnreadableColumn("mode", holdsNo: CallMode.self)
        }
        let visits = request?.supervisors ?? []
        let name =
            role == .helper
            ? request?.manager?.name : visits.indices.contains(id.position - 1) ? visits[id.position - 1].name : nil
        return Listening(
            id: id, role: role, extension: try row.value("listener"), name: name, mode: mode,
            operator: try row.value("operator"), department: try row.value("department"), customer: request?.customer,
            startedAt: try row.date("startedAt"), milliseconds: try row.value("milliseconds", as: Int?.self))
    }

    private static func id(_ row: Row) -> Listening.ID? {
        guard let text: String = try? row.value("request"), let request = HelpRequestID(text),
            let position: Int = try? row.value("position")
        else { return nil }
        return Listening.ID(request: request, position: position)
    }

    /// Where a page goes on.
    struct Place {
        var startedAt: Int64
        var id: Listening.ID
    }

    /// One that was removed meanwhile has left the time of its request in the id.
    private static func place(of id: Listening.ID, _ db: Database) throws -> Place {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT startedAt FROM listenings WHERE request = ? AND position = ?"),
            arguments: [id.request.text, id.position])
        let startedAt: Int64? = row.flatMap { try? $0.value("startedAt") }
        return Place(startedAt: startedAt ?? id.request.milliseconds, id: id)
    }

    /// The filter looks at nothing but the index; only of what is shown the requests are read.
    static func statement(
        _ filter: ListeningFilter, after place: Place?, limit: Int
    ) -> (sql: String, arguments: StatementArguments) {
        // The end is always given: what is no time at all, in a damaged row, comes after all times. Where a page goes on, it
        // is where the walk down the index begins.
        let end = filter.to?.storedMilliseconds ?? Date.storable.upperBound
        var conditions = ["startedAt >= ?", "startedAt < ?"]
        var arguments: [(any DatabaseValueConvertible)?] = [
            filter.from?.storedMilliseconds ?? Date.storable.lowerBound,
            place.map { $0.startedAt < end ? $0.startedAt + 1 : end } ?? end,
        ]
        if let place {
            conditions.append("(startedAt, request, position) < (?, ?, ?)")
            arguments += [place.startedAt, place.id.request.text, place.id.position]
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
