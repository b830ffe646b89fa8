package import Foundation
package import PostgreSQL
import Storage

extension PostgreSQLRow: StoredRow {
    package func optionalString(_ column: String) throws -> String? { text(column) }

    package func optionalInteger(_ column: String) throws -> Int64? {
        text(column) == nil ? nil : try integer(column)
    }

    package func bytes(_ column: String) throws -> Data { Data(try string(column).utf8) }

    package func optionalBytes(_ column: String) throws -> Data? { text(column).map { Data($0.utf8) } }

    package func hasColumn(_ column: String) -> Bool { has(column) }

    package func name(_ column: String) -> String { text(column) ?? "?" }
}
