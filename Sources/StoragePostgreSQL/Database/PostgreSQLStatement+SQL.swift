package import PostgreSQL
package import Storage

extension PostgreSQLStatement {
    /// A statement that both databases understand. PostgreSQL numbers its parameters.
    package init(_ statement: SQLStatement) {
        var sql = ""
        var number = 0
        // None of them has a question mark in a text.
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

    /// What somebody has written, as the database has it.
    static func word(_ word: String) -> PostgreSQLValue { .text(word.storable) }

    static func words(_ words: some Sequence<String>) -> PostgreSQLValue { .texts(words.map(\.storable)) }
}

extension PostgreSQLTransaction {
    /// Carries out a statement that both databases understand.
    @discardableResult
    func query(_ statement: SQLStatement) async throws -> PostgreSQLResult {
        let statement = PostgreSQLStatement(statement)
        return try await query(statement.sql, statement.parameters)
    }
}
