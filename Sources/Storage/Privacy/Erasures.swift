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
        let numbers = try String.fetchAll(
            db.cachedStatement(sql: "SELECT number FROM erasures WHERE request = ?"), arguments: [row.id.text])
        guard !numbers.isEmpty else { return row }
        var row = row
        for number in numbers.compactMap({ PhoneNumber($0) }) {
            if let erased = try NumberErasure(number).erase(row.flow) { row.flow = erased.text }
        }
        if !row.isOpen {
            try db.execute(sql: "DELETE FROM erasures WHERE request = ?", arguments: [row.id.text])
        }
        return row
    }
}
