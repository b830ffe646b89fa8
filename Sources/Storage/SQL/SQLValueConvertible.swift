package import Foundation

/// A type that can be a value in a statement and in a column.
package protocol SQLValueConvertible: Sendable {
    /// - Returns: `nil` if the value is of another type.
    init?(_ value: SQLValue)
    var sqlValue: SQLValue { get }
}

extension String: SQLValueConvertible {
    package init?(_ value: SQLValue) {
        switch value {
        case .text(let text): self = text
        case .bytes(let bytes):
            guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
            self = text
        case .null, .bool, .integer, .real: return nil
        }
    }

    package var sqlValue: SQLValue { .text(self) }
}

extension Int64: SQLValueConvertible {
    package init?(_ value: SQLValue) {
        switch value {
        case .integer(let number): self = number
        case .real(let number): self.init(exactly: number)
        case .null, .bool, .text, .bytes: return nil
        }
    }

    package var sqlValue: SQLValue { .integer(self) }
}

extension Int: SQLValueConvertible {
    package init?(_ value: SQLValue) {
        guard let number = Int64(value) else { return nil }
        self.init(exactly: number)
    }

    package var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension Bool: SQLValueConvertible {
    package init?(_ value: SQLValue) {
        switch value {
        case .bool(let flag): self = flag
        // SQLite stores booleans as integers.
        case .integer(let number): self = number != 0
        case .null, .real, .text, .bytes: return nil
        }
    }

    package var sqlValue: SQLValue { .bool(self) }
}

extension Double: SQLValueConvertible {
    package init?(_ value: SQLValue) {
        switch value {
        case .real(let number): self = number
        case .integer(let number): self = Double(number)
        case .null, .bool, .text, .bytes: return nil
        }
    }

    package var sqlValue: SQLValue { .real(self) }
}

extension Data: SQLValueConvertible {
    package init?(_ value: SQLValue) {
        switch value {
        case .bytes(let bytes): self = bytes
        case .text(let text): self = Data(text.utf8)
        case .null, .bool, .integer, .real: return nil
        }
    }

    package var sqlValue: SQLValue { .bytes(self) }
}

extension SQLValue: SQLValueConvertible {
    package init?(_ value: SQLValue) { self = value }

    package var sqlValue: SQLValue { self }
}

extension Optional: SQLValueConvertible where Wrapped: SQLValueConvertible {
    package init?(_ value: SQLValue) {
        if case .null = value {
            self = .none
        } else if let wrapped = Wrapped(value) {
            self = .some(wrapped)
        } else {
            return nil
        }
    }

    package var sqlValue: SQLValue { map(\.sqlValue) ?? .null }
}
