import Foundation
import HelpDesk
import Testing

@testable import Storage

@Suite(.timeLimit(.minutes(15))) struct RetentionTests {
    private let now = SampleFlows.start.addingTimeInterval(100 * 24 * 60 * 60)

    private func daysAgo(_ days: Double) -> Date { now.addingTimeInterval(-days * 24 * 60 * 60) }

    @Test("Old ended requests go, in batches; open and young ones stay", arguments: StoreKind.allCases)
    func oldRequests(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            let store = stores.requests
            let old = (0..<7).map { SampleFlows.ended(at: daysAgo(30.01 + Double($0))) }
            let kept = [
                SampleFlows.ended(at: daysAgo(29.99)), SampleFlows.ended(at: now), SampleFlows.ringing(at: daysAgo(90)),
            ]
            for flow in old + kept { try await store.insert(flow, idempotency: nil) }
            let retention = Retention(database: database, keepDays: 30, batchSize: 3)
            #expect(try await retention.prune(at: now) == Retention.Removal(requests: 7, idempotencyKeys: 0))
            #expect(Set(try await store.requests(HelpRequestQuery()).map(\.id)) == Set(kept.map(\.id)))
            #expect(try await retention.prune(at: now) == Retention.Removal(requests: 0, idempotencyKeys: 0))
        }
    }

    @Test("Stopping the program stops a running removal", arguments: StoreKind.allCases)
    func stopped(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            for _ in 0..<3 { try await stores.requests.insert(SampleFlows.ended(at: daysAgo(31)), idempotency: nil) }
            let retention = Retention(database: stores.database, keepDays: 30, batchSize: 1)
            let removal = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await retention.prune(at: now)
            }
            await #expect(throws: CancellationError.self) { try await removal.value }
            let left = try await stores.requests.requests(HelpRequestQuery())
            #expect(left.count == 3)
        }
    }

    @Test("Idempotency keys go after 24 hours, whatever becomes of their requests", arguments: StoreKind.allCases)
    func keys(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            for days in [1, 0.99, 0] {
                let store = stores.requestsAt { daysAgo(days) }
                let flow = SampleFlows.accepted(at: daysAgo(days))
                try await store.insert(
                    flow,
                    idempotency: IdempotencyRecord(
                        IdempotencyKey("\(days)", fingerprint: ""), snapshot: flow.request))
            }
            let removal = try await Retention(database: database, keepDays: 365).prune(at: now)
            #expect(removal == Retention.Removal(requests: 0, idempotencyKeys: 1))
        }
    }

    @Test("The retention service removes old requests when it starts", arguments: StoreKind.allCases)
    func atStart(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            let store = stores.requests
            try await store.insert(
                SampleFlows.ended(at: Date().addingTimeInterval(-3 * 24 * 60 * 60)), idempotency: nil)
            let service = RetentionService(
                retention: Retention(database: database, keepDays: 2), logger: .silent)
            try await withThrowingTaskGroup { group in
                group.addTask { try await service.run() }
                try await eventually { try await store.requests(HelpRequestQuery()).isEmpty }
                group.cancelAll()
                try await group.waitForAll()
            }
        }
    }
}
