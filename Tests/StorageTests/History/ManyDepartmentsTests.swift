import Foundation
import GRDB
import HelpDesk
import Testing

@testable import Storage

@Suite(.timeLimit(.minutes(15))) struct ManyDepartmentsTests {
    private static let departments = (0..<1_200).map { "department\($0)" }

    @Test("Somebody with a thousand departments sees the newest requests of all of them")
    func thousand() async throws {
        try await withDatabase { database in
            let store = SQLiteHelpRequestStore(database: database, logger: .silent)
            var flows: [CallFlow] = []
            for number in 0..<40 {
                flows.append(
                    SampleFlows.ended(
                        department: Self.departments[number * 30],
                        at: SampleFlows.start.addingTimeInterval(Double((number * 7) % 40))))
                try await store.insert(flows[number], idempotency: nil)
            }
            let all = Set(Self.departments)
            let newest = flows.map(\.id).sorted { $0.text > $1.text }
            #expect(try await store.requests(HelpRequestQuery(departments: all)).map(\.id) == newest)
            #expect(
                try await store.requests(HelpRequestQuery(departments: all, after: newest[4], limit: 5)).map(\.id)
                    == Array(newest[5..<10]))
            let history = SQLiteHistoryStore(database: database)
            #expect(
                try await history.page(HistoryFilter(departments: all), after: nil, limit: 200).requests.count == 40)
            let period = [SampleFlows.start, SampleFlows.start.addingTimeInterval(60)]
            let statistics = try await history.statistics(StatisticsQuery(boundaries: period, departments: all))
            #expect(statistics.total.requests == 40 && statistics.departments.count == 40)
        }
    }

    @Test("A statement of the history is the same one for any number of values, and is prepared once")
    func oneStatement() {
        let texts = [1, 2, 5_000].map { count in
            let words = Set((0..<count).map { "\($0)" })
            return SQLiteHistoryStore.statement(
                HistoryFilter(operators: words, departments: words), after: nil, limit: 10
            ).sql
        }
        #expect(Set(texts).count == 1)
    }
}
