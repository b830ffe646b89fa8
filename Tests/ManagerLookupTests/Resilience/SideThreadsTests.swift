import Foundation
import HelpDesk
import Testing

@testable import ManagerLookup

@Suite("Threads beside the tasks'")
struct SideThreadsTests {
    private struct Failure: Error {}

    @Test("give back what the work gives, or throws")
    func results() async throws {
        let threads = SideThreads(count: 2)
        #expect(try await threads.run { 7 } == 7)
        await #expect(throws: Failure.self) { try await threads.run { throw Failure() } }
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 1...100 { group.addTask { try await threads.run { number } } }
            return try await group.reduce(0, +)
        }
        #expect(sum == 5050)
        #expect(threads.threadCount <= 2)
    }

    @Test("are replaced when they do not come back, and nobody waits beyond the deadline")
    func lost() async throws {
        let threads = SideThreads(count: 1)
        let gate = DispatchSemaphore(value: 0)
        for _ in 0..<3 {
            await #expect(throws: LookupFailure.self) {
                try await threads.run(until: .now + .milliseconds(50)) { gate.wait() }
            }
        }
        // Three are away, and work goes on.
        #expect(try await threads.run { 1 } == 1)
        for _ in 0..<3 { gate.signal() }
        #expect(try await threads.run { 2 } == 2)
        #expect(threads.threadCount == 1)
    }

    @Test("never are more than so many away: then what comes later waits, and is given up in time")
    func bounded() async throws {
        let threads = SideThreads(count: 1, mostLost: 1)
        let gate = DispatchSemaphore(value: 0)
        for _ in 0..<3 {
            await #expect(throws: LookupFailure.self) {
                try await threads.run(until: .now + .milliseconds(50)) { gate.wait() }
            }
        }
        for _ in 0..<2 { gate.signal() }
        #expect(try await threads.run { 1 } == 1)
    }

    @Test("do not begin what nobody waits for any more")
    func cancelled() async throws {
        let threads = SideThreads(count: 1)
        let gate = DispatchSemaphore(value: 0)
        let hasBegun = Locked(false)
        let begun = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await threads.run {
                    begun.continuation.finish()
                    gate.wait()
                }
            }
            for await _ in begun.stream {}
            let waiting = Task { try await threads.run { hasBegun.withLock { $0 = true } } }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            gate.signal()
            try await group.waitForAll()
        }
        #expect(try await threads.run { 1 } == 1)
        #expect(!hasBegun.withLock { $0 })
    }
}
