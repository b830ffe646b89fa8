package import Foundation
import GRDB

/// A row of either database; its columns may contain anything, since a damaged row must not crash the process.
package protocol StoredRow {
    /// - Throws: ``UnreadableColumn`` if it is null or not a text; so do the functions below.
    func string(_ column: String) throws -> String
    /// Like ``string(_:)``, and `nil` for null.
    func optionalString(_ column: String) throws -> String?
    /// Returns an integer.
    func integer(_ column: String) throws -> Int64
    /// Like ``integer(_:)``, and `nil` for null.
    func optionalInteger(_ column: String) throws -> Int64?
    /// Returns a boolean, which SQLite stores as an integer.
    func bool(_ column: String) throws -> Bool
    /// Returns bytes; for a text its UTF-8, even if it is invalid.
    func bytes(_ column: String) throws -> Data
    /// Like ``bytes(_:)``, and `nil` for null.
    func optionalBytes(_ column: String) throws -> Data?
    /// Whether the row has the column.
    func hasColumn(_ column: String) -> Bool
    /// Returns the row's identifier for reports, whatever the column contains.
    func name(_ column: String) -> String
}

extension StoredRow {
    /// Returns a time that is stored in milliseconds since 1970.
    ///
    /// - Throws: ``UnreadableColumn``, also if it is out of the range of `Date.storable`.
    package func date(_ column: String) throws -> Date {
        let milliseconds = try integer(column)
        guard Date.storable.contains(milliseconds) else { throw UnreadableColumn(column, holdsNo: Date.self) }
        return Date(storedMilliseconds: milliseconds)
    }
}

extension StoredRow {
    /// Returns a list or a small structure that is stored as JSON.
    func json<Value: Decodable>(_ column: String) throws -> Value { try StoredJSON.value(try string(column)) }
}

extension StoredRow {
    /// Returns the case that a word stands for.
    func word<Word: RawRepresentable<String>>(_ column: String) throws -> Word {
        guard let word = Word(rawValue: try string(column)) else { throw UnreadableColumn(column, holdsNo: Word.self) }
        return word
    }
}

extension Row: StoredRow {
    func string(_ column: String) throws -> String { try value(column) }

    func optionalString(_ column: String) throws -> String? { try value(column) }

    func integer(_ column: String) throws -> Int64 { try value(column) }

    func optionalInteger(_ column: String) throws -> Int64? { try value(column) }

    func bool(_ column: String) throws -> Bool { try value(column) }

    func bytes(_ column: String) throws -> Data { try value(column) }

    func optionalBytes(_ column: String) throws -> Data? { try value(column) }
}
