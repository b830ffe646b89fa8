import ConcurrencyPrimitives
import Foundation
import HelpDesk
import Testing

@testable import ManagerLookup

@Suite("Waiting until a deadline")
struct WaitingDeadlineTests {
    @Test("Another caller's work is waited for no longer than the deadline says")
    func coalescedWork() async throws {
        let coalescing = Coalescing<String, Int>()
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let first = Task {
            try await coalescing.run("k") {
                begin.yield()
                try await untilCancelled()
            }
        }
        for await _ in begun { break }
        let failure = await #expect(throws: LookupFailure.self) {
            _ = try await coalescing.wait(for: "k", until: .now + .milliseconds(20))
        }
        #expect(failure?.result == .timeout)
        #expect(coalescing.waitingCount == 0)
        first.cancel()
        _ = await first.result
    }

    @Test("Work on a thread that does not come back is waited for no longer than the deadline says")
    func threads() async throws {
        let threads = ThreadPool(count: 1)
        let gate = DispatchSemaphore(value: 0)
        let failure = await #expect(throws: LookupFailure.self) {
            try await threads.run(until: .now + .milliseconds(50)) { gate.wait() }
        }
        #expect(failure?.result == .timeout)
        // It is away, and work goes on.
        #expect(try await threads.run(until: .now + .seconds(60)) { 1 } == 1)
        gate.signal()
    }
}
