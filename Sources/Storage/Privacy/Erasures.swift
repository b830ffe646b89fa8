import Foundation
import HelpDesk

/// The numbers that were taken out of requests in progress: whoever serves them still has them in memory, and must not
/// bring them back.
package enum Erasures {
    static func add(_ number: PhoneNumber, request: String, _ db: any SQLTransaction) throws {
        try db.execute(
            sql: "INSERT INTO erasures (request, number) VALUES (?, ?) ON CONFLICT DO NOTHING",
            arguments: [request, number.text])
    }

    /// A row that is about to be written, without what is to be forgotten from it.
    static func applied(to row: HelpRequestRow, _ db: any SQLTransaction) throws -> HelpRequestRow {
        var row = row
        row.flow = try applied(to: row.flow, of: row.id.text, db)
        if !row.isOpen {
            try db.execute(deletion(of: row.id.text))
        }
        return row
    }

    /// A text about a request, without what is to be forgotten from it.
    static func applied(to text: String, of request: String, _ db: any SQLTransaction) throws -> String {
        try erased(text, try db.rows(numbers(of: request)))
    }

    /// Finds what is to be forgotten from a request.
    package static func numbers(of request: String) -> SQLStatement {
        SQLStatement("SELECT number FROM erasures WHERE request = ?", [.text(request)])
    }

    /// - Parameter rows: what ``numbers(of:)`` has found.
    package static func erased(_ text: String, _ rows: [some StoredRow]) throws -> String {
        try rows.compactMap { (try? $0.string("number")).flatMap { PhoneNumber($0) } }.reduce(text) { text, number in
            try NumberErasure(number).erase(text)?.text ?? text
        }
    }

    /// Forgets the numbers of a request. Once that is over, nobody brings anything back.
    package static func deletion(of request: String) -> SQLStatement {
        SQLStatement("DELETE FROM erasures WHERE request = ?", [.text(request)])
    }
}
