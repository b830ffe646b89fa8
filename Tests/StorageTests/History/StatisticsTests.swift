import Administration
import Foundation
import HelpDesk
import Testing

@testable import Storage

@Suite(.timeLimit(.minutes(15))) struct StatisticsTests {
    private func later(_ seconds: Double) -> Date { SampleFlows.start.addingTimeInterval(seconds) }

    private func statistics(
        of flows: [CallFlow], in kind: StoreKind, _ boundaries: [Double], departments: Set<String>? = nil
    ) async throws -> HelpStatistics {
        var result: HelpStatistics?
        try await withStore(kind) { stores in
            for flow in flows { try await stores.requests.insert(flow, idempotency: nil) }
            result = try await stores.history.statistics(
                StatisticsQuery(boundaries: boundaries.map(later), departments: departments))
        }
        return try #require(result)
    }

    private let flows = [
        SampleFlows.helped(by: "200", after: 4, department: "support", at: SampleFlows.start),
        SampleFlows.helped(
            by: "200", after: 10, department: "support", at: SampleFlows.start.addingTimeInterval(100)),
        SampleFlows.helped(
            by: "201", after: 30, department: "support", at: SampleFlows.start.addingTimeInterval(3600)),
        SampleFlows.helped(
            by: "200", after: 20, department: "sales", at: SampleFlows.start.addingTimeInterval(3700)),
        SampleFlows.ended(department: "sales", at: SampleFlows.start.addingTimeInterval(3800)),
        SampleFlows.ringing(department: "sales", at: SampleFlows.start.addingTimeInterval(7199)),
    ]

    @Test(
        "Requests are counted by interval, department and helper, with their median time to the answer",
        arguments: StoreKind.allCases)
    func counts(kind: StoreKind) async throws {
        let found = try await statistics(of: flows, in: kind, [0, 3600, 7200])
        // Of four the lower of the two in the middle: 4, 10, 20, 30 seconds.
        #expect(found.total == .init(requests: 6, helped: 4, medianMilliseconds: 10_000))
        #expect(found.from == later(0) && found.to == later(7200))
        #expect(
            found.intervals == [
                .init(from: later(0), to: later(3600), requests: 2, helped: 2),
                .init(from: later(3600), to: later(7200), requests: 4, helped: 2),
            ])
        #expect(
            found.departments == [
                .init(id: "sales", name: nil, tally: .init(requests: 3, helped: 1, medianMilliseconds: 20_000)),
                .init(id: "support", name: nil, tally: .init(requests: 3, helped: 3, medianMilliseconds: 10_000)),
            ])
        #expect(
            found.helpers == [
                .init(id: "200", name: nil, tally: .init(requests: 3, helped: 3, medianMilliseconds: 10_000)),
                .init(id: "201", name: nil, tally: .init(requests: 1, helped: 1, medianMilliseconds: 30_000)),
            ])
    }

    @Test("A period of the statistics takes in its start and leaves out its end", arguments: StoreKind.allCases)
    func period(kind: StoreKind) async throws {
        let found = try await statistics(of: flows, in: kind, [100, 3600])
        #expect(found.total == .init(requests: 1, helped: 1, medianMilliseconds: 10_000))
        #expect(found.helpers.map(\.id) == ["200"])
    }

    @Test("Departments narrow all statistics, the helpers and the median included", arguments: StoreKind.allCases)
    func narrowed(kind: StoreKind) async throws {
        let found = try await statistics(of: flows, in: kind, [0, 7200], departments: ["sales"])
        #expect(found.total == .init(requests: 3, helped: 1, medianMilliseconds: 20_000))
        #expect(found.departments.map(\.id) == ["sales"])
        #expect(
            found.helpers == [
                .init(id: "200", name: nil, tally: .init(requests: 1, helped: 1, medianMilliseconds: 20_000))
            ])
        let nothing = try await statistics(of: flows, in: kind, [0, 7200], departments: [])
        #expect(nothing.total == .init(requests: 0, helped: 0, medianMilliseconds: nil))
        #expect(nothing.total.share == nil && nothing.helpers.isEmpty)
    }

    @Test("A period without requests has intervals without any", arguments: StoreKind.allCases)
    func nothing(kind: StoreKind) async throws {
        let found = try await statistics(of: [], in: kind, [0, 60, 120])
        #expect(found.intervals.map(\.requests) == [0, 0])
        #expect(found.total.share == nil && found.departments.isEmpty)
    }

    @Test("A helper who was rung in vain is counted in the statistics", arguments: StoreKind.allCases)
    func rungInVain(kind: StoreKind) async throws {
        let vain = SampleFlows.unanswered(by: "202", at: later(10))
        try #require(vain.isEnded && vain.request.attempts.count == 1)
        let found = try await statistics(of: [vain], in: kind, [0, 60])
        #expect(
            found.helpers == [
                .init(id: "202", name: nil, tally: .init(requests: 1, helped: 0, medianMilliseconds: nil))
            ]
        )
    }
}
