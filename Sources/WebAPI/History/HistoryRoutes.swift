import Administration
import Foundation
import HTTPTypes
import HelpDesk
import Hummingbird
import HummingbirdCore
import Logging
import WebServer

/// `GET /v1/help-requests.csv` and `GET /v1/statistics`.
struct HistoryRoutes: Sendable {
    private static let day: TimeInterval = 24 * 60 * 60

    let history: HistoryService
    let audit: any AuditTrail
    /// The id of the PBX that clients need not name.
    let defaultPBX: String
    let now: @Sendable () -> Date

    init(
        history: HistoryService, audit: any AuditTrail, defaultPBX: String,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.history = history
        self.audit = audit
        self.defaultPBX = defaultPBX
        self.now = now
    }

    func add(to group: RouterGroup<AuthenticatedRequestContext>) {
        group.get("help-requests.csv", use: table)
        group.get("statistics", use: statistics)
    }

    @Sendable
    private func table(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let filter = context.credential.view.narrowing(try HistoryQuery.filter(request.uri, defaultPBX: defaultPBX))
        if request.method != .head { await audit.note("exported", "history", "help-requests.csv") }
        return try await withStorage(context.logger) { try await HistoryTable(history: history).response(filter) }
    }

    @Sendable
    private func statistics(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        guard let query = context.credential.view.narrowing(try query(request.uri)) else {
            throw Problem.noStatistics
        }
        let found = try await withStorage(context.logger) { try await history.statistics(query) }
        return try .json(StatisticsBody(found))
    }

    /// Returns the query; by default, the last 24 hours by hour.
    private func query(_ uri: URI) throws -> StatisticsQuery {
        var reader = QueryReader(
            uri, known: ["from", "to", "interval", "timeZone", "department"], repeatable: ["department"])
        let to = reader.time("to") ?? now()
        let from = reader.time("from") ?? to.addingTimeInterval(-Self.day)
        let step: StatisticsPeriod.Step? = reader.word("interval")
        let timeZone = reader.parsed("timeZone", "must be the name of a time zone such as Asia/Tehran") {
            TimeZone(identifier: $0)
        }
        if from >= to { reader.reject("from", "must be before the end of the period") }
        try reader.check()
        let period = StatisticsPeriod(
            from: from, to: to, step: step ?? (to.timeIntervalSince(from) <= 3 * Self.day ? .hour : .day),
            timeZone: timeZone ?? .gmt)
        guard let boundaries = period.boundaries else {
            throw Problem.validation([
                Problem.FieldError(
                    field: "interval",
                    message: "the period has more than \(StatisticsPeriod.maximumIntervals) of them; take a shorter one"
                )
            ])
        }
        return StatisticsQuery(
            boundaries: boundaries, departments: reader.texts("department").map { Set($0.map(\.plainNumber)) })
    }
}

extension Problem {
    static let noStatistics = Problem(
        .forbidden, code: "forbidden", detail: "statistics are for supervisors and administrators")
}
