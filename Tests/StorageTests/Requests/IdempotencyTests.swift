import ConcurrencyPrimitives
import Foundation
import GRDB
import HelpDesk
import Testing

@testable import Storage

@Suite(.timeLimit(.minutes(15))) struct IdempotencyTests {
    private func record(_ flow: CallFlow, key: String = "panel:\"42\"") -> IdempotencyRecord {
        IdempotencyRecord(IdempotencyKey(key, fingerprint: "abc"), snapshot: flow.request)
    }

    @Test("An idempotency key is stored with its request and read back", arguments: StoreKind.allCases)
    func stored(kind: StoreKind) async throws {
        try await withRequestStore(kind) { store in
            let flow = SampleFlows.accepted()
            #expect(try await store.idempotencyRecord(key: "panel:\"42\"") == nil)
            try await store.insert(flow, idempotency: record(flow))
            #expect(try await store.idempotencyRecord(key: "panel:\"42\"") == record(flow))
            #expect(try await store.idempotencyRecord(key: "other:\"42\"") == nil)
        }
    }

    @Test("A key's record without a snapshot is completed once, by the same request", arguments: StoreKind.allCases)
    func completed(kind: StoreKind) async throws {
        try await withRequestStore(kind) { store in
            let (flow, other) = (SampleFlows.accepted(), SampleFlows.accepted())
            let whole = record(flow)
            try await store.insert(flow, idempotency: nil)
            try await store.record(IdempotencyRecord(whole.key, request: flow.id))
            await #expect(throws: StorageError.idempotencyKeyInUse(whole.key.text)) {
                try await store.record(record(other))
            }
            try await store.record(whole)
            #expect(try await store.idempotencyRecord(key: whole.key.text) == whole)
            await #expect(throws: StorageError.idempotencyKeyInUse(whole.key.text)) { try await store.record(whole) }
        }
    }

    @Test("An idempotency key that an older version stored with its answer's body still leads to its request")
    func olderVersion() async throws {
        try await withDatabase { database in
            let store = SQLiteHelpRequestStore(database: database, logger: .silent)
            let flow = SampleFlows.accepted()
            try await store.insert(flow, idempotency: nil)
            let body = """
                {"id":"\(flow.id)","route":"*5003","operator":"101","department":"support","mode":"consult",\
                "state":"accepted","outcome":null,"manager":null,"lookup":[],"attempts":[],"supervisors":[],\
                "customer":null,"reason":"price","urgency":"normal","createdAt":"2026-11-23T20:31:00.500Z",\
                "updatedAt":"2026-11-23T20:31:00.500Z",\
                "timeline":[{"state":"accepted","at":"2026-11-23T20:31:00.500Z"}]}
                """
            let now = Date().storedMilliseconds
            try await database.writing { db in
                try db.execute(
                    sql: "INSERT INTO idempotency_keys VALUES ('t k', 'abc', ?, ?, ?)",
                    arguments: [flow.id.text, body, now])
            }
            let record = try #require(try await store.idempotencyRecord(key: "t k"))
            #expect(record.key == IdempotencyKey("t k", fingerprint: "abc") && record.request == flow.id)
            let created = Date(timeIntervalSince1970: 1795465860.5)
            let snapshot = HelpRequest(
                id: flow.id, route: "*5003", operator: "101", department: "support", reason: "price",
                createdAt: created)
            #expect(record.snapshot == snapshot)
        }
    }

    @Test("An idempotency key in use stores neither itself nor its request", arguments: StoreKind.allCases)
    func inUse(kind: StoreKind) async throws {
        try await withRequestStore(kind) { store in
            let first = SampleFlows.accepted()
            let second = SampleFlows.accepted()
            try await store.insert(first, idempotency: record(first))
            await #expect(throws: StorageError.idempotencyKeyInUse("panel:\"42\"")) {
                try await store.insert(second, idempotency: record(second))
            }
            #expect(try await store.request(second.id) == nil)
            #expect(try await store.idempotencyRecord(key: "panel:\"42\"") == record(first))
        }
    }

    @Test("Idempotency keys that differ behind a NUL lead to different requests", arguments: StoreKind.allCases)
    func keysWithNUL(kind: StoreKind) async throws {
        try await withRequestStore(kind) { store in
            let (first, second) = (SampleFlows.accepted(), SampleFlows.accepted())
            for (flow, key) in [(first, "a\0b"), (second, "a\0c")] {
                try await store.insert(flow, idempotency: record(flow, key: key))
            }
            #expect(try await store.idempotencyRecord(key: "a\0b")?.request == first.id)
            #expect(try await store.idempotencyRecord(key: "a\0c")?.request == second.id)
            #expect(try await store.idempotencyRecord(key: "a") == nil)
        }
    }

    @Test("Of concurrent requests with one idempotency key exactly one is stored", arguments: StoreKind.allCases)
    func concurrent(kind: StoreKind) async throws {
        try await withRequestStore(kind) { store in
            let stored = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        let flow = SampleFlows.accepted()
                        do {
                            try await store.insert(flow, idempotency: record(flow))
                            return true
                        } catch StorageError.idempotencyKeyInUse {
                            return false
                        }
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(stored == 1)
            #expect(try await store.openFlows().count == 1)
        }
    }

    @Test("The key of a webhook's delivery counts for as long as requests are kept")
    func ofDelivery() async throws {
        try await withDatabase { database in
            let clock = Locked(SampleFlows.start)
            let store = SQLiteHelpRequestStore(database: database, logger: .silent, now: { clock.withLock { $0 } })
            let first = SampleFlows.accepted()
            let key = "\(IdempotencyKey.deliveries)main evt-1"
            try await store.insert(first, idempotency: record(first, key: key))
            func later(days: Double) -> Date { SampleFlows.start + days * 24 * 60 * 60 }
            for days in [1, 1.1, 29] {
                let date = later(days: days)
                clock.withLock { $0 = date }
                let removal = try await Retention(database: database, keepDays: 30).prune(at: date)
                #expect(removal.idempotencyKeys == 0)
                let known = try #require(try await store.idempotencyRecord(key: key))
                // The snapshot is kept for a day: it names people.
                #expect(known.request == first.id && known.snapshot == nil)
                let again = SampleFlows.accepted()
                await #expect(throws: StorageError.idempotencyKeyInUse(key)) {
                    try await store.insert(again, idempotency: record(again, key: key))
                }
            }
            let end = later(days: 30.01)
            clock.withLock { $0 = end }
            #expect(try await Retention(database: database, keepDays: 30).prune(at: end).idempotencyKeys == 1)
            #expect(try await store.idempotencyRecord(key: key) == nil)
        }
    }

    @Test("Idempotency keys are pruned by an index, however many deliveries are remembered")
    func prunedByIndex() async throws {
        try await withDatabase { database in
            let plan = try await database.pool.read { db in
                try Row.fetchAll(
                    db,
                    sql: """
                        EXPLAIN QUERY PLAN
                        SELECT key FROM idempotency_keys WHERE createdAt <= 1 AND \(IdempotencyRow.isCallers) LIMIT 500
                        """
                ).map { $0["detail"] as String }
            }
            #expect(plan.joined().contains("idempotency_keys_callers"), "\(plan)")
        }
    }

    @Test("After 24 hours an idempotency key counts no more", arguments: StoreKind.allCases)
    func expired(kind: StoreKind) async throws {
        let clock = Locked(SampleFlows.start)
        try await withRequestStore(kind, now: { clock.withLock { $0 } }) { store in
            let first = SampleFlows.accepted()
            let second = SampleFlows.accepted()
            try await store.insert(first, idempotency: record(first))
            clock.withLock { $0 += 24 * 60 * 60 - 1 }
            #expect(try await store.idempotencyRecord(key: "panel:\"42\"") == record(first))
            clock.withLock { $0 += 1 }
            #expect(try await store.idempotencyRecord(key: "panel:\"42\"") == nil)
            try await store.insert(second, idempotency: record(second))
            #expect(try await store.idempotencyRecord(key: "panel:\"42\"") == record(second))
        }
    }
}
