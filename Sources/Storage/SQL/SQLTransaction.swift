import GRDB

/// A transaction of either database, on a thread that may wait for it.
package protocol SQLTransaction {
    /// Carries out a statement.
    ///
    /// - Returns: the rows that it gives, and how many it has changed.
    func perform(_ statement: SQLStatement) throws -> (rows: [SQLRow], changes: Int)
    /// Keeps every other writer of a table waiting until the end of this transaction, and its own readers not.
    func lock(_ table: String) throws
    /// What a selection ends with whose rows nobody else changes until the end of this transaction; nothing where there
    /// is one writer at a time.
    func keeping(_ rows: SQLRowLock) -> String
}

/// How rows that are read are kept as they are.
package enum SQLRowLock: String, Sendable {
    /// Others may do the same.
    case shared = " FOR SHARE"
    case exclusive = " FOR UPDATE"
}

extension SQLTransaction {
    /// - Returns: how many rows it has changed.
    @discardableResult
    func execute(_ statement: SQLStatement) throws -> Int { try perform(statement).changes }

    /// - Parameters:
    ///   - sql: with `?` where its values belong.
    ///   - arguments: the values; `nil` is null.
    /// - Returns: how many rows it has changed.
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

    /// The first column of the first row; `nil` when there is no row, or null in it.
    ///
    /// - Throws: ``UnreadableColumn`` when it holds something else, and what the database says.
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
        // All rows: a statement that changes something is not over before.
        let rows = try Row.fetchAll(prepared, arguments: statement.arguments)
        guard !rows.isEmpty else { return ([], 0) }
        let columns = SQLRow.Columns(prepared.columnNames)
        return (rows.map { row in SQLRow(columns, row.databaseValues.map { SQLValue($0) }) }, rows.count)
    }

    /// SQLite has one writer at a time.
    func lock(_ table: String) throws {}

    func keeping(_ rows: SQLRowLock) -> String { "" }
}
