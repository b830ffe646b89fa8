package import Storage

/// Moves all data from SQLite to PostgreSQL in one transaction: everything, compared row by row, or nothing.
///
/// The secrets stay sealed, so that the same key opens them.
package struct DatabaseTransfer: Sendable {
    /// The result of a transfer.
    package struct Report: Sendable, Equatable, Encodable {
        /// The number of rows, by table.
        package var tables: [String: Int] = [:]

        package var rows: Int { tables.values.reduce(0, +) }
    }

    /// The tables that have a row from the beginning, which the moved row replaces.
    private static let singletons: Set = [
        "help_request_revision", "call_center_revision", "sealed_key", "installation", "clock",
    ]
    /// The tables whose IDs the database assigns, continuing after the last one.
    private static let numbered = ["audit_log", "webhook_deliveries", "outgoing_deliveries", "lookup_traces"]

    private let source: SQLiteDatabase
    private let target: PostgreSQLDatabase

    /// - Parameters:
    ///   - source: the source, which must not be written to in the meantime.
    ///   - target: the target, whose tables must be up to date and empty.
    package init(from source: SQLiteDatabase, to target: PostgreSQLDatabase) {
        self.source = source
        self.target = target
    }

    /// Copies and compares all rows.
    ///
    /// - Throws: `StorageError`, after which the target is unchanged.
    package func run() async throws -> Report {
        try await target.write { [source, target] db in
            let tables = try PostgreSQLSchema.tables.map { try TransferredTable($0, db) }
            for table in tables where !Self.singletons.contains(table.name) {
                guard try db.perform(SQLStatement("SELECT 1 AS one FROM \(table.name) LIMIT 1")).rows.isEmpty else {
                    throw StorageError.failed(
                        "the database \(target.name) is not empty: its table \(table.name) has rows; take a new database"
                    )
                }
            }
            return try source.readInPlace { old in
                var report = Report()
                for table in tables { report.tables[table.name] = try Self.copy(table, from: old, to: db) }
                for table in tables { try Self.compare(table, old, db) }
                for table in Self.numbered { try Self.continueNumbers(of: table, from: old, in: db) }
                return report
            }
        }
    }

    private static func copy(
        _ table: TransferredTable, from old: any SQLTransaction, to new: any SQLTransaction
    ) throws -> Int {
        if singletons.contains(table.name) { _ = try new.perform(SQLStatement("DELETE FROM \(table.name)")) }
        var count = 0
        var last: [SQLValue]?
        while true {
            let rows = try old.perform(table.selection(after: last)).rows.map(\.values)
            guard let end = rows.last else { return count }
            _ = try new.perform(table.insertion(of: try rows.map(table.converted)))
            count += rows.count
            last = end
        }
    }

    /// - Throws: `StorageError.failed` if a row is missing, additional or different.
    private static func compare(
        _ table: TransferredTable, _ old: any SQLTransaction, _ new: any SQLTransaction
    ) throws {
        var last: [SQLValue]?
        repeat {
            let expected = try old.perform(table.selection(after: last)).rows.map(\.values)
            let found = try new.perform(table.selection(after: try last.map(table.converted))).rows.map(\.values)
            for (row, copy) in zip(expected, found) where try table.converted(row) != copy {
                throw StorageError.failed(
                    "the copy of the row \(table.title(row)) of the table \(table.name) differs; nothing was moved")
            }
            guard expected.count == found.count else {
                throw StorageError.failed("the table \(table.name) has other rows than its copy; nothing was moved")
            }
            last = expected.last
        } while last != nil
    }

    private static func continueNumbers(
        of table: String, from old: any SQLTransaction, in new: any SQLTransaction
    ) throws {
        let row = try old.perform(SQLStatement("SELECT seq FROM sqlite_sequence WHERE name = ?", [.text(table)]))
            .rows.first
        guard let last = try row?.integer("seq"), last > 0 else { return }
        _ = try new.perform(
            SQLStatement(
                "SELECT setval(pg_get_serial_sequence(?, 'id'), ?) AS last", [.text(table), .integer(last)]))
    }
}
