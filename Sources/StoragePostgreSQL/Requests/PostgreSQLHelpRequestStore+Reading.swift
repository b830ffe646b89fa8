package import HelpDesk
import Logging
import PostgreSQL
import Storage

/// Reading what is stored; unreadable rows do not affect the others.
extension PostgreSQLHelpRequestStore {
    package func idempotencyRecord(key: String) async throws -> IdempotencyRecord? {
        try await database.rows(IdempotencyRow.selection(key: key, at: now()), on: database.calls).first.map {
            try IdempotencyRow.stored(key: key, $0)
        }
    }

    /// - Throws: `HelpDeskError.damagedRequest` if it is unreadable.
    package func request(_ id: HelpRequestID) async throws -> HelpRequest? {
        try await change(of: id)?.request
    }

    /// Returns a page of requests; an unreadable one is skipped, and the next one takes its place.
    package func requests(_ query: HelpRequestQuery) async throws -> [HelpRequest] {
        let limit = min(max(query.limit, 1), 200)
        var requests: [HelpRequest] = []
        var place = query.after?.text
        while true {
            let wanted = limit - requests.count
            let rows = try await database.rows(Self.selection(query, after: place, limit: wanted))
            requests += database.damage.flows(rows).compactMap(database.damage.request)
            guard rows.count == wanted, let last = rows.last, requests.count < limit else { return requests }
            place = last.name("id")
        }
    }

    private static func selection(
        _ query: HelpRequestQuery, after: String?, limit: Int
    ) -> PostgreSQLStatement {
        let all: [(sql: String, value: PostgreSQLValue?)] = [
            ("state =", query.state.map { .text($0.rawValue) }),
            ("operator =", query.operator.map { .word($0) }),
            ("department =", query.department.map { .word($0) }),
            ("operator = ANY", query.operators.map { .words($0.sorted()) }),
            ("department = ANY", query.departments.map { .words($0.sorted()) }),
            ("id <", after.map { .text($0) }),
        ]
        var conditions: [String] = []
        var values: [PostgreSQLValue] = []
        for case (let sql, let value?) in all {
            values.append(value)
            conditions.append("\(sql) ($\(values.count))")
        }
        let filter = conditions.isEmpty ? "" : "WHERE \(conditions.joined(separator: " AND "))"
        return PostgreSQLStatement(
            "SELECT id, flow FROM help_requests \(filter) ORDER BY id DESC LIMIT $\(values.count + 1)",
            values + [.integer(Int64(limit))])
    }

    package func takeUpFlows(
        under tenure: PBXTenure, where isServed: @escaping @Sendable (_ pbx: String?) -> Bool
    ) async throws -> [CallFlow] {
        let rows = try await database.rows(
            PostgreSQLStatement(
                "SELECT id, operator, flow, \(StoredFlow.terms) FROM help_requests WHERE isOpen ORDER BY id"),
            on: database.calls)
        // There may be many, so this must not block the threads that serve calls and renew leases.
        return await withTaskExecutorPreference(globalConcurrentExecutor) {
            await OpenFlowReader(database: database, ownership: ownership, logger: logger)
                .flows(of: rows.filter { isServed(ExtensionAddress($0.name("operator")).pbx) }, under: tenure)
        }
    }

    package func openRequest(of number: String) async throws -> HelpRequest? {
        let rows = try await rows(
            "WHERE operator = $1 AND isOpen AND holdsOperator", [.word(number)], on: database.calls)
        return database.damage.flows(rows).compactMap(database.damage.request).first
    }

    /// Returns the changes after a revision; an unreadable request is skipped, and the next one takes its place.
    package func changes(after revision: Int64, limit: Int) async throws -> [HelpRequestChange] {
        var changes: [HelpRequestChange] = []
        var place = revision
        while true {
            let wanted = limit - changes.count
            let rows = try await rows(
                "WHERE revision > $1 ORDER BY revision LIMIT $2", [.integer(place), .integer(Int64(wanted))])
            changes += database.damage.flows(rows).compactMap(database.damage.change)
            guard rows.count == wanted, let last = try rows.last?.integer("revision"), changes.count < limit else {
                return changes
            }
            place = last
        }
    }

    /// - Throws: `HelpDeskError.damagedRequest` if it is unreadable.
    package func change(of id: HelpRequestID) async throws -> HelpRequestChange? {
        guard let row = try await rows("WHERE id = $1", [.text(id.text)]).first else { return nil }
        guard let change = database.damage.flows([row]).first.flatMap(database.damage.change) else {
            throw HelpDeskError.damagedRequest(id)
        }
        return change
    }

    package func openRequests() async throws -> OpenHelpRequests {
        // One statement, and so one snapshot: each row also contains the counter; there is one even without requests.
        let rows = try await database.rows(
            PostgreSQLStatement(
                """
                SELECT help_requests.id AS id, counter.revision AS newest, help_requests.revision AS revision, flow
                FROM help_request_revision AS counter LEFT JOIN help_requests ON isOpen
                ORDER BY help_requests.revision
                """))
        let open = rows.filter { $0.text("id") != nil }
        return OpenHelpRequests(
            revision: try rows.first?.integer("newest") ?? 0,
            changes: database.damage.flows(open).compactMap(database.damage.change))
    }

    private func rows(
        _ condition: String, _ values: [PostgreSQLValue], on pool: PostgreSQLPool? = nil
    ) async throws -> [PostgreSQLRow] {
        try await database.rows(
            PostgreSQLStatement("SELECT id, revision, flow FROM help_requests \(condition)", values), on: pool)
    }
}
