import Foundation
import GRDB
import HelpDesk

@testable import Storage

/// Many requests of a year, written by SQLite itself in one transaction.
enum SeededHistory {
    static let end = SampleFlows.start
    static let days = 365
    static let departments = 8
    static let helpers = 20

    static func write(_ count: Int, into database: SQLiteDatabase) async throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Support/Database/large-history.sql").standardized
        let sql = try String(contentsOf: file, encoding: .utf8)
        // Before those that are counted.
        let template = SampleFlows.helped(
            by: "200", after: 12, at: end.addingTimeInterval(-Double(days + 1) * 24 * 60 * 60))
        try await SQLiteHelpRequestStore(database: database, logger: .silent).insert(template, idempotency: nil)
        try await database.pool.write { db in
            try db.execute(
                sql: sql,
                arguments: [
                    "count": count, "end": end.storedMilliseconds, "duration": Int64(days) * 24 * 60 * 60 * 1000,
                    "template": template.id.text, "operators": 60, "departments": departments, "helpers": helpers,
                ])
        }
    }
}
