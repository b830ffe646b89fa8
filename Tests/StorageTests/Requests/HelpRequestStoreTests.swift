import Administration
import Foundation
import GRDB
import HelpDesk
import Testing

@testable import Storage

@Suite(.timeLimit(.minutes(15))) struct HelpRequestStoreTests {
    @Test("A request is read back exactly as it was stored", arguments: StoreKind.allCases)
    func roundTrip(kind: StoreKind) async throws {
        try await withRequestStore(kind) { store in
            let flow = SampleFlows.accepted(at: Date(timeIntervalSince1970: 1_790_000_000.123456))
            try await store.insert(flow, idempotency: nil)
            #expect(try await store.request(flow.id) == flow.request)
            #expect(try await store.openFlows() == [flow])
            #expect(try await store.request(HelpRequestID()) == nil)
        }
    }

    @Test("An update replaces the flow of a request, and an ended one is open no more", arguments: StoreKind.allCases)
    func update(kind: StoreKind) async throws {
        try await withRequestStore(kind) { store in
            var flow = SampleFlows.accepted()
            let other = SampleFlows.accepted()
            try await store.insert(flow, idempotency: nil)
            try await store.insert(other, idempotency: nil)
            _ = flow.handle(.started, at: SampleFlows.start)
            _ = flow.handle(.ringing(.ofOperator(flow.id)), at: SampleFlows.start)
            try await store.update(flow)
            #expect(try await store.openFlows().first { $0.id == flow.id } == flow)

            _ = flow.handle(.cancel, at: SampleFlows.start)
            try await store.update(flow)
            // Decided, but a phone may still be ringing.
            #expect(try await store.openFlows().count == 2)

            _ = flow.handle(.ended(.ofOperator(flow.id), .normal), at: SampleFlows.start)
            try #require(flow.isEnded)
            try await store.update(flow)
            #expect(try await store.openFlows() == [other])
            #expect(try await store.request(flow.id)?.outcome == .cancelled)
        }
    }

    @Test("The last of two updates of a request in one commit stands")
    func lastUpdate() async throws {
        try await withDatabase { database in
            let store = SQLiteHelpRequestStore(database: database, logger: .silent)
            let accepted = SampleFlows.accepted()
            try await store.insert(accepted, idempotency: nil)
            var started = accepted
            _ = started.handle(.started, at: SampleFlows.start)
            var ringing = started
            _ = ringing.handle(.ringing(.ofOperator(accepted.id)), at: SampleFlows.start)
            let (first, second) = (started, ringing)
            try await withThrowingTaskGroup { group in
                try await withHeldWriter(of: database) {
                    group.addTask { try await store.update(first) }
                    try await eventually { store.commits.waitingCount == 1 }
                    group.addTask { try await store.update(second) }
                    try await eventually { store.commits.waitingCount == 2 }
                }
                try await group.waitForAll()
            }
            #expect(try await store.openFlows() == [ringing])
        }
    }

    @Test("Listings of requests are newest first, page by page", arguments: StoreKind.allCases)
    func pages(kind: StoreKind) async throws {
        try await withRequestStore(kind) { store in
            let flows = (0..<25).map { SampleFlows.accepted(at: SampleFlows.start.addingTimeInterval(Double($0))) }
            for flow in flows.shuffled() { try await store.insert(flow, idempotency: nil) }
            var pages: [[HelpRequest]] = []
            var after: HelpRequestID?
            repeat {
                let page = try await store.requests(HelpRequestQuery(after: after, limit: 10))
                pages.append(page)
                after = page.last?.id
            } while after != nil
            #expect(pages.map(\.count) == [10, 10, 5, 0])
            #expect(pages.flatMap(\.self).map(\.id) == flows.reversed().map(\.id))
        }
    }

    @Test("Listings of requests are narrowed by state, operator and department", arguments: StoreKind.allCases)
    func filters(kind: StoreKind) async throws {
        try await withRequestStore(kind) { store in
            let flows = [
                SampleFlows.accepted(operator: "101", department: "support"),
                SampleFlows.ended(operator: "101", department: "sales"),
                SampleFlows.ringing(operator: "102", department: "support"),
                SampleFlows.ended(operator: "102", department: "support"),
            ]
            for flow in flows { try await store.insert(flow, idempotency: nil) }
            func found(_ query: HelpRequestQuery) async throws -> Set<HelpRequestID> {
                Set(try await store.requests(query).map(\.id))
            }
            #expect(try await found(HelpRequestQuery(operator: "101")) == [flows[0].id, flows[1].id])
            #expect(try await found(HelpRequestQuery(state: .cancelled)) == [flows[1].id, flows[3].id])
            #expect(
                try await found(HelpRequestQuery(department: "support")) == [flows[0].id, flows[2].id, flows[3].id])
            #expect(
                try await found(HelpRequestQuery(state: .cancelled, operator: "102", department: "support"))
                    == [flows[3].id])
            #expect(try await found(HelpRequestQuery(operator: "' OR 1 = 1 --")) == [])
        }
    }

    @Test("Whoever asks for an operator's number with a NUL behind it finds nothing", arguments: StoreKind.allCases)
    func numberWithNUL(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let store = stores.requests
            try await store.insert(SampleFlows.accepted(operator: "101"), idempotency: nil)
            let queries = [
                HelpRequestQuery(operator: "101\0x"), HelpRequestQuery(operators: ["101\0x"]),
                HelpRequestQuery(department: "support\0x"), HelpRequestQuery(departments: ["support\0x"]),
            ]
            for query in queries { #expect(try await store.requests(query).isEmpty) }
            #expect(try await store.openRequest(of: "101\0x") == nil)
            let filters = [HistoryFilter(operators: ["101\0x"]), HistoryFilter(route: "*5003\0x")]
            for filter in filters {
                #expect(try await stores.history.page(filter, after: nil, limit: 10).requests.isEmpty)
            }
        }
    }

    @Test("A listing's limit that is out of range is brought into it", arguments: StoreKind.allCases)
    func limit(kind: StoreKind) async throws {
        try await withRequestStore(kind) { store in
            try await withThrowingTaskGroup { group in
                for _ in 0..<205 {
                    group.addTask { try await store.insert(SampleFlows.accepted(), idempotency: nil) }
                }
                try await group.waitForAll()
            }
            for (asked, got) in [(-1, 1), (0, 1), (3, 3), (1000, 200)] {
                #expect(try await store.requests(HelpRequestQuery(limit: asked)).count == got)
            }
        }
    }

    @Test("A stored flow that cannot be read does not keep the others from being served", arguments: StoreKind.allCases)
    func damaged(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let store = stores.requests
            let good = SampleFlows.accepted()
            let bad = SampleFlows.accepted()
            for flow in [good, bad] { try await store.insert(flow, idempotency: nil) }
            try await stores.execute(
                SQLStatement(
                    "UPDATE help_requests SET flow = replace(flow, '\"stage\"', '\"stages\"') WHERE id = ?",
                    [.text(bad.id.text)]))
            #expect(try await store.openFlows() == [good])
            // It is served by nobody, and asked for by nobody again.
            #expect(try await store.openRequests().changes.map(\.request.id) == [good.id])
            // The part that everybody sees is still there.
            #expect(try await store.request(bad.id) == bad.request)
        }
    }

    @Test("Whoever takes up the requests of one PBX leaves those of another as they are", arguments: StoreKind.allCases)
    func onePBX(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let store = stores.requests
            let here = SampleFlows.accepted(operator: "101")
            let there = SampleFlows.accepted(operator: "101@shiraz")
            for flow in [here, there] { try await store.insert(flow, idempotency: nil) }
            #expect(try await store.takeUpFlows(of: nil) == [here])
            #expect(try await store.takeUpFlows(of: "shiraz") == [there])
            try await stores.execute(
                SQLStatement("UPDATE help_requests SET flow = replace(flow, '\"stage\"', '\"stages\"')"))
            #expect(try await store.takeUpFlows(of: nil) == [])
            #expect(try await store.openRequests().changes.map(\.request.id) == [there.id])
        }
    }

    @Test("An operator's request is theirs alone, and open until its end is decided", arguments: StoreKind.allCases)
    func ofOperator(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let store = stores.requests
            var flow = SampleFlows.ringing(operator: "101")
            let other = SampleFlows.ringing(operator: "102")
            for flow in [flow, other] { try await store.insert(flow, idempotency: nil) }
            #expect(try await store.openRequest(of: "101") == flow.request)
            #expect(try await store.openRequest(of: "103") == nil)
            _ = flow.handle(.cancel, at: SampleFlows.start)
            try #require(flow.isClosing && !flow.isEnded)
            try await store.update(flow)
            #expect(try await store.openRequest(of: "101") == nil)
            // Nobody reads what they have not asked for, and closes nothing by asking.
            try await stores.execute(SQLStatement("UPDATE help_requests SET flow = '{' WHERE operator = '101'"))
            #expect(try await store.openRequest(of: "102") == other.request)
            #expect(try await stores.another.openRequest(of: "102") == other.request)
        }
    }

    @Test("A listing of several departments has the newest of them all, page by page", arguments: StoreKind.allCases)
    func severalDepartments(kind: StoreKind) async throws {
        try await withRequestStore(kind) { store in
            var expected: [HelpRequestID] = []
            for index in 0..<30 {
                let department = ["sales", "support", "night"][index % 3]
                let flow = SampleFlows.accepted(
                    department: department, at: SampleFlows.start.addingTimeInterval(Double(index)))
                try await store.insert(flow, idempotency: nil)
                if department != "support" { expected.insert(flow.id, at: 0) }
            }
            var found: [HelpRequestID] = []
            var query = HelpRequestQuery(departments: ["sales", "night"], limit: 7)
            for _ in 0..<4 {
                let page = try await store.requests(query)
                found.append(contentsOf: page.map(\.id))
                query.after = page.last?.id
            }
            #expect(found == expected)
            let ofNone = try await store.requests(HelpRequestQuery(departments: []))
            #expect(ofNone.isEmpty)
            let ofAnother = try await store.requests(HelpRequestQuery(operator: "102", departments: ["sales"]))
            #expect(ofAnother.isEmpty)
        }
    }

    @Test(
        "A listing of several operators has the newest of theirs, and none of anybody else",
        arguments: StoreKind.allCases)
    func severalOperators(kind: StoreKind) async throws {
        try await withRequestStore(kind) { store in
            let one = SampleFlows.ended(at: SampleFlows.start)
            let other = SampleFlows.accepted(
                operator: one.request.operator, at: SampleFlows.start.addingTimeInterval(1))
            for flow in [one, other] { try await store.insert(flow, idempotency: nil) }
            let own = one.request.operator
            let found = try await store.requests(HelpRequestQuery(operators: [own, "999"]))
            #expect(found.map(\.id) == [other.id, one.id])
            #expect(try await store.requests(HelpRequestQuery(operators: ["999"])).isEmpty)
            #expect(try await store.requests(HelpRequestQuery(operators: [])).isEmpty)
        }
    }
}
