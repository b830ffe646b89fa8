import Foundation
import Storage

/// A table to be copied from SQLite, as described by PostgreSQL's catalog.
struct TransferredTable {
    enum ColumnType {
        case bool
        case integer
        case real
        case text
        case bytes
    }

    let name: String
    let columns: [(name: String, type: ColumnType)]
    /// The positions of the key's columns, in order.
    let key: [Int]

    /// The number of rows in a batch; rows with sounds or bodies are large.
    var batchSize: Int { columns.contains { $0.type == .bytes } ? 5 : 200 }

    /// - Parameter db: a transaction of PostgreSQL.
    init(_ name: String, _ db: any SQLTransaction) throws {
        let rows = try db.perform(
            SQLStatement(
                """
                SELECT attname AS name, format_type(atttypid, NULL) AS type, coalesce(array_position(indkey::int2[], attnum), -1) AS key
                FROM pg_attribute LEFT JOIN pg_index ON indrelid = attrelid AND indisprimary
                WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped ORDER BY attnum
                """, [.text(name)])
        ).rows
        self.name = name
        columns = try rows.map { row in
            let type: ColumnType =
                switch try row.string("type") {
                case "boolean": .bool
                case "bigint": .integer
                case "double precision": .real
                case "bytea": .bytes
                default: .text
                }
            return (try row.string("name"), type)
        }
        key = try rows.indices.filter { try rows[$0].integer("key") >= 0 }
            .sorted { try rows[$0].integer("key") < rows[$1].integer("key") }
    }

    /// - Parameter last: the previous row; `nil` begins with the first.
    func selection(after last: [SQLValue]?) -> SQLStatement {
        let keys = key.map { quoted(columns[$0].name) }.joined(separator: ", ")
        var condition = ""
        var values: [SQLValue] = []
        if let last {
            values = key.map { last[$0] }
            condition = "WHERE (\(keys)) > (\(Array(repeating: "?", count: key.count).joined(separator: ", ")))"
        }
        return SQLStatement(
            "SELECT \(names) FROM \(name) \(condition) ORDER BY \(keys) LIMIT ?", values + [.integer(Int64(batchSize))])
    }

    func insertion(of rows: [[SQLValue]]) -> SQLStatement {
        let places = "(\(Array(repeating: "?", count: columns.count).joined(separator: ", ")))"
        return SQLStatement(
            "INSERT INTO \(name) (\(names)) VALUES \(Array(repeating: places, count: rows.count).joined(separator: ", "))",
            rows.flatMap(\.self))
    }

    /// Converts a row of SQLite to PostgreSQL's types.
    ///
    /// - Throws: `StorageError.unreadableRow` if a column contains what HelpBridge never writes.
    func converted(_ values: [SQLValue]) throws -> [SQLValue] {
        try zip(columns, values).map { column, value in
            let converted: SQLValue? =
                switch (column.type, value) {
                case (_, .null): .null
                case (.bool, .integer(let number)): .bool(number != 0)
                case (.integer, .integer), (.real, .real), (.bytes, .bytes): value
                case (.real, .integer(let number)): .real(Double(number))
                case (.bytes, .text(let text)): .bytes(Data(text.utf8))
                case (.text, .text(let text)): .text(text.storable)
                default: nil
                }
            guard let converted else {
                throw StorageError.unreadableRow(
                    table: name, id: title(values), reason: "the column \(column.name) holds no \(column.type)")
            }
            return converted
        }
    }

    /// Returns the row's identifier, for people.
    func title(_ values: [SQLValue]) -> String {
        key.map { place in
            switch values[place] {
            case .text(let text): text
            case .integer(let number): "\(number)"
            case .null, .bool, .real, .bytes: "?"
            }
        }.joined(separator: " ")
    }

    private var names: String { columns.map { quoted($0.name) }.joined(separator: ", ") }

    /// Quotes a name, since `user` is a keyword of PostgreSQL.
    private func quoted(_ name: String) -> String { "\"\(name)\"" }
}
