public import Administration
import Foundation
import GRDB
public import HelpDesk

/// The history of the help requests: listings and statistics, each from its own index.
public struct SQLiteHistoryStore: HistoryStore {
    private let database: SQLiteDatabase

    public init(database: SQLiteDatabase) {
        self.database = database
    }

    /// Returns one page, newest first.
    ///
    /// - Parameters:
    ///   - filter: the requests to include.
    ///   - after: the `next` of the previous page; `nil` begins with the newest.
    ///   - limit: 1 to 200; other values are clamped.
    public func page(_ filter: HistoryFilter, after: HelpRequestID?, limit: Int) async throws -> HistoryPage {
        let limit = min(max(limit, 1), 200)
        // One more row than the page shows whether there is another page.
        var found: [HelpRequest] = []
        var cursor: Cursor?
        if let after { cursor = try await read { db in try Self.cursor(of: after, db) } }
        while true {
            let wanted = limit + 1 - found.count
            let (flows, next) = try await read { [cursor] db in
                try Self.flows(filter, after: cursor, wanted, database, db)
            }
            found += flows.compactMap(database.damage.request)
            guard let next, found.count <= limit else { break }
            cursor = next
        }
        return HistoryPage(
            requests: Array(found.prefix(limit)), next: found.count > limit ? found[limit - 1].id : nil)
    }

    /// - Returns: the readable rows, and the cursor for the rows after them; `nil` after the last.
    private static func flows(
        _ filter: HistoryFilter, after cursor: Cursor?, _ limit: Int, _ database: SQLiteDatabase, _ db: Database
    ) throws -> (flows: [StoredFlow], next: Cursor?) {
        let statement = statement(filter, after: cursor, limit: limit)
        let rows = try Row.fetchAll(db.cachedStatement(sql: statement.sql), arguments: statement.arguments)
        return (database.damage.flows(rows), rows.count < limit ? nil : rows.last.flatMap { try? Cursor($0) })
    }

    /// Returns counts and medians; the groups have no names.
    public func statistics(_ query: StatisticsQuery) async throws -> HelpStatistics {
        try await read { db in try StatisticsReader(query).statistics(db) }
    }

    /// Returns one page, newest first.
    ///
    /// - Parameters:
    ///   - filter: the listenings to include.
    ///   - after: the `next` of the previous page; `nil` begins with the newest.
    ///   - limit: 1 to 200; other values are clamped.
    public func listenings(
        _ filter: ListeningFilter, after: Listening.ID?, limit: Int
    ) async throws -> ListeningPage {
        let reader = ListeningReader(filter: filter, limit: min(max(limit, 1), 200), database: database)
        return try await read { db in try reader.page(after: after, db) }
    }

    /// The position where a page continues.
    struct Cursor {
        /// Milliseconds since 1970.
        var createdAt: Int64
        var row: Int64

        init(createdAt: Int64, row: Int64) {
            self.createdAt = createdAt
            self.row = row
        }

        init(_ row: Row) throws {
            self.init(createdAt: try row.value("createdAt"), row: try row.value("number"))
        }
    }

    /// A request that was removed in the meantime still has its time in its ID.
    private static func cursor(of id: HelpRequestID, _ db: Database) throws -> Cursor {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT createdAt, rowid AS number FROM help_requests WHERE id = ?"),
            arguments: [id.text])
        return row.flatMap { try? Cursor($0) } ?? Cursor(createdAt: id.milliseconds, row: Int64.max)
    }

    /// Every combination of filters uses only the index; the table is read only for the rows of the page.
    static func statement(
        _ filter: HistoryFilter, after cursor: Cursor?, limit: Int
    ) -> (sql: String, arguments: StatementArguments) {
        // The end is always given: what is no time at all, in a damaged row, comes after all times. Where a page goes
        // on, it is where the walk down the index begins, so that all pages of a large table take no longer than its
        // rows.
        let end = filter.to?.storedMilliseconds ?? Date.storable.upperBound
        var conditions = ["createdAt >= ?", "createdAt < ?"]
        var arguments: [(any DatabaseValueConvertible)?] = [
            filter.from?.storedMilliseconds ?? Date.storable.lowerBound,
            cursor.map { $0.createdAt < end ? $0.createdAt + 1 : end } ?? end,
        ]
        func add(_ condition: String, _ values: [any DatabaseValueConvertible]) {
            conditions.append(condition)
            arguments += values
        }
        func add(_ column: String, in words: Set<String>?) {
            guard let words else { return }
            conditions.append("\(column) IN (SELECT value FROM json_each(?))")
            arguments.append(StoredJSON.list(words))
        }
        func add(_ column: String, _ word: String?) {
            if let word { add("\(column) = ?", [word.storable]) }
        }
        if let cursor {
            add("(createdAt < ? OR rowid < ?)", [cursor.createdAt, cursor.row])
        }
        add("department", in: filter.departments)
        add("operator", in: filter.operators)
        add("helper", in: filter.helpers)
        add("route", filter.route)
        add("state", filter.state?.rawValue)
        add("outcome", filter.outcome?.rawValue)
        arguments.append(limit)
        let sql = """
            SELECT id, flow, createdAt, rowid AS number FROM help_requests WHERE rowid IN (
                SELECT rowid FROM help_requests INDEXED BY help_requests_history
                WHERE \(conditions.joined(separator: " AND ")) ORDER BY createdAt DESC, rowid DESC LIMIT ?)
            ORDER BY createdAt DESC, rowid DESC
            """
        return (sql, StatementArguments(arguments))
    }

    private func read<Value: Sendable>(_ fetch: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await database.pool.read(fetch)
        } catch {
            throw StorageError.translating(error)
        }
    }
}

extension HelpRequestID {
    /// The time of its creation, in milliseconds since 1970: the first 48 bits (RFC 9562, section 5.7).
    package var milliseconds: Int64 {
        Int64(text.filter { $0 != "-" }.prefix(12), radix: 16) ?? 0
    }
}
