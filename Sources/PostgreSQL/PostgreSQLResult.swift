/// The result of a statement.
public struct PostgreSQLResult: Sendable {
    /// The rows that it returned.
    public let rows: [PostgreSQLRow]
    /// The number of rows that it changed or returned.
    public let count: Int

    init(rows: [PostgreSQLRow], count: Int) {
        self.rows = rows
        self.count = count
    }
}

/// A row, with its columns by name.
public struct PostgreSQLRow: Sendable {
    /// An error for a column of another type; its value, which may be a secret, is not reported.
    public struct Unreadable: Error, Sendable, Equatable, CustomStringConvertible {
        public let column: String
        public let type: String

        public init(column: String, type: String) {
            self.column = column
            self.type = type
        }

        public var description: String { "the column \(column) holds no \(type)" }
    }

    /// The positions of the columns, shared by all rows of a result.
    ///
    /// The server folds unquoted names to lower case, and so do we.
    final class Columns: Sendable {
        let places: [String: Int]
        let names: [String]
        /// The object ids of their types.
        let types: [UInt32]

        init(_ names: [String], types: [UInt32]) {
            self.names = names
            self.types = types
            // Of two columns with the same name the first counts, as in SQLite.
            places = Dictionary(
                names.enumerated().map { ($1.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
        }
    }

    private let columns: Columns
    private let cells: [String?]

    init(columns: Columns, cells: [String?]) {
        self.columns = columns
        self.cells = cells
    }

    /// Whether the column exists.
    public func has(_ column: String) -> Bool { columns.places[column.lowercased()] != nil }

    /// The names of the columns, in order.
    public var names: [String] { columns.names }

    /// Returns each column's value by its type; values of other types as the server writes them.
    ///
    /// - Throws: ``Unreadable``, which only a server other than PostgreSQL causes.
    public func values() throws -> [PostgreSQLValue] {
        try zip(zip(columns.names, columns.types), cells).map { column, cell in
            guard cell != nil else { return .null }
            let (name, type) = column
            // Of two columns with the same name this reads the first twice; no query selects two.
            return switch type {
            case 16: .bool(try bool(name))
            case 17: .bytes(try bytes(name))
            case 20, 21, 23: .integer(try integer(name))
            case 700, 701: .real(try real(name))
            default: .text(try string(name))
            }
        }
    }

    /// Returns the column as the server writes it; `nil` if it is null or does not exist.
    public func text(_ column: String) -> String? {
        columns.places[column.lowercased()].flatMap { cells[$0] }
    }

    /// - Throws: ``Unreadable`` if it is null or of another type; so do the functions below.
    public func string(_ column: String) throws -> String { try read(column) { $0 } }

    public func integer(_ column: String) throws -> Int64 { try read(column) { Int64($0) } }

    public func real(_ column: String) throws -> Double { try read(column) { Double($0) } }

    public func bool(_ column: String) throws -> Bool {
        try read(column) { $0 == "t" ? true : $0 == "f" ? false : nil }
    }

    /// A `bytea`, which the server writes as `\x` and hexadecimal digits.
    public func bytes(_ column: String) throws -> [UInt8] {
        try read(column) { text in
            guard text.hasPrefix("\\x"), text.utf8.count.isMultiple(of: 2) else { return nil }
            var bytes: [UInt8] = []
            bytes.reserveCapacity(text.utf8.count / 2 - 1)
            var high: UInt8?
            for character in text.utf8.dropFirst(2) {
                guard let digit = Self.digit(character) else { return nil }
                if let first = high.take() { bytes.append(first << 4 | digit) } else { high = digit }
            }
            return bytes
        }
    }

    private static func digit(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    private func read<Value>(_ column: String, _ parse: (String) -> Value?) throws -> Value {
        guard let text = text(column), let value = parse(text) else {
            throw Unreadable(column: column, type: "\(Value.self)")
        }
        return value
    }
}
