import Administration
import Foundation
import GRDB
import HelpDesk
import Testing

@testable import Storage

@Suite("Who was on operators' calls", .timeLimit(.minutes(15)))
struct ListeningTests {
    private func later(_ seconds: Double) -> Date { SampleFlows.start.addingTimeInterval(seconds) }

    private func withHistory(
        of flows: [CallFlow], in kind: StoreKind, _ body: (any HistoryStore, StoreUnderTest) async throws -> Void
    ) async throws {
        try await withStore(kind, holding: flows) { try await body($0.history, $0) }
    }

    @Test(
        "A supervisor's visit is stored with who, to whom, when and for how long, as the request ends",
        arguments: StoreKind.allCases)
    func visit(kind: StoreKind) async throws {
        let flow = SampleFlows.visited(by: "300", mode: .whisper, from: 30, to: 45)
        try await withHistory(of: [flow, SampleFlows.helped(by: "201", after: 5, at: later(9))], in: kind) {
            history, _ in
            let found = try await history.listenings(ListeningFilter(), after: nil, limit: 50).listenings
            #expect(found.count == 1)
            let listening = try #require(found.first)
            #expect(listening.id == Listening.ID(request: flow.id, position: 1))
            #expect(listening.role == .supervisor && listening.extension == "300" && listening.name == "Nasrin")
            #expect(listening.mode == .whisper && listening.operator == "101" && listening.department == "support")
            #expect(listening.customer == "+989121234567")
            #expect(listening.startedAt == later(30) && listening.milliseconds == 15_000)
        }
    }

    @Test(
        "Listenings are narrowed by time, operator, department, listener, role and mode, and paged without gaps",
        arguments: StoreKind.allCases)
    func filters(kind: StoreKind) async throws {
        let flows = (0..<5).map { index in
            SampleFlows.visited(
                by: "30\(index)", mode: index == 0 ? .barge : .listen, from: 10, to: 20, operator: "10\(index)",
                department: index == 1 ? "sales" : "support", at: later(Double(index) * 100))
        }
        try await withHistory(of: flows, in: kind) { history, _ in
            func found(_ filter: ListeningFilter) async throws -> [String] {
                try await history.listenings(filter, after: nil, limit: 50).listenings.map(\.extension)
            }
            #expect(try await found(ListeningFilter()) == ["304", "303", "302", "301", "300"])
            #expect(try await found(ListeningFilter(from: later(110), to: later(310))) == ["302", "301"])
            #expect(try await found(ListeningFilter(operators: ["102", "103"])) == ["303", "302"])
            #expect(try await found(ListeningFilter(departments: ["sales"])) == ["301"])
            #expect(try await found(ListeningFilter(departments: [])).isEmpty)
            #expect(try await found(ListeningFilter(listeners: ["300"])) == ["300"])
            #expect(try await found(ListeningFilter(mode: .barge)) == ["300"])
            #expect(try await found(ListeningFilter(role: .helper)).isEmpty)

            var pages: [[String]] = []
            var after: Listening.ID?
            repeat {
                let page = try await history.listenings(ListeningFilter(), after: after, limit: 2)
                pages.append(page.listenings.map(\.extension))
                after = page.next
            } while after != nil
            #expect(pages == [["304", "303"], ["302", "301"], ["300"]])
        }
    }

    @Test("What the listening report has of a request goes with it", arguments: StoreKind.allCases)
    func removal(kind: StoreKind) async throws {
        let flow = SampleFlows.visited(by: "300", mode: .listen, from: 10, to: 20)
        try await withHistory(of: [flow], in: kind) { history, stores in
            try await stores.execute(SQLStatement("DELETE FROM help_requests"))
            #expect(try await history.listenings(ListeningFilter(), after: nil, limit: 50).listenings.isEmpty)
        }
    }

    @Test(
        "A request whose row is damaged leaves its listener in the listening report, without names",
        arguments: StoreKind.allCases
    )
    func damaged(kind: StoreKind) async throws {
        let flow = SampleFlows.visited(by: "300", mode: .listen, from: 10, to: 20)
        try await withHistory(of: [flow], in: kind) { history, stores in
            try await stores.execute(SQLStatement("UPDATE help_requests SET flow = 'x'"))
            let found = try await history.listenings(ListeningFilter(), after: nil, limit: 50).listenings
            #expect(found.map(\.extension) == ["300"] && found.first?.name == nil && found.first?.customer == nil)
        }
    }

    @Test(
        "Whatever a damaged row of the listening report holds, it is shown or left out, and the pages go on and end",
        arguments: StoreKind.allCases,
        [
            "startedAt = -1", "startedAt = 9223372036854775807", "milliseconds = -9223372036854775808",
            "milliseconds = 9223372036854775807", "position = -1", "position = 9223372036854775807", "role = 'x'",
            "mode = ''", "listener = ''",
        ])
    func damagedRow(kind: StoreKind, damage: String) async throws {
        let flows = (0..<3).map {
            SampleFlows.visited(by: "30\($0)", mode: .listen, from: 10, to: 20, at: later(Double($0) * 100))
        }
        try await withHistory(of: flows, in: kind) { history, stores in
            try await stores.execute(
                SQLStatement("UPDATE listenings SET \(damage) WHERE request = ?", [.text(flows[1].id.text)]))
            for filter in [ListeningFilter(), ListeningFilter(from: later(-100), to: later(1_000))] {
                var found: [Listening] = []
                var after: Listening.ID?
                var pages = 0
                repeat {
                    let page = try await history.listenings(filter, after: after, limit: 1)
                    found += page.listenings
                    after = page.next
                    pages += 1
                } while after != nil && pages < 10
                #expect(pages <= 3)
                let others = found.map(\.id.request).filter { $0 != flows[1].id }
                #expect(others == [flows[2].id, flows[0].id])
                #expect(found.count <= 3)
            }
            // Where the page before has ended with the damaged one.
            for position in [1, -1, Int.max] {
                let id = Listening.ID(request: flows[1].id, position: position)
                _ = try await history.listenings(ListeningFilter(to: later(1_000)), after: id, limit: 1)
            }
        }
    }

    @Test("The listening report finds what it shows in its index alone, however many requests there are")
    func plan() async throws {
        try await withDatabase { database in
            let statement = ListeningReader.statement(
                ListeningFilter(operators: ["101"], departments: ["support"], listeners: ["300"], role: .helper),
                after: .init(startedAt: 1, id: .init(request: HelpRequestID(), position: 0)), limit: 51)
            let plan = try await database.pool.read { db in
                try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + statement.sql, arguments: statement.arguments)
                    .map { $0["detail"] as String }.joined(separator: "\n")
            }
            #expect(plan.contains("SEARCH listenings USING COVERING INDEX listenings_startedAt (startedAt>"))
            // A page deep down does not walk through those before it.
            #expect(!statement.sql.contains("startedAt <=") && statement.sql.contains("startedAt < ?"))
            #expect(!plan.contains("SCAN listenings") && !plan.contains("SCAN help_requests"), "\(plan)")
        }
    }

    @Test("What an earlier version has stored is in the listening report after the migration")
    func migration() async throws {
        let queue = try DatabaseQueue()
        try Schema.migrator.migrate(queue, upTo: "18 webhook keys")
        let visited = SampleFlows.visited(by: "300", mode: .listen, from: 10, to: 20)
        let row = try HelpRequestRow(visited)
        try await queue.write { db in
            for (id, flow) in [(row.id.text, row.flow), ("damaged", "x")] {
                try db.execute(
                    sql: """
                        INSERT INTO help_requests (id, state, isOpen, operator, department, route, createdAt, updatedAt,
                            flow, helper, answerMilliseconds) VALUES (?, 'completed', 0, '101', 'support', '*5003', ?, ?,
                            ?, '201', 5)
                        """, arguments: [id, row.createdAt, row.updatedAt, flow])
            }
        }
        try Schema.migrator.migrate(queue)
        let found = try await queue.read { db in
            try Row.fetchAll(db, sql: "SELECT position, startedAt, milliseconds, listener, mode FROM listenings").map {
                Found(
                    position: $0["position"], startedAt: $0["startedAt"], milliseconds: $0["milliseconds"],
                    listener: $0["listener"], mode: $0["mode"])
            }
        }
        // When they came nobody had noted.
        let left = later(20).storedMilliseconds
        #expect(
            found == [Found(position: 1, startedAt: left, milliseconds: nil, listener: "300", mode: "listen")])
    }

    private struct Found: Equatable {
        var position: Int
        var startedAt: Int64
        var milliseconds: Int64?
        var listener: String
        var mode: String
    }
}
