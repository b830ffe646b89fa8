package import PostgreSQL
package import Storage

extension PostgreSQLStatement {
    /// Creates a statement from one for both databases; PostgreSQL numbers its parameters.
    package init(_ statement: SQLStatement) {
        var sql = ""
        var number = 0
        // None of the statements contains a question mark in a literal.
        for piece in statement.text.split(separator: "?", omittingEmptySubsequences: false) {
            if number > 0 { sql += "$\(number)" }
            sql += piece
            number += 1
        }
        self.init(sql, statement.values.map { PostgreSQLValue($0) })
    }
}

extension PostgreSQLValue {
    init(_ value: SQLValue) {
        switch value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .integer(value)
        case .real(let value): self = .real(value)
        case .text(let value): self = .word(value)
        case .bytes(let value): self = .bytes(Array(value))
        }
    }

    /// Returns a text that a person typed as the database can store it.
    static func word(_ word: String) -> PostgreSQLValue { .text(word.storable) }

    static func words(_ words: some Sequence<String>) -> PostgreSQLValue { .texts(words.map(\.storable)) }
}

extension PostgreSQLTransaction {
    /// Executes a statement for both databases.
    @discardableResult
    func query(_ statement: SQLStatement) async throws -> PostgreSQLResult {
        let statement = PostgreSQLStatement(statement)
        return try await query(statement.sql, statement.parameters)
    }
}
