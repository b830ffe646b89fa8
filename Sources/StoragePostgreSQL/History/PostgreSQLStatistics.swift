import Foundation
import HelpDesk
import PostgreSQL
import Storage

/// Reads the statistics of a period from columns; no request is decoded.
struct PostgreSQLStatistics {
    private let query: StatisticsQuery
    /// Milliseconds since 1970.
    private let boundaries: [Int64]

    init(_ query: StatisticsQuery) {
        self.query = query
        boundaries = query.boundaries.map(\.storedMilliseconds)
    }

    /// Reads all statistics from one snapshot.
    func statistics(_ pool: PostgreSQLPool) async throws -> HelpStatistics {
        let moment = PostgreSQLStatement("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        let results = try await pool.execute([moment] + statements).map(\.rows)
        let helped = Dictionary(try results[3].map { (try $0.string("id"), try tally($0)) }, uniquingKeysWith: { $1 })
        let helpers = try results[4].map { row in
            let id = try row.string("id")
            let answered = helped[id]
            return HelpStatistics.Group(
                id: id, name: nil,
                tally: HelpStatistics.Tally(
                    requests: Int(try row.integer("requests")), helped: answered?.helped ?? 0,
                    medianMilliseconds: answered?.medianMilliseconds))
        }
        return HelpStatistics(
            from: query.boundaries.first ?? .distantPast, to: query.boundaries.last ?? .distantPast,
            total: try tally(results[1][0]), intervals: try intervals(results[5]),
            departments: Self.ranked(
                try results[2].map { HelpStatistics.Group(id: try $0.string("id"), name: nil, tally: try tally($0)) }),
            helpers: Self.ranked(helpers))
    }

    /// The queries for the total, departments, helpers (helped, then rung) and intervals.
    var statements: [PostgreSQLStatement] {
        [
            statement(Self.tally, "FROM help_requests"),
            statement("\(Self.tally), department AS id", "FROM help_requests", "GROUP BY department"),
            statement("\(Self.tally), helper AS id", "FROM help_requests", "AND helper IS NOT NULL GROUP BY helper"),
            statement("count(*) AS requests, helper AS id", "FROM ring_attempts", "GROUP BY helper"),
            statement(
                "\(Self.tally), width_bucket(createdAt, $4) AS id", "FROM help_requests", "GROUP BY 4",
                [.integers(boundaries)]),
        ]
    }

    /// The median is the lower one for an even number of answers.
    private static let tally = """
        count(*) AS requests, count(answerMilliseconds) AS helped,
        percentile_disc(0.5) WITHIN GROUP (ORDER BY answerMilliseconds) AS median
        """

    private func statement(
        _ select: String, _ table: String, _ rest: String = "", _ more: [PostgreSQLValue] = []
    ) -> PostgreSQLStatement {
        PostgreSQLStatement(
            """
            SELECT \(select) \(table)
            WHERE createdAt >= $1 AND createdAt < $2 AND ($3::text[] IS NULL OR department = ANY ($3)) \(rest)
            """,
            [
                .integer(boundaries.first ?? 0), .integer(boundaries.last ?? 0),
                query.departments.map { .words($0.sorted()) } ?? .null,
            ] + more)
    }

    private func tally(_ row: PostgreSQLRow) throws -> HelpStatistics.Tally {
        HelpStatistics.Tally(
            requests: Int(try row.integer("requests")), helped: Int(try row.integer("helped")),
            medianMilliseconds: try row.optionalInteger("median").map { Int($0) })
    }

    /// Returns all intervals, including those without requests.
    private func intervals(_ rows: [PostgreSQLRow]) throws -> [HelpStatistics.Interval] {
        let found = Dictionary(
            try rows.map { (Int(try $0.integer("id")), try tally($0)) }, uniquingKeysWith: { $1 })
        return zip(query.boundaries, query.boundaries.dropFirst()).enumerated().map { index, interval in
            let tally = found[index + 1]
            return HelpStatistics.Interval(
                from: interval.0, to: interval.1, requests: tally?.requests ?? 0, helped: tally?.helped ?? 0)
        }
    }

    private static func ranked(_ groups: [HelpStatistics.Group]) -> [HelpStatistics.Group] {
        groups.filter { $0.tally.requests > 0 }.sorted { ($1.tally.requests, $0.id) < ($0.tally.requests, $1.id) }
    }
}
