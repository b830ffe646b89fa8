import Administration
import ConcurrencyPrimitives
import CurlHTTP
import HelpDesk
import Logging
import Testing

@testable import ManagerLookup

@Suite("What is remembered of a lookup, and to which trace it belongs", .timeLimit(.minutes(5)))
struct LookupTraceTests {
    private final class Kept: LookupTraceLog {
        private let traces = Locked<[LookupTrace]>([])

        var all: [LookupTrace] { traces.withLock { $0 } }

        func note(size: Int, _ make: @escaping @Sendable () -> LookupTrace) {
            let trace = make()
            traces.withLock { $0.append(trace) }
        }

        func traces(of request: HelpRequestID) async throws -> [LookupTrace] { all }
    }

    /// Answers as the generic mapping reads it, and repeats the token, as careless CRMs do.
    private final class CRM: HTTPClient {
        private let received = Locked<[HTTPRequest]>([])

        var requests: [HTTPRequest] { received.withLock { $0 } }

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            received.withLock { $0.append(request) }
            let body = #"{"manager":{"extension":"200","name":"Sara"},"echo":"s3cret-of-the-crm"}"#
            return HTTPResponse(
                status: 200, headers: [HTTPHeader("Content-Type", "application/json")], body: Array(body.utf8))
        }
    }

    private let crm = CRM()
    private let kept = Kept()

    private func ask(request: HelpRequestID?, trace: TraceContext? = nil) async throws -> LookupAnswer {
        let chain = LookupChain(
            catalogue: try Fixtures.catalogue(), clients: HTTPClientSelection(standard: crm),
            answerBudget: .seconds(60), dialPolicy: try DialPolicy(pattern: "^[0-9]{2,6}$"),
            resolveSecret: Fixtures.resolve, traces: kept,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let plain = Fixtures.question(Fixtures.source(credentials: ["token": "s3cret-of-the-crm"]))
        return await chain.managers(
            for: LookupQuestion(
                operator: plain.operator, department: plain.department, route: plain.route, sources: plain.sources,
                trace: trace, request: request))
    }

    @Test("What was exchanged for a request is remembered, its secrets masked wherever they stand")
    func remembered() async throws {
        let id = HelpRequestID()
        #expect(try await ask(request: id).candidates.map(\.extension) == ["200"])
        let trace = try #require(kept.all.first)
        #expect(kept.all.count == 1 && trace.request == id && trace.source == "main")
        #expect(trace.trace.result == .found && trace.trace.managers.map(\.extension) == ["200"])
        let exchange = try #require(trace.trace.exchanges?.first)
        #expect(exchange.method == "GET" && exchange.url.contains("extension=101") && exchange.status == 200)
        #expect(exchange.responseBody.contains("Sara"))
        #expect(!"\(trace)".contains("s3cret-of-the-crm"))
    }

    @Test("Nothing is remembered of a question that no request asks")
    func tried() async throws {
        #expect(try await ask(request: nil).candidates.count == 1)
        #expect(kept.all.isEmpty)
    }

    @Test("A CRM is told to which trace the call belongs, and nothing where there is none")
    func traced() async throws {
        let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        let trace = try #require(TraceContext(traceparents: [parent], tracestates: ["vendor=1"]))
        _ = try await ask(request: HelpRequestID(), trace: trace)
        let fields = try #require(crm.requests.first?.headers)
        let traceparent = try #require(fields.first { $0.name == "traceparent" }?.value)
        let told = try #require(TraceContext(traceparents: [traceparent]))
        #expect(told.traceID == trace.traceID && told.spanID != trace.spanID)
        #expect(fields.first { $0.name == "tracestate" }?.value == "vendor=1")
        _ = try await ask(request: HelpRequestID())
        #expect(crm.requests.last?.headers.contains { $0.name == "traceparent" } == false)
    }
}
