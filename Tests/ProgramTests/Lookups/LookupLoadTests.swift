import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

/// The program itself, with a CRM that answers nobody until the test lets it. Nothing here measures how long anything
/// takes: that is `Scripts/bench memory`'s.
@Suite("Thousands of slow lookups", .timeLimit(.minutes(15)))
struct LookupLoadTests {
    private static let requests = 2000
    private static let dryRuns = 500
    /// The promise: 2,000 waiting requests take no more, in MB, and no more threads. A debug build, too, keeps it.
    private static let residentLimit = 300
    private static let threadLimit = 16
    /// The longest that a lookup may be given. What has not been asked by then never will be.
    private static let budget = Duration.seconds(30)

    private static let sara = #"{"manager":{"extension":"200"}}"#

    @Test("Thousands of slow lookups are all answered, on few threads, and delay no lookup at another source")
    func load() async throws {
        try await serve { api, slow, gate, process in
            try await withThrowingTaskGroup(of: Explanation.self) { group in
                for number in 0..<Self.dryRuns {
                    group.addTask { try await api.explain(operator: TwoSourceCallCenter.operator(number), route: "*1") }
                }
                await Self.allAsked(Self.dryRuns, at: slow)
                // Those that the start has needed end by themselves some seconds later; nothing tells when.
                var usage = try ProcessUsage(of: process)
                let settled = ContinuousClock.now + Self.budget / 2
                while usage.threads > Self.threadLimit, .now < settled {
                    try await Task.sleep(for: .milliseconds(50))
                    usage = try ProcessUsage(of: process)
                }
                #expect(usage.threads <= Self.threadLimit)
                #expect(ProcessUsage.megabytes(usage.residentMemory) < Self.residentLimit, "\(usage)")
                // Whoever had to wait for the slow ones would be told of a timeout.
                for number in 0..<100 {
                    let explanation = try await api.explain(operator: TwoSourceCallCenter.operator(number), route: "*2")
                    #expect(explanation.lookup.map(\.result) == [.found])
                    #expect(explanation.ladder.map(\.extension) == ["200"])
                }
                gate.open()
                for try await explanation in group { Self.expectFound(explanation.lookup) }
            }
        }
    }

    @Test("Thousands of slow lookups of help requests are all answered, on few threads and in little memory")
    func helpRequests() async throws {
        try await serve { api, slow, gate, process in
            let before = try ProcessUsage(of: process)
            let ids = try await withThrowingTaskGroup(of: [HelpRequestID].self) { group in
                let clients = 50
                for first in 0..<clients {
                    group.addTask {
                        var ids: [HelpRequestID] = []
                        for number in stride(from: first, to: Self.requests, by: clients) {
                            ids.append(
                                try await api.request(operator: TwoSourceCallCenter.operator(number), route: "*1").id)
                        }
                        return ids
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            await Self.allAsked(Self.requests, at: slow)
            let usage = try ProcessUsage(of: process)
            print(
                "\(Self.requests) help requests: threads \(usage.threads), resident",
                ProcessUsage.megabytes(before.residentMemory), "then", ProcessUsage.megabytes(usage.residentMemory),
                "MB")
            #expect(usage.threads <= Self.threadLimit)
            #expect(ProcessUsage.megabytes(usage.residentMemory) < Self.residentLimit, "\(usage)")
            gate.open()
            for id in ids {
                let request = try await api.wait(for: id) { !$0.lookup.isEmpty }
                Self.expectFound(request.lookup)
            }
        }
    }

    /// Waits until the CRM was asked that often. On a machine that takes longer to send them all than a lookup may
    /// last, some end before, and the source is then left alone for a while: that is not waited for.
    private static func allAsked(_ count: Int, at slow: FaultServer) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await slow.wait { $0.requests >= count } }
            // The time itself is the limit: nothing tells that a lookup was never sent. Cancelled when all have been.
            group.addTask { try? await Task.sleep(for: budget) }
            await group.next()
            group.cancelAll()
        }
    }

    /// Found; or, on such a machine, given up after the whole of the time and never before.
    private static func expectFound(_ lookup: [LookupReport], sourceLocation: SourceLocation = #_sourceLocation) {
        let isFair = lookup.first.map { report in
            switch report.result {
            case .found, .circuitOpen: true
            case .timeout: report.milliseconds >= 29_000
            default: false
            }
        }
        #expect(isFair == true, "\(lookup)", sourceLocation: sourceLocation)
    }

    private func serve(
        _ scenario: (BridgeAPI, FaultServer, FaultServerGate, pid_t) async throws -> Void
    ) async throws {
        try OpenFileLimit.raise(to: 4 * Self.requests)
        let gate = FaultServerGate()
        try await FaultServer.with { _ in
            [.waitFor(gate)] + .answer(text: Self.sara)
        } run: { slow in
            // The bridge is stopped in an orderly way also when an expectation throws.
            defer { gate.open() }
            try await FaultServer.with { _ in
                .answer(text: Self.sara)
            } run: { fast in
                let callCenter = TwoSourceCallCenter(
                    operators: Self.requests, slow: slow.url(""), fast: fast.url("")
                ).yaml
                let settings = """
                    crm: {answerBudgetMilliseconds: 30000}
                    requests: {expireAfterSeconds: 3600}
                    """
                try await ProgramRunner().serve(callCenter, settings: settings) { bridge in
                    try await BridgeAPI.with(bridge.url) { api in try await scenario(api, slow, gate, bridge.process) }
                }
            }
        }
    }
}
