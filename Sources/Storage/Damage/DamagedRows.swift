import ConcurrencyPrimitives
import HelpDesk
package import Logging
import Metrics

/// Skips unreadable rows, so that one of them does not affect the others.
///
/// Each is logged once, and counted in `helpbridge_damaged_rows_total`.
package final class DamagedRows: Sendable {
    private struct Key: Hashable {
        var table: String
        var id: String
    }

    /// The maximum number of distinct rows; beyond it the database needs a backup rather than a list.
    private static let maximumRemembered = 10_000

    package let logger: Logger
    private let known = Locked<[Key: DamagedRow]>([:])

    /// The unreadable rows so far, by table and row.
    var rows: [DamagedRow] {
        known.withLock { Array($0.values) }.sorted { ($0.table, $0.id) < ($1.table, $1.id) }
    }

    package init(logger: Logger) {
        self.logger = logger
    }

    /// Returns the values of the readable rows.
    ///
    /// - Parameters:
    ///   - table: the table of the rows.
    ///   - key: the column that identifies a row.
    ///   - read: reads a row.
    package func readable<Value, SomeRow: StoredRow>(
        _ rows: [SomeRow], of table: String, key: String, _ read: (SomeRow) throws -> Value
    ) -> [Value] {
        rows.compactMap { row in readable(row.name(key), of: table) { try read(row) } }
    }

    /// One page of a listing by falling ids. A row that cannot be read is left out, and the next one takes its place: a
    /// page that is short is the last one.
    ///
    /// - Parameters:
    ///   - id: the ID that the page comes before.
    ///   - limit: the maximum number of rows.
    ///   - table: the table of the rows.
    ///   - rows: fetches up to a number of rows before an ID.
    ///   - read: reads a row.
    func page<Value, SomeRow: StoredRow>(
        before id: Int64?, limit: Int, of table: String, _ rows: (_ before: Int64?, _ limit: Int) throws -> [SomeRow],
        _ read: (SomeRow) throws -> Value
    ) throws -> [Value] {
        var page: [Value] = []
        var place = id
        while true {
            let wanted = limit - page.count
            let next = try rows(place, wanted)
            page += readable(next, of: table, key: "id", read)
            guard next.count == wanted, page.count < limit, let last = next.last else { return page }
            place = try last.integer("id")
        }
    }

    /// Returns the result of `read`; `nil` if the row is unreadable.
    package func readable<Value>(_ id: String, of table: String, _ read: () throws -> Value) -> Value? {
        do {
            return try read()
        } catch {
            report(DamagedRow(table: table, id: id, error: error))
            return nil
        }
    }

    /// - Parameter message: the log message, which says what happens to the row.
    func report(
        _ row: DamagedRow, _ message: Logger.Message = "skipped a damaged row; helpbridge db check lists it"
    ) {
        let isNew = known.withLock { known in
            let key = Key(table: row.table, id: row.id)
            guard known.count < Self.maximumRemembered, known[key] == nil else { return false }
            known[key] = row
            return true
        }
        guard isNew else { return }
        Counter(label: "helpbridge_damaged_rows_total", dimensions: [("table", row.table)]).increment()
        logger.error(
            message,
            metadata: ["table": "\(row.table)", "row": "\(row.id)", "error": "\(row.reason)"])
    }
}
