import Administration
import Foundation
import HelpDesk
import PostgreSQL
import Testing

@testable import Storage
@testable import StoragePostgreSQL

/// That what is asked for often reads no whole table. A small one it would read all the same, and so it would the pages
/// that a transaction of somebody else keeps `VACUUM` from marking as visible to all: the server is asked what it would
/// do if both were dear.
@Suite(.timeLimit(.minutes(15))) struct PostgreSQLIndexTests {
    private func withPlans(_ body: (_ plan: (PostgreSQLStatement) async throws -> String) async throws -> Void)
        async throws
    {
        try await withPostgreSQL { configuration, pool in
            await (try PostgreSQLDatabase.open(configuration, keys: .random, logger: .silent)).close()
            try await pool.query(
                """
                INSERT INTO help_requests (id, state, isOpen, operator, department, route, createdAt, updatedAt, helper,
                    answerMilliseconds, flow, revision)
                SELECT number::text, 'ended', FALSE, '101', 'd' || number % 8, '*5003', number, number, '200', number,
                    repeat('x', 1000), number
                FROM generate_series(1, 2000) AS number
                """)
            try await pool.query("ANALYZE help_requests")
            try await body { statement in
                let results = try await pool.execute([
                    PostgreSQLStatement("SET LOCAL enable_seqscan = off"),
                    PostgreSQLStatement("SET LOCAL enable_bitmapscan = off"),
                    PostgreSQLStatement("EXPLAIN " + statement.sql, statement.parameters),
                ])
                return try results[2].rows.map { try $0.string("QUERY PLAN") }.joined(separator: "\n")
            }
        }
    }

    @Test("Statistics are counted in an index, without reading a request")
    func statistics() async throws {
        try await withPlans { plan in
            // A tenth of them.
            let boundaries = [0, 0.1, 0.2].map { Date(timeIntervalSince1970: $0) }
            for departments: Set<String>? in [nil, ["d1", "d2"]] {
                let query = StatisticsQuery(boundaries: boundaries, departments: departments)
                for statement in PostgreSQLStatistics(query).statements where statement.sql.contains("help_requests") {
                    let plan = try await plan(statement)
                    #expect(plan.contains("Index Only Scan using help_requests_statistics"), "\(plan)")
                }
            }
        }
    }

    @Test("Deliveries that were given up are found by an index of their own")
    func givenUp() async throws {
        try await withPlans { plan in
            let recipient = OutgoingDelivery.Recipient(.webhook, "crm")
            for statement in [
                SQLOutgoingStore.replayingDead(of: nil, at: 1), SQLOutgoingStore.replayingDead(of: recipient, at: 1),
                SQLOutgoingStore.listing(OutgoingFilter(state: .dead), before: nil, limit: 50),
            ] {
                let plan = try await plan(PostgreSQLStatement(statement))
                #expect(plan.contains("outgoing_deliveries_dead"), "\(plan)")
            }
        }
    }
}
