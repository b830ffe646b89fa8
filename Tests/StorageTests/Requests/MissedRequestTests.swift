import Administration
import Foundation
import GRDB
import HelpDesk
import Testing

@testable import Storage

@Suite("Missed requests", .timeLimit(.minutes(15)))
struct MissedRequestTests {
    private func later(_ seconds: Double) -> Date { SampleFlows.start.addingTimeInterval(seconds) }

    private func withMissed(
        of flows: [CallFlow], in kind: StoreKind, _ body: (any MissedRequestStore) async throws -> Void
    ) async throws {
        try await withStore(kind, holding: flows) { try await body($0.missed) }
    }

    private func ids(
        _ store: any MissedRequestStore, _ departments: Set<String>? = nil, isSettled: Bool = false
    ) async throws -> [HelpRequestID] {
        try await store.missed(departments: departments, isSettled: isSettled, after: nil, limit: 50).requests.map(\.id)
    }

    @Test(
        "A request that ends without help is missed; helped, cancelled and open ones are not",
        arguments: StoreKind.allCases)
    func ending(kind: StoreKind) async throws {
        let missed = SampleFlows.unanswered(by: "200")
        let others = [
            SampleFlows.helped(by: "200", after: 5, at: later(1)), SampleFlows.ended(at: later(2)),
            SampleFlows.ringing(at: later(3)),
        ]
        try await withMissed(of: [missed] + others, in: kind) { store async throws in
            #expect(try await ids(store) == [missed.id])
            #expect(try await store.missedCount(departments: nil, upTo: 100) == 1)
            #expect(try await store.missed(others[0].id) == nil)
        }
    }

    @Test(
        "A missed request that is seen to keeps who, when and the note, and is open again when they say so",
        arguments: StoreKind.allCases)
    func settling(kind: StoreKind) async throws {
        let flow = SampleFlows.unanswered(by: "200")
        try await withMissed(of: [flow], in: kind) { store async throws in
            let settlement = MissedRequest.Settlement(at: later(60), by: "Sara", note: "با مشتری تماس گرفتم")
            let settled = try await store.settle(flow.id, settlement, overwrites: false)
            #expect(settled?.request.settlement == settlement && settled?.isChanged == true)
            #expect(try await ids(store).isEmpty)
            #expect(try await ids(store, isSettled: true) == [flow.id])
            #expect(try await store.missedCount(departments: nil, upTo: 100) == 0)
            let reopened = try await store.settle(flow.id, nil, overwrites: false)
            #expect(reopened?.request.settlement == nil && reopened?.isChanged == true)
            #expect(try await ids(store) == [flow.id])
            #expect(try await store.settle(HelpRequestID(), settlement, overwrites: true) == nil)
        }
    }

    @Test(
        "A missed request that is seen to is kept against whoever comes later, unless they mean to overwrite it",
        arguments: StoreKind.allCases)
    func overwriting(kind: StoreKind) async throws {
        let flow = SampleFlows.unanswered(by: "200")
        try await withMissed(of: [flow], in: kind) { store async throws in
            let first = MissedRequest.Settlement(at: later(60), by: "Sara", note: "called back")
            let second = MissedRequest.Settlement(at: later(90), by: "Emma", note: nil)
            // What is open is not opened again.
            #expect(try await store.settle(flow.id, nil, overwrites: false)?.isChanged == false)
            _ = try await store.settle(flow.id, first, overwrites: false)
            let late = try await store.settle(flow.id, second, overwrites: false)
            #expect(late?.request.settlement == first && late?.isChanged == false)
            let meant = try await store.settle(flow.id, second, overwrites: true)
            #expect(meant?.request.settlement == second && meant?.isChanged == true)
        }
    }

    @Test(
        "Missed requests are listed by department, newest first, a page after the other without gaps",
        arguments: StoreKind.allCases)
    func listing(kind: StoreKind) async throws {
        let flows = (0..<5).map { SampleFlows.unanswered(by: "200", at: later(Double($0 / 2))) }
        // Of two at the same moment, the ids tell which comes first.
        let newestFirst = flows.sorted {
            ($0.request.createdAt, $0.id.text) > ($1.request.createdAt, $1.id.text)
        }.map(\.id)
        try await withMissed(of: flows, in: kind) { store async throws in
            #expect(try await ids(store, ["support"]) == newestFirst)
            #expect(try await ids(store, ["sales"]).isEmpty)
            #expect(try await ids(store, []).isEmpty)
            #expect(try await store.missedCount(departments: ["sales"], upTo: 100) == 0)
            #expect(try await store.missedCount(departments: ["support"], upTo: 3) == 3)
            var pages: [[HelpRequestID]] = []
            var after: HelpRequestID?
            repeat {
                let page = try await store.missed(departments: nil, isSettled: false, after: after, limit: 2)
                pages.append(page.requests.map(\.id))
                after = page.next
            } while after != nil
            #expect(pages.map(\.count) == [2, 2, 1])
            #expect(pages.flatMap(\.self) == newestFirst)
        }
    }

    @Test("The list of missed requests is found in its index alone")
    func plan() async throws {
        try await withDatabase { database in
            let plan = try await database.pool.read { db in
                try Row.fetchAll(
                    db,
                    sql: "EXPLAIN QUERY PLAN "
                        + SQLiteMissedRequestStore.listing([
                            "isSettled = ?", "(createdAt, request) < (?, ?)",
                            "department IN (SELECT value FROM json_each(?))",
                        ]), arguments: [false, 1, "x", "[]", 51]
                ).map { $0["detail"] as String }.joined(separator: "\n")
            }
            #expect(plan.contains("USING COVERING INDEX missed_requests_list (isSettled=?"), "\(plan)")
            #expect(!plan.contains("SCAN missed_requests") && !plan.contains("SCAN help_requests"), "\(plan)")
            let counting = try await database.pool.read { db in
                try Row.fetchAll(
                    db, sql: "EXPLAIN QUERY PLAN " + SQLiteMissedRequestStore.counting(isNarrowed: true),
                    arguments: ["[]", 100]
                ).map { $0["detail"] as String }.joined(separator: "\n")
            }
            #expect(counting.contains("INDEX missed_requests_open (department=?)"), "\(counting)")
        }
    }
}
