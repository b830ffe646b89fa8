import Foundation
import GRDB
import HelpDesk
import Testing

@testable import Storage

/// 100,000 requests of a year. How long a query takes is measured only where `HELPBRIDGE_QUERY_MILLISECONDS` says what
/// it may take (`Scripts/bench history`, on an otherwise idle machine); that none reads the table is shown by its plan.
@Suite(.serialized, .timeLimit(.minutes(15))) struct LargeHistoryTests {
    private static let count = 100_000
    private static let bound =
        ProcessInfo.processInfo.environment["HELPBRIDGE_QUERY_MILLISECONDS"]
        .flatMap(Int.init).map { Duration.milliseconds($0) } ?? .seconds(600)

    private static let filters: [HistoryFilter] = [
        HistoryFilter(),
        HistoryFilter(operators: ["101"]),
        HistoryFilter(departments: ["department1", "department2", "department3"]),
        HistoryFilter(outcome: .busy),
        HistoryFilter(helpers: ["205"]),
        HistoryFilter(
            from: SeededHistory.end.addingTimeInterval(-101 * 86400),
            to: SeededHistory.end.addingTimeInterval(-100 * 86400)),
        // Nothing fits: all of the index has to be looked through.
        HistoryFilter(operators: ["101"], departments: ["department1"], outcome: .paused),
        HistoryFilter(outcome: .paused, route: "*5001", helpers: ["205"]),
    ]

    @Test("Every query of the history over 100,000 requests answers soon")
    func answers() async throws {
        try await withDatabase { database in
            try await SeededHistory.write(Self.count, into: database)
            let history = SQLiteHistoryStore(database: database)
            for filter in Self.filters {
                let took = try await fastest {
                    _ = try await history.page(filter, after: nil, limit: 50)
                }
                #expect(took < Self.bound, "\(filter)")
            }
            let deep = try await database.pool.read { db in
                try String.fetchOne(db, sql: "SELECT id FROM help_requests ORDER BY createdAt LIMIT 1 OFFSET 5000")
            }
            let after = try #require(deep.flatMap { HelpRequestID($0) })
            let tookDeep = try await fastest {
                let page = try await history.page(HistoryFilter(), after: after, limit: 50)
                #expect(page.requests.count == 50)
            }
            #expect(tookDeep < Self.bound)

            // Some listenings, and some that fit nothing.
            for filter in [ListeningFilter(), ListeningFilter(departments: ["department1"], listeners: ["nobody"])] {
                let took = try await fastest { _ = try await history.listenings(filter, after: nil, limit: 50) }
                #expect(took < Self.bound, "\(filter)")
            }
            let missed = SQLiteMissedRequestStore(database: database)
            for departments: Set<String>? in [nil, ["department1"], ["nowhere"]] {
                let tookList = try await fastest {
                    _ = try await missed.missed(departments: departments, isSettled: false, after: nil, limit: 20)
                }
                let tookCount = try await fastest {
                    _ = try await missed.missedCount(departments: departments, upTo: 100)
                }
                #expect(tookList < Self.bound && tookCount < Self.bound, "\(departments ?? [])")
            }

            for days in [1, 30] {
                let query = Self.query(days: days)
                let took = try await fastest { _ = try await history.statistics(query) }
                #expect(took < Self.bound, "\(days) days")
            }
            let year = try await history.statistics(Self.query(days: SeededHistory.days))
            #expect(year.total.requests == Self.count && year.total.helped == Self.count * 4 / 5)
            #expect(year.intervals.reduce(0) { $0 + $1.requests } == Self.count)
            #expect(year.departments.count == SeededHistory.departments)
            #expect(year.helpers.count == SeededHistory.helpers)
        }
    }

    @Test("No query of the history reads the whole table or sorts")
    func plans() async throws {
        try await withDatabase { database in
            let deep = SQLiteHistoryStore.statement(
                HistoryFilter(operators: ["101"]), after: .init(createdAt: 1, row: 1), limit: 51)
            // With a second bound SQLite may walk from the newest to each page of a large table again.
            #expect(deep.sql.split(separator: "createdAt <").count == 3)
            let statements = Self.filters.map { SQLiteHistoryStore.statement($0, after: nil, limit: 51) } + [deep]
            try await database.pool.read { db in
                for (sql, arguments) in statements {
                    let plan = try Self.plan(sql, arguments, db)
                    #expect(
                        plan.contains("SEARCH help_requests USING COVERING INDEX help_requests_history (createdAt>"))
                    #expect(!plan.contains("SCAN help_requests"), "\(plan)")
                }
                let counts = [
                    (
                        StatisticsReader.accepted,
                        "help_requests_accepted (department=? AND createdAt>? AND createdAt<?)"
                    ),
                    (StatisticsReader.helped, "help_requests_helped (department=? AND createdAt>? AND createdAt<?)"),
                    (StatisticsReader.rung, "ring_attempts_helper (helper=? AND createdAt>? AND createdAt<?)"),
                    (StatisticsReader.departmentMedian + StatisticsReader.middle, "help_requests_department_answer"),
                    (StatisticsReader.helperHelped, "help_requests_helper_answer (helper=?"),
                    (StatisticsReader.helperMedian + StatisticsReader.middle, "help_requests_helper_answer (helper=?"),
                    (StatisticsReader.median + StatisticsReader.middle, "help_requests_answer"),
                ]
                for (sql, index) in counts {
                    let places = sql.count { $0 == "?" }
                    let plan = try Self.plan(sql, StatementArguments(Array(repeating: 1, count: places)), db)
                    #expect(plan.contains("USING COVERING INDEX \(index)"), "\(plan)")
                    // One helper's answers in a period are few.
                    #expect(plan.contains("TEMP B-TREE") == sql.hasPrefix(StatisticsReader.helperMedian), "\(plan)")
                }
            }
        }
    }

    private static func query(days: Int) -> StatisticsQuery {
        StatisticsQuery(
            boundaries: (0...days).map { SeededHistory.end.addingTimeInterval(Double($0 - days) * 86400) })
    }

    private static func plan(_ sql: String, _ arguments: StatementArguments, _ db: Database) throws -> String {
        try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql, arguments: arguments).map { $0["detail"] as String }
            .joined(separator: "\n")
    }

    /// Of five: what else the machine does is not the query's fault.
    private func fastest(_ body: () async throws -> Void) async throws -> Duration {
        var fastest = Duration.seconds(600)
        for _ in 0..<5 { fastest = min(fastest, try await ContinuousClock().measure { try await body() }) }
        return fastest
    }
}
