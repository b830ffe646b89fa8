package import Foundation
import GRDB

/// A row of either database. Its columns may hold anything: a damaged one must not end the process.
package protocol StoredRow {
    /// - Throws: ``UnreadableColumn`` when it is null or no text, as do those below.
    func string(_ column: String) throws -> String
    /// As ``string(_:)``, and `nil` for null.
    func optionalString(_ column: String) throws -> String?
    /// A whole number.
    func integer(_ column: String) throws -> Int64
    /// As ``integer(_:)``, and `nil` for null.
    func optionalInteger(_ column: String) throws -> Int64?
    /// A truth value; SQLite keeps it as a number.
    func bool(_ column: String) throws -> Bool
    /// Of a text its UTF-8, whatever is in it.
    func bytes(_ column: String) throws -> Data
    /// As ``bytes(_:)``, and `nil` for null.
    func optionalBytes(_ column: String) throws -> Data?
    /// Whether there is such a column.
    func hasColumn(_ column: String) -> Bool
    /// The row's name in reports, whatever it holds.
    func name(_ column: String) -> String
}

extension StoredRow {
    /// A time that is stored as milliseconds since 1970.
    ///
    /// - Throws: ``UnreadableColumn``, also for one that no calendar shows.
    package func date(_ column: String) throws -> Date {
        let milliseconds = try integer(column)
        guard Date.storable.contains(milliseconds) else { throw UnreadableColumn(column, holdsNo: Date.self) }
        return Date(storedMilliseconds: milliseconds)
    }
}

extension StoredRow {
    /// A list or a small structure that is stored as JSON.
    func json<Value: Decodable>(_ column: String) throws -> Value { try StoredJSON.value(try string(column)) }
}

extension StoredRow {
    /// A word that stands for one of several cases.
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
