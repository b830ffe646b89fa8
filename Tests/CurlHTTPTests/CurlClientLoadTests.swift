import CurlHTTP
import Foundation
import TestSupport
import Testing

@Suite struct CurlClientLoadTests {
    @Test(
        "2,000 requests to a named host in flight need no more threads than one, and delay no other",
        .timeLimit(.minutes(15)))
    func manyInFlight() async throws {
        let count = try Self.raiseDescriptorLimit(forConnections: 2_000)
        var configuration = CurlClient.Configuration()
        configuration.threadName = "curl-load"
        try await FaultServer.with { _ in
            .hang
        } run: { slow in
            try await FaultServer.with {
                .echo($0)
            } run: { quick in
                try await withClient(configuration) { client in
                    await withTaskGroup(of: Void.self) { group in
                        for _ in 0..<count {
                            group.addTask {
                                let request = makeRequest(
                                    url: slow.url(host: "localhost"), connectTimeout: .seconds(3600),
                                    totalTimeout: .seconds(3600))
                                #expect(await failure(of: request, on: client) is CancellationError)
                            }
                        }
                        await slow.wait { $0.requests == count }
                        #expect(Self.threads(named: "curl-load") == 1)
                        for _ in 0..<100 {
                            let error = await failure(of: makeRequest(url: quick.url()), on: client)
                            #expect(error == nil)
                        }
                        group.cancelAll()
                    }
                    await slow.wait { $0.open == 0 }
                }
                #expect(Self.threads(named: "curl-load") == 0)
            }
        }
    }

    @Test("A request beyond the most connections waits for one, within its time", .timeLimit(.minutes(5)))
    func maximumConnections() async throws {
        var configuration = CurlClient.Configuration()
        configuration.maximumConnections = 1
        try await FaultServer.with { _ in
            .hang
        } run: { slow in
            try await FaultServer.with {
                .echo($0)
            } run: { quick in
                try await withClient(configuration) { client in
                    let first = Task { await failure(of: makeRequest(url: slow.url()), on: client) }
                    await slow.wait { $0.requests == 1 }
                    let impatient = await failure(
                        of: makeRequest(url: quick.url(), totalTimeout: .milliseconds(200)), on: client)
                    let isLate = if case .timedOut? = impatient as? CurlHTTPError { true } else { false }
                    #expect(isLate)
                    #expect(quick.counts.accepted == 0)
                    let patient = Task { await failure(of: makeRequest(url: quick.url()), on: client) }
                    first.cancel()
                    #expect(await first.value is CancellationError)
                    #expect(await patient.value == nil)
                }
            }
        }
    }

    /// A thread that libcurl started itself would bear the name of the one that started it.
    private static func threads(named name: String) -> Int {
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
        return tasks.count { task in
            (try? String(contentsOfFile: "/proc/self/task/\(task)/comm", encoding: .utf8)) == "\(name)\n"
        }
    }

    /// Both ends of each connection are in this process.
    ///
    /// - Returns: How many connections are possible, at most `wanted`.
    private static func raiseDescriptorLimit(forConnections wanted: Int) throws -> Int {
        var limit = rlimit()
        try #require(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
        limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, rlim_t(2 * wanted + 1_000)))
        try #require(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
        return min(wanted, (Int(clamping: limit.rlim_cur) - 500) / 2)
    }
}
