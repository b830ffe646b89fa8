package import Foundation
import GRDB

/// A row of either database, as values; column names are case-insensitive.
package struct SQLRow: Sendable {
    /// The positions of the columns, shared by all rows of a result.
    package final class Columns: Sendable {
        fileprivate let places: [String: Int]

        package init(_ names: [String]) {
            // Of two columns with the same name the first counts.
            places = Dictionary(
                names.enumerated().map { ($1.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
        }
    }

    private let columns: Columns
    /// The values, in the order of the columns.
    package let values: [SQLValue]

    package init(_ columns: Columns, _ values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    /// - Throws: ``UnreadableColumn`` if the column contains another type.
    package func value<Value: SQLValueConvertible>(_ column: String, as type: Value.Type = Value.self) throws -> Value {
        guard let place = columns.places[column.lowercased()], let value = Value(values[place]) else {
            throw UnreadableColumn(column, holdsNo: type)
        }
        return value
    }
}

extension SQLRow: StoredRow {
    package func string(_ column: String) throws -> String { try value(column) }

    package func optionalString(_ column: String) throws -> String? { try value(column) }

    package func integer(_ column: String) throws -> Int64 { try value(column) }

    package func optionalInteger(_ column: String) throws -> Int64? { try value(column) }

    package func bool(_ column: String) throws -> Bool { try value(column) }

    package func bytes(_ column: String) throws -> Data { try value(column) }

    package func optionalBytes(_ column: String) throws -> Data? { try value(column) }

    package func hasColumn(_ column: String) -> Bool { columns.places[column.lowercased()] != nil }

    package func name(_ column: String) -> String {
        switch columns.places[column.lowercased()].map({ values[$0] }) {
        case .text(let text): text
        case .integer(let number): "\(number)"
        case .null, .bool, .real, .bytes, nil: "?"
        }
    }
}

extension SQLValue {
    init(_ value: DatabaseValue) {
        self =
            switch value.storage {
            case .null: .null
            case .int64(let number): .integer(number)
            case .double(let number): .real(number)
            case .string(let text): .text(text)
            case .blob(let bytes): .bytes(bytes)
            }
    }
}
