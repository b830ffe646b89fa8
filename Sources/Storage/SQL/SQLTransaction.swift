import GRDB

/// A transaction of either database, on a thread that may block.
package protocol SQLTransaction {
    /// Executes a statement.
    ///
    /// - Returns: the rows that it returns, and the number of rows that it changed.
    func perform(_ statement: SQLStatement) throws -> (rows: [SQLRow], changes: Int)
    /// Blocks all other writers of a table, but not its readers, until the end of this transaction.
    func lock(_ table: String) throws
    /// What a selection ends with whose rows nobody else changes until the end of this transaction; nothing where there
    /// is one writer at a time.
    func keeping(_ rows: SQLRowLock) -> String
}

/// A lock on rows that are read.
package enum SQLRowLock: String, Sendable {
    /// Other transactions may hold it, too.
    case shared = " FOR SHARE"
    case exclusive = " FOR UPDATE"
}

extension SQLTransaction {
    /// - Returns: the number of changed rows.
    @discardableResult
    func execute(_ statement: SQLStatement) throws -> Int { try perform(statement).changes }

    /// - Parameters:
    ///   - sql: the statement, with `?` in place of its values.
    ///   - arguments: the values; `nil` is null.
    /// - Returns: the number of changed rows.
    @discardableResult
    func execute(sql: String, arguments: [(any SQLValueConvertible)?] = []) throws -> Int {
        try execute(SQLStatement(sql, arguments))
    }

    func rows(_ statement: SQLStatement) throws -> [SQLRow] { try perform(statement).rows }

    func rows(sql: String, arguments: [(any SQLValueConvertible)?] = []) throws -> [SQLRow] {
        try rows(SQLStatement(sql, arguments))
    }

    func row(sql: String, arguments: [(any SQLValueConvertible)?] = []) throws -> SQLRow? {
        try rows(sql: sql, arguments: arguments).first
    }

    /// Returns the first column of the first row; `nil` if there is no row, or if the column is null.
    ///
    /// - Throws: ``UnreadableColumn`` if it contains another type, and the database's errors.
    func value<Value: SQLValueConvertible>(
        _ type: Value.Type = Value.self, sql: String, arguments: [(any SQLValueConvertible)?] = []
    ) throws -> Value? {
        guard let stored = try row(sql: sql, arguments: arguments)?.values.first, stored != .null else { return nil }
        guard let value = Value(stored) else { throw UnreadableColumn("of the answer", holdsNo: type) }
        return value
    }
}

extension SQLStatement {
    init(_ text: String, _ arguments: [(any SQLValueConvertible)?]) {
        self.init(text, arguments.map { $0?.sqlValue ?? .null })
    }
}

/// A transaction of SQLite, on the queue of its connection.
struct SQLiteTransaction: SQLTransaction {
    private let db: Database

    init(_ db: Database) {
        self.db = db
    }

    func perform(_ statement: SQLStatement) throws -> (rows: [SQLRow], changes: Int) {
        let prepared = try db.cachedStatement(sql: statement.text)
        guard prepared.columnCount > 0 else {
            try prepared.execute(arguments: statement.arguments)
            return ([], db.changesCount)
        }
        // Fetches all rows: otherwise a statement with changes would not run to completion.
        let rows = try Row.fetchAll(prepared, arguments: statement.arguments)
        guard !rows.isEmpty else { return ([], 0) }
        let columns = SQLRow.Columns(prepared.columnNames)
        return (rows.map { row in SQLRow(columns, row.databaseValues.map { SQLValue($0) }) }, rows.count)
    }

    /// SQLite has one writer at a time.
    func lock(_ table: String) throws {}

    func keeping(_ rows: SQLRowLock) -> String { "" }
}
