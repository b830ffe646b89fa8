import Administration
import Foundation
import GRDB
import HelpDesk
import Testing

@testable import Storage

@Suite(.timeLimit(.minutes(15))) struct HistoryStoreTests {
    private func withHistory(
        of flows: [CallFlow], in kind: StoreKind,
        _ body: (any HistoryStore, any HelpRequestStore) async throws -> Void
    ) async throws {
        try await withStore(kind, holding: flows) { try await body($0.history, $0.requests) }
    }

    private func later(_ seconds: Double) -> Date { SampleFlows.start.addingTimeInterval(seconds) }

    @Test(
        "The history's pages are newest first, without gaps and repetitions, also within one millisecond",
        arguments: StoreKind.allCases)
    func pages(kind: StoreKind) async throws {
        // Seven requests a moment: a page ends in the middle of them.
        let flows = (0..<50).map { SampleFlows.accepted(at: later(Double($0 / 7))) }
        try await withHistory(of: flows, in: kind) { history, _ in
            var pages: [HistoryPage] = []
            var after: HelpRequestID?
            repeat {
                let page = try await history.page(HistoryFilter(), after: after, limit: 20)
                pages.append(page)
                after = page.next
            } while after != nil
            #expect(pages.map(\.requests.count) == [20, 20, 10])
            let found = pages.flatMap(\.requests)
            // Of the same millisecond SQLite has them in the order in which they came, PostgreSQL in that of their ids.
            #expect(Set(found.map(\.id)) == Set(flows.map(\.id)))
            #expect(found.map(\.createdAt) == flows.reversed().map(\.request.createdAt))
        }
    }

    @Test("The history's last page is known to be the last, also when it is full", arguments: StoreKind.allCases)
    func lastPage(kind: StoreKind) async throws {
        let flows = (0..<20).map { SampleFlows.accepted(at: later(Double($0))) }
        try await withHistory(of: flows, in: kind) { history, _ in
            let full = try await history.page(HistoryFilter(), after: nil, limit: 20)
            let shorter = try await history.page(HistoryFilter(), after: nil, limit: 19)
            #expect(full.next == nil && shorter.next == flows[1].id)
        }
    }

    @Test("A page of the history goes on where a request was that is gone", arguments: StoreKind.allCases)
    func goneRequest(kind: StoreKind) async throws {
        let flows = (0..<5).map { SampleFlows.ended(at: later(Double($0))) }
        try await withStore(kind) { stores in
            for flow in flows { try await stores.requests.insert(flow, idempotency: nil) }
            let gone = flows[3].id
            try await stores.execute(SQLStatement("DELETE FROM help_requests WHERE id = ?", [.text(gone.text)]))
            let page = try await stores.history.page(HistoryFilter(), after: gone, limit: 20)
            #expect(page.requests.map(\.id) == [flows[2].id, flows[1].id, flows[0].id])
        }
    }

    @Test("Every filter narrows the history, alone and with others", arguments: StoreKind.allCases)
    func filters(kind: StoreKind) async throws {
        let flows = [
            SampleFlows.helped(by: "200", after: 10, operator: "101", department: "support", at: later(0)),
            SampleFlows.helped(by: "201", after: 20, operator: "102", department: "sales", at: later(10)),
            SampleFlows.ended(operator: "101", department: "sales", at: later(20)),
            SampleFlows.ringing(operator: "103", department: "support", at: later(30)),
        ]
        try #require(flows[0].request.state == .completed)
        try await withHistory(of: flows, in: kind) { history, _ in
            func found(_ filter: HistoryFilter) async throws -> [Int] {
                try await history.page(filter, after: nil, limit: 10).requests.map { request in
                    flows.firstIndex { $0.id == request.id } ?? -1
                }
            }
            let all = try await found(HistoryFilter())
            #expect(all == [3, 2, 1, 0])
            #expect(try await found(HistoryFilter(from: later(10))) == [3, 2, 1])
            #expect(try await found(HistoryFilter(to: later(10))) == [0])
            #expect(try await found(HistoryFilter(from: later(5), to: later(25))) == [2, 1])
            #expect(try await found(HistoryFilter(operators: ["101"])) == [2, 0])
            #expect(try await found(HistoryFilter(operators: [])) == [])
            #expect(try await found(HistoryFilter(departments: ["sales"])) == [2, 1])
            #expect(try await found(HistoryFilter(departments: ["sales", "support"])) == [3, 2, 1, 0])
            #expect(try await found(HistoryFilter(departments: [])) == [])
            #expect(try await found(HistoryFilter(state: .ringingOperator)) == [3])
            #expect(try await found(HistoryFilter(outcome: .helped)) == [1, 0])
            #expect(try await found(HistoryFilter(outcome: .cancelled)) == [2])
            #expect(try await found(HistoryFilter(helpers: ["201"])) == [1])
            #expect(try await found(HistoryFilter(route: "*5003")) == [3, 2, 1, 0])
            #expect(try await found(HistoryFilter(route: "*5004")) == [])
            #expect(try await found(HistoryFilter(operators: ["101"], outcome: .helped, helpers: ["200"])) == [0])
            #expect(try await found(HistoryFilter(operators: ["' OR 1 = 1 --"])) == [])
        }
    }

    @Test("What a request becomes is found in the history at once", arguments: StoreKind.allCases)
    func updates(kind: StoreKind) async throws {
        let open = SampleFlows.ringing()
        try await withHistory(of: [open], in: kind) { history, store in
            #expect(try await history.page(HistoryFilter(state: .cancelled), after: nil, limit: 1).requests == [])
            var flow = open
            _ = flow.handle(.cancel, at: later(3))
            _ = flow.handle(.ended(.ofOperator(flow.id), .normal), at: later(4))
            try await store.update(flow)
            let found = try await history.page(HistoryFilter(outcome: .cancelled), after: nil, limit: 1).requests
            #expect(found == [flow.request])
        }
    }

    @Test("Requests of before the migration are counted in the history like others")
    func migration() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "old.sqlite").path
            let flows = [
                SampleFlows.helped(by: "200", after: 12.5), SampleFlows.ended(at: later(10)),
                SampleFlows.ringing(at: later(20)),
            ]
            do {
                let pool = try DatabasePool(path: path)
                try Schema.migrator.migrate(pool, upTo: "11 tokens and audit log")
                try await pool.write { db in
                    for row in try flows.map(HelpRequestRow.init) {
                        try db.execute(
                            sql: """
                                INSERT INTO help_requests
                                    (id, state, isOpen, operator, department, route, createdAt, updatedAt, flow)
                                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                                """,
                            arguments: [
                                row.id.text, row.state, row.isOpen, row.operator, row.department, row.route,
                                row.createdAt, row.updatedAt, row.flow,
                            ])
                    }
                }
                try pool.close()
            }
            let database = try await SQLiteDatabase.open(at: path)
            let history = SQLiteHistoryStore(database: database)
            #expect(
                try await history.page(HistoryFilter(helpers: ["200"]), after: nil, limit: 5).requests.map(\.id)
                    == [flows[0].id])
            #expect(
                try await history.page(HistoryFilter(outcome: .cancelled), after: nil, limit: 5).requests.map(\.id)
                    == [flows[1].id])
            let statistics = try await history.statistics(StatisticsQuery(boundaries: [later(0), later(60)]))
            #expect(
                statistics.total
                    == HelpStatistics.Tally(requests: 3, helped: 1, medianMilliseconds: 12_500))
            #expect(statistics.helpers.map(\.id) == ["200"])
            try await database.close()
        }
    }
}
