import Administration
import ConcurrencyPrimitives
import Foundation
import HelpDesk
import Testing

@testable import Storage

@Suite(.timeLimit(.minutes(15))) struct WebhookDeliveryLogTests {
    private let content = WebhookContent(
        headers: ["content-type": "application/json"], query: ["a": "b"], body: Array(#"{"customer":"علی"}"#.utf8))

    private func delivery(
        _ number: Int = 0, at endpoint: String = "main", isProven: Bool = true, size: Int = 20,
        receivedAt: Date = SampleFlows.start
    ) -> WebhookDelivery {
        WebhookDelivery(
            endpoint: endpoint, receivedAt: receivedAt, deliveryId: "evt-\(number)", result: .accepted, status: 202,
            code: nil, reason: nil, request: nil, size: size, isProven: isProven)
    }

    /// Lets the log write, and stop, as the program does.
    private func written(
        _ database: any SQLDatabase, _ limits: SQLWebhookDeliveryLog.Limits = .init(),
        _ note: (SQLWebhookDeliveryLog) -> Void
    ) async throws -> SQLWebhookDeliveryLog {
        let log = SQLWebhookDeliveryLog(database: database, limits: limits, logger: .silent)
        note(log)
        try await withThrowingTaskGroup { group in
            group.addTask { try await log.run() }
            group.cancelAll()
            try await group.waitForAll()
        }
        return log
    }

    @Test(
        "Webhook deliveries that were noted are there once the log has stopped, newest first, with their content",
        arguments: StoreKind.allCases)
    func noted(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            let request = HelpRequestID()
            let log = try await written(database) { log in
                var first = delivery(1)
                first.request = request
                log.note(first) { content }
                log.note(delivery(2, at: "other"), content: nil)
                log.note(delivery(3), content: nil)
            }
            let found = try await log.deliveries(of: "main", before: nil, limit: 10)
            #expect(found.map(\.deliveryId) == ["evt-3", "evt-1"])
            #expect(found.map(\.isReplayable) == [false, true])
            #expect(found[1].request == request && found[1].receivedAt == SampleFlows.start)
            #expect(try await log.deliveries(of: "main", before: found[0].id, limit: 10).map(\.id) == [found[1].id])

            let kept = try #require(try await log.delivery(found[1].id, of: "main"))
            #expect(kept.content == content && kept.delivery == found[1])
            #expect(try await log.delivery(found[0].id, of: "main")?.content == nil)
            #expect(try await log.delivery(found[1].id, of: "other") == nil)
        }
    }

    @Test("The last webhook deliveries of each endpoint are kept; those that are not proven displace no others")
    func retained() async throws {
        var limits = SQLWebhookDeliveryLog.Limits()
        limits.proven = 3
        limits.unproven = 2
        try await withDatabase { database in
            let log = try await written(database, limits) { log in
                for number in 0..<10 {
                    log.note(delivery(number)) { content }
                    log.note(delivery(number, at: "other"), content: nil)
                }
                for number in 10..<40 { log.note(delivery(number, isProven: false), content: nil) }
            }
            let main = try await log.deliveries(of: "main", before: nil, limit: 100)
            #expect(main.map(\.deliveryId) == ["evt-39", "evt-38", "evt-9", "evt-8", "evt-7"])
            #expect(try await log.deliveries(of: "other", before: nil, limit: 100).count == 3)
            let bodies = try await database.read { db in
                try db.value(Int.self, sql: "SELECT count(*) FROM webhook_contents")
            }
            #expect(bodies == 3)
        }
    }

    @Test("The content of a webhook delivery is not made on the thread of calls, which would wait for that")
    func thread() async throws {
        try await withDatabase { database in
            let calls = QueueExecutor()
            let isOnThreadOfCalls = Locked<[Bool]>([])
            try await withTaskExecutorPreference(calls) {
                #expect(calls.isCurrent)
                _ = try await written(database) { log in
                    log.note(delivery()) {
                        isOnThreadOfCalls.withLock { $0.append(calls.isCurrent) }
                        return content
                    }
                }
            }
            #expect(isOnThreadOfCalls.withLock { $0 } == [false])
        }
    }

    @Test("A flood of webhook deliveries is left out rather than kept in memory", arguments: StoreKind.allCases)
    func flood(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            let log = try await written(database) { log in
                for number in 0..<70 { log.note(delivery(number, size: 256 * 1024), content: nil) }
            }
            #expect(try await log.deliveries(of: "main", before: nil, limit: 100).count == 64)
        }
    }

    @Test(
        "Webhook deliveries that are noted while the log runs are written by themselves",
        arguments: StoreKind.allCases)
    func writing(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            let log = SQLWebhookDeliveryLog(database: database, logger: .silent)
            try await withThrowingTaskGroup { group in
                group.addTask { try await log.run() }
                log.note(delivery(1), content: nil)
                try await eventually { try await log.deliveries(of: "main", before: nil, limit: 1).count == 1 }
                group.cancelAll()
                try await group.waitForAll()
            }
        }
    }

    @Test(
        "A webhook delivery that cannot be read leaves no gap in a page, which would be taken for the last",
        arguments: StoreKind.allCases)
    func damagedPage(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let log = try await written(stores.database) { log in
                for number in 1...5 { log.note(delivery(number), content: nil) }
            }
            try await stores.execute(
                SQLStatement(
                    "UPDATE webhook_deliveries SET receivedAt = ? WHERE deliveryId IN ('evt-2', 'evt-4')",
                    [.integer(.max)]))
            let first = try await log.deliveries(of: "main", before: nil, limit: 2)
            #expect(first.map(\.deliveryId) == ["evt-5", "evt-3"])
            let rest = try await log.deliveries(of: "main", before: first.last?.id, limit: 2)
            #expect(rest.map(\.deliveryId) == ["evt-1"])
        }
    }

    @Test("Webhook deliveries go after 30 days", arguments: StoreKind.allCases)
    func retention(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            let now = SampleFlows.start.addingTimeInterval(40 * 24 * 60 * 60)
            let log = try await written(database) { log in
                for days in [31.0, 29] {
                    let receivedAt = now.addingTimeInterval(-days * 24 * 60 * 60)
                    log.note(delivery(Int(days), receivedAt: receivedAt)) { content }
                }
            }
            let removal = try await Retention(database: database, keepDays: 365).prune(at: now)
            #expect(removal.webhookDeliveries == 1)
            #expect(try await log.deliveries(of: "main", before: nil, limit: 9).map(\.deliveryId) == ["evt-29"])
        }
    }
}
