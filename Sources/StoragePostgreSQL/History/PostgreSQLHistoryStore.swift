import Administration
import Foundation
package import HelpDesk
import PostgreSQL
import Storage

/// The history of the help requests: listings and statistics.
package struct PostgreSQLHistoryStore: HistoryStore {
    private let database: PostgreSQLDatabase

    package init(database: PostgreSQLDatabase) {
        self.database = database
    }

    /// Returns one page, newest first; an unreadable request is skipped, and the next one takes its place.
    ///
    /// - Parameters:
    ///   - filter: the requests to include.
    ///   - after: the `next` of the previous page; `nil` begins with the newest.
    ///   - limit: 1 to 200; other values are clamped.
    package func page(_ filter: HistoryFilter, after: HelpRequestID?, limit: Int) async throws -> HistoryPage {
        let limit = min(max(limit, 1), 200)
        var found: [HelpRequest] = []
        var place: (createdAt: Int64, id: String)?
        if let after {
            let row = try await database.rows(
                SQLStatement("SELECT createdAt FROM help_requests WHERE id = ?", [.text(after.text)])
            ).first
            // A request that was removed in the meantime still has its time in its ID.
            place = (try row?.integer("createdAt") ?? after.milliseconds, after.text)
        }
        while true {
            // One more row than the page shows whether there is another page.
            let wanted = limit + 1 - found.count
            var conditions = Self.conditions(filter)
            if let place { conditions.add("(createdAt, id) < (?, ?)", .integer(place.createdAt), .text(place.id)) }
            let rows = try await database.rows(
                conditions.query(
                    "SELECT id, flow, createdAt FROM help_requests", then: "ORDER BY createdAt DESC, id DESC",
                    limit: wanted))
            found += database.damage.flows(rows).compactMap(database.damage.request)
            guard rows.count == wanted, let last = rows.last, found.count <= limit else { break }
            place = (try last.integer("createdAt"), last.name("id"))
        }
        return HistoryPage(
            requests: Array(found.prefix(limit)), next: found.count > limit ? found[limit - 1].id : nil)
    }

    private static func conditions(_ filter: HistoryFilter) -> PostgreSQLConditions {
        var conditions = PostgreSQLConditions()
        if let from = filter.from { conditions.add("createdAt >= ?", .integer(from.storedMilliseconds)) }
        if let to = filter.to { conditions.add("createdAt < ?", .integer(to.storedMilliseconds)) }
        conditions.add("department", in: filter.departments)
        conditions.add("operator", in: filter.operators)
        conditions.add("helper", in: filter.helpers)
        conditions.add("route", is: filter.route)
        conditions.add("state", is: filter.state?.rawValue)
        conditions.add("outcome", is: filter.outcome?.rawValue)
        return conditions
    }

    /// Returns counts and medians; the groups have no names.
    package func statistics(_ query: StatisticsQuery) async throws -> HelpStatistics {
        do {
            return try await PostgreSQLStatistics(query).statistics(database.pool)
        } catch {
            throw StorageError.translating(error)
        }
    }

    /// Returns one page, newest first.
    ///
    /// - Parameters:
    ///   - filter: the listenings to include.
    ///   - after: the `next` of the previous page; `nil` begins with the newest.
    ///   - limit: 1 to 200; other values are clamped.
    package func listenings(
        _ filter: ListeningFilter, after: Listening.ID?, limit: Int
    ) async throws -> ListeningPage {
        let limit = min(max(limit, 1), 200)
        var conditions = PostgreSQLConditions()
        if let from = filter.from { conditions.add("startedAt >= ?", .integer(from.storedMilliseconds)) }
        if let to = filter.to { conditions.add("startedAt < ?", .integer(to.storedMilliseconds)) }
        conditions.add("listenings.department", in: filter.departments)
        conditions.add("listenings.operator", in: filter.operators)
        conditions.add("listener", in: filter.listeners)
        conditions.add("role", is: filter.role?.rawValue)
        conditions.add("mode", is: filter.mode?.rawValue)
        if let after {
            let (request, position) = (after.request.text, Int64(after.position))
            let row = try await database.rows(
                SQLStatement(
                    "SELECT startedAt FROM listenings WHERE request = ? AND position = ?",
                    [.text(request), .integer(position)])
            ).first
            conditions.add(
                "(startedAt, request, position) < (?, ?, ?)",
                .integer(try row?.integer("startedAt") ?? after.request.milliseconds), .text(request),
                .integer(position))
        }
        // One more row than the page shows whether there is another page.
        let rows = try await database.rows(
            conditions.query(
                "SELECT listenings.*, flow, id FROM listenings JOIN help_requests ON id = request",
                then: "ORDER BY startedAt DESC, request DESC, position DESC", limit: limit + 1))
        // The end of the page does not depend on which rows are readable.
        return ListeningPage(
            listenings: ListeningRow.listenings(Array(rows.prefix(limit)), database.damage),
            next: rows.count > limit ? ListeningRow.id(rows[limit - 1]) : nil)
    }
}
