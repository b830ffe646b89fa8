import Foundation
import GRDB
import HelpDesk

@testable import Storage

/// Many requests of the past year, written by SQLite itself in one transaction.
struct SeededHistory {
    static let start = SampleFlows.start
    static let days = 365
    static let departments = 8
    static let helpers = 20
    static let operators = 60

    /// Every fifth request found no help; the others were answered after 3 to 60 seconds.
    static func write(_ count: Int, into database: HelpDeskDatabase) async throws {
        // As large as a real one, and readable; the id is put in for each row.
        let flow = SampleFlows.helped(by: "200", after: 12, at: start)
        let template = try HelpRequestRow(flow)
        let milliseconds = Int64(days) * 24 * 60 * 60 * 1000
        try await database.pool.write { db in
            try db.execute(
                sql: """
                    WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :count),
                    times (n, at, chance) AS (
                        -- The chance is Knuth's multiplicative hash: the same numbers in every run.
                        SELECT n, :start + n * :milliseconds / :count, (n * 2654435761) % 4294967296 FROM numbers),
                    requests (n, at, chance, id) AS (
                        SELECT n, at, chance,
                            printf('%08x-%04x-7000-8000-%012x', at >> 16, at & 65535, n) FROM times)
                    INSERT INTO help_requests
                        (id, state, isOpen, operator, department, route, createdAt, updatedAt, flow, revision, outcome,
                        helper, answerMilliseconds)
                    SELECT id, iif(n % 5, 'completed', 'unavailable'), 0, 100 + chance % :operators,
                        'department' || (chance / 64 % :departments), '*500' || (n % 3), at, at + 60000,
                        replace(:flow, :id, id), n, iif(n % 5, 'helped', iif(n % 2, 'no_answer', 'busy')),
                        iif(n % 5, 200 + chance / 1024 % :helpers, NULL),
                        iif(n % 5, 3000 + chance / 32768 % 57000, NULL)
                    FROM requests
                    """,
                arguments: [
                    "count": count, "start": start.storedMilliseconds, "milliseconds": milliseconds,
                    "operators": operators, "departments": departments, "helpers": helpers, "flow": template.flow,
                    "id": flow.id.text,
                ])
            try db.execute(
                sql: """
                    INSERT INTO ring_attempts (request, position, helper, department, createdAt)
                    SELECT id, 0, coalesce(helper, 200 + rowid % :helpers), department, createdAt FROM help_requests
                    """,
                arguments: ["helpers": helpers])
        }
    }
}
