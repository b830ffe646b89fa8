import Administration
import Foundation
import GRDB
import HelpDesk
import Testing

@testable import Storage

@Suite("The queue of what the bridge owes to others", .timeLimit(.minutes(15)))
struct OutgoingStoreTests {
    private static let crm = OutgoingDelivery.Recipient(.webhook, "crm")
    private static let other = OutgoingDelivery.Recipient(.report, "main")
    /// Later than everything in the samples.
    private static let now = SampleFlows.start.addingTimeInterval(3600)

    private func withQueue(
        _ kind: StoreKind,
        _ recipients: @escaping @Sendable (HelpRequest) -> [OutgoingDelivery.Recipient] = { _ in [crm] },
        _ body: (SQLOutgoingStore, any HelpRequestStore, StoreUnderTest) async throws -> Void
    ) async throws {
        try await withStore(kind) { stores in
            let queue = SQLOutgoingStore(database: stores.database)
            try await body(queue, stores.sending(queue, recipients) { SampleFlows.start }, stores)
        }
    }

    private func due(_ queue: SQLOutgoingStore, sending: Set<Int64> = []) async throws -> [OutgoingDelivery] {
        try await queue.due(at: Self.now, perRecipient: 4, sending: sending)
    }

    @Test(
        "Each state that is committed is owed to recipients once, with the request as it was, also when stored again",
        arguments: StoreKind.allCases)
    func states(kind: StoreKind) async throws {
        try await withQueue(kind) { queue, store, _ in
            var flow = SampleFlows.accepted()
            try await store.insert(flow, idempotency: nil)
            _ = flow.handle(.started, at: SampleFlows.start)
            _ = flow.handle(.ringing(.ofOperator(flow.id)), at: SampleFlows.start.addingTimeInterval(1))
            _ = flow.handle(.cancel, at: SampleFlows.start.addingTimeInterval(2))
            _ = flow.handle(.ended(.ofOperator(flow.id), .normal), at: SampleFlows.start.addingTimeInterval(3))
            // Two states in one commit.
            try await store.update(flow)
            try await store.update(flow)
            let owed = try await queue.deliveries(OutgoingFilter(), before: nil, limit: 10)
            #expect(owed.reversed().map(\.request.state) == [.accepted, .ringingOperator, .cancelled])
            #expect(owed.map(\.request.outcome) == [.cancelled, nil, nil])
            #expect(owed.map(\.request.timeline.count) == [3, 2, 1])
            #expect(Set(owed.map(\.messageID)).count == 3)
            #expect(owed.last?.request.customer == "+989121234567")
        }
    }

    @Test(
        "No delivery is owed of what was not committed, and none by a store that sends nothing",
        arguments: StoreKind.allCases)
    func atomic(kind: StoreKind) async throws {
        try await withQueue(kind) { queue, store, stores in
            let flow = SampleFlows.accepted()
            try await store.insert(flow, idempotency: nil)
            await #expect(throws: StorageError.duplicateRequest(flow.id)) {
                try await store.insert(flow, idempotency: nil)
            }
            try await stores.requests.insert(
                SampleFlows.accepted(operator: "102"), idempotency: nil)
            #expect(try await queue.deliveries(OutgoingFilter(), before: nil, limit: 10).count == 1)
        }
    }

    @Test(
        "A recipient is told of one request in order, and one recipient does not wait for the other",
        arguments: StoreKind.allCases)
    func order(kind: StoreKind) async throws {
        try await withQueue(kind, { _ in [Self.crm, Self.other] }) { queue, store, _ in
            let flow = SampleFlows.ended()
            try await store.insert(flow, idempotency: nil)
            let first = try await due(queue)
            #expect(first.map(\.request.state) == [.accepted, .accepted])
            #expect(Set(first.map(\.recipient)) == [Self.crm, Self.other])
            #expect(try await due(queue, sending: Set(first.map(\.id))).isEmpty)
            let toCRM = try #require(first.first { $0.recipient == Self.crm })
            try await queue.arrived(toCRM.id, at: Self.now)
            let second = try await due(queue, sending: Set(first.map(\.id)))
            #expect(second.map(\.request.state) == [.ringingOperator] && second.map(\.recipient) == [Self.crm])
            // One that waits for its next try is waited for; one that was given up is not.
            try await queue.failed(
                second[0].id, because: "answered 500", next: Self.now.addingTimeInterval(60), at: Self.now)
            #expect(try await due(queue).map(\.recipient) == [Self.other])
            try await queue.failed(second[0].id, because: "answered 500", next: nil, at: Self.now)
            #expect(try await due(queue).map(\.request.state).contains(.cancelled))
        }
    }

    @Test(
        "A recipient gets no more at once than they may, so that a slow one keeps nobody waiting",
        arguments: StoreKind.allCases)
    func share(kind: StoreKind) async throws {
        try await withQueue(kind, { [$0.operator == "102" ? Self.other : Self.crm] }) { queue, store, _ in
            for second in 0..<20 {
                let date = SampleFlows.start.addingTimeInterval(TimeInterval(second))
                try await store.insert(SampleFlows.accepted(at: date), idempotency: nil)
            }
            try await store.insert(SampleFlows.accepted(operator: "102"), idempotency: nil)
            let first = try await due(queue)
            #expect(first.filter { $0.recipient == Self.crm }.count == 4)
            #expect(first.contains { $0.recipient == Self.other })
            #expect(try await due(queue, sending: Set(first.map(\.id))).isEmpty)
        }
    }

    @Test(
        "A delivery that was given up, or has arrived, is sent again when somebody says so, and only then",
        arguments: StoreKind.allCases)
    func replay(kind: StoreKind) async throws {
        try await withQueue(kind) { queue, store, _ in
            try await store.insert(SampleFlows.accepted(), idempotency: nil)
            let owed = try #require(try await due(queue).first)
            #expect(try await queue.replay(owed.id, at: Self.now) == nil)
            try await queue.failed(owed.id, because: "answered 404", next: nil, at: Self.now)
            #expect(try await due(queue).isEmpty)
            let dead = try await queue.deliveries(OutgoingFilter(state: .dead), before: nil, limit: 10)
            #expect(dead.map(\.fault) == ["answered 404"] && dead.map(\.endedAt) == [Self.now])
            #expect(try await queue.replayDead(of: Self.other, at: Self.now) == 0)
            #expect(try await queue.replayDead(of: Self.crm, at: Self.now) == 1)
            let again = try #require(try await due(queue).first)
            #expect(again.attempts == 0 && again.queuedAt == Self.now && again.messageID == owed.messageID)
            try await queue.arrived(again.id, at: Self.now)
            #expect(try await queue.replay(again.id, at: Self.now)?.state == .waiting)
        }
    }

    @Test(
        "A delivery that has arrived or was given up stays so, whatever is told of it later",
        arguments: StoreKind.allCases)
    func toldLate(kind: StoreKind) async throws {
        try await withQueue(kind, { _ in [Self.crm, Self.other] }) { queue, store, _ in
            try await store.insert(SampleFlows.accepted(), idempotency: nil)
            let owed = try await due(queue)
            try await queue.arrived(owed[0].id, at: Self.now)
            try await queue.failed(owed[0].id, because: "answered 500", next: Self.now, at: Self.now)
            try await queue.failed(owed[0].id, because: "answered 404", next: nil, at: Self.now)
            try await queue.failed(owed[1].id, because: "answered 404", next: nil, at: Self.now)
            try await queue.arrived(owed[1].id, at: Self.now)
            let told = try await queue.deliveries(OutgoingFilter(), before: nil, limit: 10)
            #expect(Set(told.map(\.state)) == [.delivered, .dead])
            #expect(told.allSatisfy { $0.attempts == 1 } && Set(told.map(\.fault)) == [nil, "answered 404"])
        }
    }

    @Test(
        "A delivery that was put in before the clock was set back is sent all the same, and a later try waits",
        arguments: StoreKind.allCases)
    func clockSetBack(kind: StoreKind) async throws {
        try await withQueue(kind) { queue, store, _ in
            try await store.insert(SampleFlows.ended(), idempotency: nil)
            let earlier = SampleFlows.start.addingTimeInterval(-3 * 3600)
            let owed = try await queue.due(at: earlier, perRecipient: 4, sending: [])
            #expect(owed.map(\.request.state) == [.accepted])
            let delivery = try #require(owed.first)
            try await queue.failed(
                delivery.id, because: "answered 500", next: earlier.addingTimeInterval(60), at: earlier)
            #expect(try await queue.due(at: earlier, perRecipient: 4, sending: []).isEmpty)
            #expect(
                try await queue.due(at: earlier.addingTimeInterval(60), perRecipient: 4, sending: []).map(\.id)
                    == owed.map(\.id))
        }
    }

    @Test("What is due, and what waits for its first try, are found in SQLite by an index of each")
    func dueIndex() async throws {
        try await withDatabase { database in
            let plans = try await database.reading { db in
                try SQLOutgoingStore.dueConditions.map { condition in
                    let statement = SQLOutgoingStore.selection(condition, to: "webhook", "crm", at: 1, limit: 4)
                    return try SQLStatement("EXPLAIN QUERY PLAN " + statement.text, statement.values).rows(db)
                        .map { $0["detail"] as String }.joined(separator: "\n")
                }
            }
            for (plan, index) in zip(plans, ["outgoing_deliveries_due", "outgoing_deliveries_untried"]) {
                #expect(plan.contains(index) && !plan.contains("TEMP B-TREE"), "\(plan)")
            }
        }
    }

    @Test("Deliveries that were given up are found in SQLite by an index of their own")
    func index() async throws {
        try await withDatabase { database in
            let recipient = Self.crm
            let plans = try await database.reading { db in
                try [
                    SQLOutgoingStore.replayingDead(of: nil, at: 1),
                    SQLOutgoingStore.replayingDead(of: recipient, at: 1),
                    SQLOutgoingStore.listing(OutgoingFilter(state: .dead), before: nil, limit: 50),
                    SQLOutgoingStore.listing(
                        OutgoingFilter(kind: .webhook, target: "crm", state: .dead), before: nil, limit: 50),
                ].map { statement in
                    try SQLStatement("EXPLAIN QUERY PLAN " + statement.text, statement.values).rows(db)
                        .map { $0["detail"] as String }.joined(separator: "\n")
                }
            }
            #expect(plans.allSatisfy { $0.contains("outgoing_deliveries_dead") }, "\(plans)")
            #expect(plans.allSatisfy { !$0.contains("TEMP B-TREE") }, "\(plans)")
        }
    }

    @Test(
        "Outgoing deliveries go with their request, and those that are over after a month",
        arguments: StoreKind.allCases)
    func retention(kind: StoreKind) async throws {
        try await withQueue(kind) { queue, store, stores in
            for second in [0, 1] {
                let date = SampleFlows.start.addingTimeInterval(TimeInterval(second))
                try await store.insert(SampleFlows.ended(at: date), idempotency: nil)
            }
            for delivery in try await queue.deliveries(OutgoingFilter(), before: nil, limit: 2) {
                try await queue.arrived(delivery.id, at: Self.now)
            }
            let month = Self.now.addingTimeInterval(31 * 86_400)
            _ = try await Retention(database: stores.database, keepDays: 365).prune(at: month)
            #expect(try await queue.deliveries(OutgoingFilter(), before: nil, limit: 10).count == 4)
            _ = try await Retention(database: stores.database, keepDays: 30).prune(at: month)
            #expect(try await queue.deliveries(OutgoingFilter(), before: nil, limit: 10).isEmpty)
        }
    }

    @Test(
        "A forgotten number is in no outgoing delivery, nor in those of a request that is still open",
        arguments: StoreKind.allCases)
    func forgetting(kind: StoreKind) async throws {
        try await withQueue(kind) { queue, store, stores in
            var flow = SampleFlows.ringing()
            try await store.insert(flow, idempotency: nil)
            let number = try #require(PhoneNumber("+989121234567"))
            let outcome = try await Forgetting(database: stores.database, number: number).run()
            #expect(outcome.tables["outgoing_deliveries"] == 2)
            _ = flow.handle(.cancel, at: SampleFlows.start.addingTimeInterval(2))
            _ = flow.handle(.ended(.ofOperator(flow.id), .normal), at: SampleFlows.start.addingTimeInterval(3))
            try await store.update(flow)
            let owed = try await queue.deliveries(OutgoingFilter(), before: nil, limit: 10)
            #expect(owed.count == 3 && owed.allSatisfy { $0.request.customer == nil })
        }
    }

    @Test(
        "An outgoing delivery that cannot be read leaves no gap in a page, which would be taken for the last",
        arguments: StoreKind.allCases)
    func damagedPage(kind: StoreKind) async throws {
        try await withQueue(kind) { queue, store, stores in
            for second in 0..<5 {
                let date = SampleFlows.start.addingTimeInterval(TimeInterval(second))
                try await store.insert(SampleFlows.accepted(at: date), idempotency: nil)
            }
            try await stores.execute(
                SQLStatement("UPDATE outgoing_deliveries SET snapshot = '{' WHERE id IN (2, 4)", []))
            let filter = OutgoingFilter(kind: .webhook)
            #expect(try await queue.deliveries(filter, before: nil, limit: 2).map(\.id) == [5, 3])
            #expect(try await queue.deliveries(filter, before: 3, limit: 2).map(\.id) == [1])
        }
    }

    @Test("An outgoing delivery that cannot be read keeps none of the others waiting", arguments: StoreKind.allCases)
    func damaged(kind: StoreKind) async throws {
        try await withQueue(kind) { queue, store, stores in
            for second in [0, 1] {
                let date = SampleFlows.start.addingTimeInterval(TimeInterval(second))
                try await store.insert(SampleFlows.accepted(at: date), idempotency: nil)
            }
            try await stores.database.write { db in
                try db.execute(sql: "UPDATE outgoing_deliveries SET snapshot = '{' WHERE id = 1")
            }
            #expect(try await queue.due(at: Self.now, perRecipient: 1, sending: []).map(\.id) == [2])
            #expect(
                try await DatabaseCheck(database: stores.database).run().damaged.map(\.table) == ["outgoing_deliveries"]
            )
        }
    }

    @Test(
        "An outgoing delivery with a date out of all reason is left out, and a check of the database tells of it",
        arguments: StoreKind.allCases, ["createdAt", "updatedAt", "at"])
    func unreasonableDate(kind: StoreKind, key: String) async throws {
        try await withQueue(kind) { queue, store, stores in
            for second in [0, 1] {
                let date = SampleFlows.start.addingTimeInterval(TimeInterval(second))
                try await store.insert(SampleFlows.accepted(at: date), idempotency: nil)
            }
            let (before, after) = ("\"\(key)\":", "\"\(key)\":1e300,\"was\":")
            try await stores.execute(
                SQLStatement(
                    "UPDATE outgoing_deliveries SET snapshot = replace(snapshot, ?, ?) WHERE id = 1",
                    [.text(before), .text(after)]))
            #expect(try await queue.due(at: Self.now, perRecipient: 1, sending: []).map(\.id) == [2])
            #expect(
                try await DatabaseCheck(database: stores.database).run().damaged.map(\.table) == ["outgoing_deliveries"]
            )
        }
    }
}
