import Foundation
import GRDB
import HelpDesk

/// The numbers that were taken out of requests in progress: whoever serves them still has them in memory, and must not
/// bring them back.
enum Erasures {
    static func add(_ number: PhoneNumber, request: String, _ db: Database) throws {
        try db.execute(
            sql: "INSERT OR IGNORE INTO erasures (request, number) VALUES (?, ?)", arguments: [request, number.text])
    }

    /// A row that is about to be written, without what is to be forgotten from it.
    static func applied(to row: HelpRequestRow, _ db: Database) throws -> HelpRequestRow {
        var row = row
        row.flow = try applied(to: row.flow, of: row.id.text, db)
        if !row.isOpen {
            try db.execute(sql: "DELETE FROM erasures WHERE request = ?", arguments: [row.id.text])
        }
        return row
    }

    /// A text about a request, without what is to be forgotten from it.
    static func applied(to text: String, of request: String, _ db: Database) throws -> String {
        let numbers = try String.fetchAll(
            db.cachedStatement(sql: "SELECT number FROM erasures WHERE request = ?"), arguments: [request])
        return try numbers.compactMap({ PhoneNumber($0) }).reduce(text) { text, number in
            try NumberErasure(number).erase(text)?.text ?? text
        }
    }
}
