package import Foundation
import GRDB

/// A statement with the same meaning in SQLite and PostgreSQL, with `?` in place of its values.
package struct SQLStatement: Sendable, Equatable {
    package var text: String
    package var values: [SQLValue]

    package init(_ text: String, _ values: [SQLValue] = []) {
        self.text = text
        self.values = values
    }
}

/// A value in a statement.
package enum SQLValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    case real(Double)
    case text(String)
    case bytes(Data)

    /// Returns a text, or null for `nil`.
    package static func text(orNull text: String?) -> SQLValue { text.map { .text($0) } ?? .null }

    /// Returns an integer, or null for `nil`.
    package static func integer(orNull number: Int64?) -> SQLValue { number.map { .integer($0) } ?? .null }
}

extension SQLStatement {
    /// Executes the statement on SQLite.
    func execute(_ db: Database) throws {
        try db.cachedStatement(sql: text).execute(arguments: arguments)
    }

    /// Returns the statement's rows, on SQLite.
    func rows(_ db: Database) throws -> [Row] {
        try Row.fetchAll(db.cachedStatement(sql: text), arguments: arguments)
    }

    var arguments: StatementArguments { StatementArguments(values.map(\.argument)) }
}

extension SQLValue {
    fileprivate var argument: (any DatabaseValueConvertible)? {
        switch self {
        case .null: nil
        case .bool(let value): value
        case .integer(let value): value
        case .real(let value): value
        case .text(let value): value.storable
        case .bytes(let value): value
        }
    }
}
