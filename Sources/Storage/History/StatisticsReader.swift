import Foundation
import GRDB
import HelpDesk

/// Reads the statistics of a period.
///
/// Everything is counted with index range scans; no request is read, and only one helper's answers are sorted at a
/// time. The distinct departments and helpers are found with a loose index scan
/// (https://wiki.postgresql.org/wiki/Loose_indexscan).
struct StatisticsReader {
    private let query: StatisticsQuery
    /// Milliseconds since 1970.
    private let boundaries: [Int64]

    init(_ query: StatisticsQuery) {
        self.query = query
        boundaries = query.boundaries.map(\.storedMilliseconds)
    }

    func statistics(_ db: Database) throws -> HelpStatistics {
        let from = boundaries.first ?? 0
        let to = boundaries.last ?? 0
        let departments = try departments(db).map { id in
            HelpStatistics.Group(id: id, name: nil, tally: try tally(department: id, from, to, db))
        }
        let requests = departments.reduce(0) { $0 + $1.tally.requests }
        let helped = departments.reduce(0) { $0 + $1.tally.helped }
        return HelpStatistics(
            from: query.boundaries.first ?? .distantPast, to: query.boundaries.last ?? .distantPast,
            total: HelpStatistics.Tally(
                requests: requests, helped: helped, medianMilliseconds: try median(of: helped, from, to, db)),
            intervals: try intervals(departments.filter { $0.tally.requests > 0 }.map(\.id), db),
            departments: Self.ranked(departments), helpers: Self.ranked(try helpers(from, to, db)))
    }

    private static func ranked(_ groups: [HelpStatistics.Group]) -> [HelpStatistics.Group] {
        groups.filter { $0.tally.requests > 0 }.sorted {
            ($1.tally.requests, $0.id) < ($0.tally.requests, $1.id)
        }
    }

    // MARK: Departments

    private func departments(_ db: Database) throws -> [String] {
        if let departments = query.departments { return departments.sorted() }
        return try words("department", in: "help_requests", db)
    }

    private func tally(department: String, _ from: Int64, _ to: Int64, _ db: Database) throws -> HelpStatistics.Tally {
        let requests = try count(Self.accepted, [department, from, to], db)
        let helped = requests == 0 ? 0 : try count(Self.helped, [department, from, to], db)
        return HelpStatistics.Tally(
            requests: requests, helped: helped,
            medianMilliseconds: try value(Self.departmentMedian, [department, from, to], middleOf: helped, db))
    }

    // MARK: Intervals

    private func intervals(_ departments: [String], _ db: Database) throws -> [HelpStatistics.Interval] {
        try zip(query.boundaries, query.boundaries.dropFirst()).map { from, to in
            var interval = HelpStatistics.Interval(from: from, to: to, requests: 0, helped: 0)
            for department in departments {
                let range: StatementArguments = [department, from.storedMilliseconds, to.storedMilliseconds]
                let requests = try count(Self.accepted, range, db)
                interval.requests += requests
                if requests > 0 { interval.helped += try count(Self.helped, range, db) }
            }
            return interval
        }
    }

    // MARK: Helpers

    private func helpers(_ from: Int64, _ to: Int64, _ db: Database) throws -> [HelpStatistics.Group] {
        let departments = departmentCondition
        let everybody = try words("helper", in: "ring_attempts", db)
        return try everybody.map { helper in
            let range: StatementArguments = [helper, from, to] + departments.arguments
            let rung = try count(Self.rung + departments.sql, range, db)
            let helped = rung == 0 ? 0 : try count(Self.helperHelped + departments.sql, range, db)
            return HelpStatistics.Group(
                id: helper, name: nil,
                tally: HelpStatistics.Tally(
                    requests: rung, helped: helped,
                    medianMilliseconds: try value(
                        Self.helperMedian + departments.sql, range, middleOf: helped, db)))
        }
    }

    private var departmentCondition: (sql: String, arguments: StatementArguments) {
        guard let departments = query.departments else { return ("", []) }
        return (" AND department IN (SELECT value FROM json_each(?))", [StoredJSON.list(departments)])
    }

    private func median(of count: Int, _ from: Int64, _ to: Int64, _ db: Database) throws -> Int? {
        let departments = departmentCondition
        return try value(
            Self.median + departments.sql, StatementArguments([from, to]) + departments.arguments, middleOf: count, db)
    }

    // MARK: Statements

    static let accepted = """
        SELECT count(*) FROM help_requests INDEXED BY help_requests_accepted
        WHERE department = ? AND createdAt >= ? AND createdAt < ?
        """
    static let helped = """
        SELECT count(*) FROM help_requests INDEXED BY help_requests_helped
        WHERE answerMilliseconds IS NOT NULL AND department = ? AND createdAt >= ? AND createdAt < ?
        """
    static let departmentMedian = """
        SELECT answerMilliseconds FROM help_requests INDEXED BY help_requests_department_answer
        WHERE answerMilliseconds IS NOT NULL AND department = ? AND createdAt >= ? AND createdAt < ?
        """
    static let median = """
        SELECT answerMilliseconds FROM help_requests INDEXED BY help_requests_answer
        WHERE answerMilliseconds IS NOT NULL AND createdAt >= ? AND createdAt < ?
        """
    static let rung = """
        SELECT count(*) FROM ring_attempts INDEXED BY ring_attempts_helper
        WHERE helper = ? AND createdAt >= ? AND createdAt < ?
        """
    static let helperHelped = """
        SELECT count(*) FROM help_requests INDEXED BY help_requests_helper_answer
        WHERE answerMilliseconds IS NOT NULL AND helper = ? AND createdAt >= ? AND createdAt < ?
        """
    static let helperMedian = """
        SELECT answerMilliseconds FROM help_requests INDEXED BY help_requests_helper_answer
        WHERE answerMilliseconds IS NOT NULL AND helper = ? AND createdAt >= ? AND createdAt < ?
        """
    /// Selects the middle value of an index that is ordered by the values.
    static let middle = " ORDER BY answerMilliseconds LIMIT 1 OFFSET ?"

    /// Values that are not text, in damaged rows, are skipped.
    private func words(_ column: String, in table: String, _ db: Database) throws -> [String] {
        try DatabaseValue.fetchAll(db.cachedStatement(sql: Self.distinct(column, in: table)))
            .compactMap(String.fromDatabaseValue)
    }

    static func distinct(_ column: String, in table: String) -> String {
        """
        WITH RECURSIVE found (word) AS (
            SELECT min(\(column)) FROM \(table)
            UNION ALL
            SELECT (SELECT min(\(column)) FROM \(table) WHERE \(column) > word) FROM found WHERE word IS NOT NULL)
        SELECT word FROM found WHERE word IS NOT NULL
        """
    }

    private func count(_ sql: String, _ arguments: StatementArguments, _ db: Database) throws -> Int {
        try Int.fetchOne(db.cachedStatement(sql: sql), arguments: arguments) ?? 0
    }

    /// Returns the median, for an even count the lower one; `nil` if there are no values.
    private func value(
        _ sql: String, _ arguments: StatementArguments, middleOf count: Int, _ db: Database
    ) throws -> Int? {
        guard count > 0 else { return nil }
        return try Int.fetchOne(
            db.cachedStatement(sql: sql + Self.middle), arguments: arguments + [(count - 1) / 2])
    }
}
