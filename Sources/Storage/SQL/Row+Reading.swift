package import Foundation
import GRDB

/// An error for a column of another type, without its value, which may be a secret.
package struct UnreadableColumn: Error, CustomStringConvertible {
    package var description: String

    package init(_ column: String, holdsNo type: Any.Type) {
        description = "the column \(column) holds no \(type)"
    }
}

extension Row {
    /// The value of a column. GRDB's own subscripts end the process where a damaged or edited file holds something
    /// else.
    ///
    /// - Throws: ``UnreadableColumn``.
    func value<Value: DatabaseValueConvertible>(_ column: String, as type: Value.Type = Value.self) throws -> Value {
        do {
            return try decode(type, forColumn: column)
        } catch {
            throw UnreadableColumn(column, holdsNo: type)
        }
    }

    /// Returns the row's identifier for reports, whatever the column contains.
    func name(_ column: String) -> String {
        guard let value: DatabaseValue = try? decode(forColumn: column) else { return "?" }
        return String.fromDatabaseValue(value) ?? Int64.fromDatabaseValue(value).map { "\($0)" } ?? "?"
    }
}

extension Date {
    /// The range of stored times: from 1970 to the end of the year 9999.
    package static let storable: ClosedRange<Int64> = 0...253_402_300_799_999

    package init(storedMilliseconds: Int64) {
        self.init(timeIntervalSince1970: Double(storedMilliseconds) / 1000)
    }

    /// Milliseconds since 1970, as the tables hold them; a time that they cannot hold becomes the nearest one that they
    /// can.
    package var storedMilliseconds: Int64 {
        let milliseconds = (timeIntervalSince1970 * 1000).rounded()
        guard milliseconds > 0 else { return 0 }
        return min(Int64(exactly: milliseconds) ?? Int64.max, Self.storable.upperBound)
    }
}
