import Administration
import ConcurrencyPrimitives
import Foundation
import HelpDesk
import Testing

@testable import Storage

@Suite("What CRMs were asked for a request", .timeLimit(.minutes(15)))
struct LookupTraceLogTests {
    private func trace(
        _ request: HelpRequestID, _ number: Int = 0, body: String = "{}", at date: Date = SampleFlows.start
    ) -> LookupTrace {
        LookupTrace(
            request: request, source: "crm-\(number)", askedAt: date,
            trace: SourceTrace(
                result: .found, milliseconds: 12, detail: nil, managers: [],
                exchanges: [
                    SourceTrace.Exchange(
                        method: "GET", url: "https://crm.example.com/", requestHeaders: ["Accept: */*"],
                        requestBody: "", status: 200, responseHeaders: [], responseBody: body, milliseconds: 11,
                        failure: nil)
                ]))
    }

    private func written(_ database: any SQLDatabase, _ traces: [LookupTrace]) async throws -> SQLLookupTraceLog {
        let log = SQLLookupTraceLog(database: database, logger: .silent)
        for trace in traces { log.note(size: 10) { trace } }
        try await end(log)
        return log
    }

    /// Lets the log write, and stop, as the program does.
    private func end(_ log: SQLLookupTraceLog) async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { try await log.run() }
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    private func stored(_ flow: CallFlow, in stores: StoreUnderTest) async throws {
        try await stores.requests.insert(flow, idempotency: nil)
    }

    @Test(
        "Lookups' traces are kept in their order, sealed; none of a request that is not there, and not too many",
        arguments: StoreKind.allCases)
    func keeping(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            let flow = SampleFlows.ringing()
            try await stored(flow, in: stores)
            let many = (0..<20).map { trace(flow.id, $0) }
            let log = try await written(database, many + [trace(HelpRequestID())])
            let found = try await log.traces(of: flow.id)
            #expect(found == Array(many.prefix(SQLLookupTraceLog.maximumPerRequest)))
            let texts = try await database.read { db in
                try db.rows(sql: "SELECT trace FROM lookup_traces").map { try $0.string("trace") }
            }
            #expect(texts.count == found.count && texts.allSatisfy { $0.hasPrefix(SecretSeal.prefix) })
        }
    }

    @Test("A trace of a lookup is not made on the thread of calls, which would wait for that")
    func thread() async throws {
        try await withDatabase { database in
            let calls = QueueExecutor()
            let isOnThreadOfCalls = Locked<[Bool]>([])
            let log = SQLLookupTraceLog(database: database, logger: .silent)
            let trace = trace(HelpRequestID())
            log.note(size: 10) {
                isOnThreadOfCalls.withLock { $0.append(calls.isCurrent) }
                return trace
            }
            try await withTaskExecutorPreference(calls) {
                #expect(calls.isCurrent)
                try await end(log)
            }
            #expect(isOnThreadOfCalls.withLock { $0 } == [false])
        }
    }

    @Test("A large trace of a lookup is kept without what makes it large", arguments: StoreKind.allCases)
    func bounded(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            let flow = SampleFlows.ringing()
            try await stored(flow, in: stores)
            let large = trace(flow.id, body: String(repeating: "x", count: SQLLookupTraceLog.maximumBytes))
            let log = try await written(database, [large])
            let found = try #require(try await log.traces(of: flow.id).first?.trace)
            #expect(found.exchanges?.map(\.responseBody) == [""] && found.exchanges?.map(\.status) == [200])
        }
    }

    @Test("Traces of lookups go with their request, and after a month", arguments: StoreKind.allCases)
    func retention(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            let flows = [0.0, 1].map { SampleFlows.ended(at: SampleFlows.start.addingTimeInterval($0)) }
            for flow in flows { try await stored(flow, in: stores) }
            let month = SampleFlows.start.addingTimeInterval(31 * 86_400)
            let log = try await written(database, [trace(flows[0].id), trace(flows[1].id, at: month)])
            _ = try await Retention(database: database, keepDays: 365).prune(at: month)
            #expect(try await log.traces(of: flows[0].id).isEmpty)
            #expect(try await log.traces(of: flows[1].id).count == 1)
            _ = try await Retention(database: database, keepDays: 30).prune(at: month)
            #expect(try await log.traces(of: flows[1].id).isEmpty)
        }
    }

    @Test(
        "A forgotten number is in no trace of a lookup, also where the CRM has written it without quotes",
        arguments: StoreKind.allCases)
    func forgetting(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            let flow = SampleFlows.ringing()
            try await stored(flow, in: stores)
            let body = #"{"customer":"0912 123 4567","phone":989121234567,"name":"Sara"}"#
            let log = try await written(database, [trace(flow.id, body: body)])
            let number = try #require(PhoneNumber("+989121234567"))
            #expect(try await Forgetting(database: database, number: number).run().tables["lookup_traces"] == 2)
            let left = try #require(try await log.traces(of: flow.id).first?.trace.exchanges?.first?.responseBody)
            #expect(!left.contains("4567") && left.contains("Sara"))
            // One that is written after the number was forgotten.
            let later = try await written(database, [trace(flow.id, 1, body: body)])
            #expect(try await later.traces(of: flow.id).allSatisfy { !"\($0)".contains("4567") })
            #expect(try await DatabaseCheck(database: database).run().damaged.isEmpty)
        }
    }

    @Test("Traces of lookups open under a new key after a rotation of keys", arguments: StoreKind.allCases)
    func rotation(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            let flow = SampleFlows.ringing()
            try await stored(flow, in: stores)
            let log = try await written(database, [trace(flow.id)])
            _ = try await database.rotateSecrets(to: .random())
            #expect(try await log.traces(of: flow.id).count == 1)
        }
    }
}
