import Foundation
import HelpDesk

/// The numbers that were erased from open requests: their bridge still has them in memory and must not restore them.
package enum Erasures {
    static func add(_ number: PhoneNumber, request: String, _ db: any SQLTransaction) throws {
        try db.execute(
            sql: "INSERT INTO erasures (request, number) VALUES (?, ?) ON CONFLICT DO NOTHING",
            arguments: [request, number.text])
    }

    /// Returns a row without the numbers to be erased, before it is written.
    static func applied(to row: HelpRequestRow, _ db: any SQLTransaction) throws -> HelpRequestRow {
        var row = row
        row.flow = try applied(to: row.flow, of: row.id.text, db)
        if !row.isOpen {
            try db.execute(deletion(of: row.id.text))
        }
        return row
    }

    /// Returns a text about a request without the numbers to be erased.
    static func applied(to text: String, of request: String, _ db: any SQLTransaction) throws -> String {
        try erased(text, try db.rows(numbers(of: request)))
    }

    /// Returns the query for the numbers to be erased from a request.
    package static func numbers(of request: String) -> SQLStatement {
        SQLStatement("SELECT number FROM erasures WHERE request = ?", [.text(request)])
    }

    /// - Parameter rows: the result of ``numbers(of:)``.
    package static func erased(_ text: String, _ rows: [some StoredRow]) throws -> String {
        try rows.compactMap { (try? $0.string("number")).flatMap { PhoneNumber($0) } }.reduce(text) { text, number in
            try NumberErasure(number).erase(text)?.text ?? text
        }
    }

    /// Returns the statement that deletes a request's numbers; a request that is over is not written again.
    package static func deletion(of request: String) -> SQLStatement {
        SQLStatement("DELETE FROM erasures WHERE request = ?", [.text(request)])
    }
}
