import Foundation
import Testing

@testable import ConcurrencyPrimitives

@Suite("A thread pool", .timeLimit(.minutes(5)))
struct ThreadPoolTests {
    private struct Failure: Error {}

    /// Runs work that does not come back until the gate opens, and gives it up once it has begun.
    private func giveUpWork(in pool: ThreadPool, behind gate: DispatchSemaphore) async throws {
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let stuck = Task {
            try await pool.run {
                begin.finish()
                gate.wait()
            }
        }
        for await _ in begun {}
        stuck.cancel()
        await #expect(throws: CancellationError.self) { try await stuck.value }
    }

    @Test("A thread pool gives back what the work gives, or throws")
    func results() async throws {
        let pool = ThreadPool(count: 2)
        #expect(try await pool.run { 7 } == 7)
        await #expect(throws: Failure.self) { try await pool.run { throw Failure() } }
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 1...100 { group.addTask { try await pool.run { number } } }
            return try await group.reduce(0, +)
        }
        #expect(sum == 5050)
        #expect(pool.threadCount <= 2)
    }

    @Test("Work that nobody waits for is done in the order in which it was given to a pool of one thread")
    func order() async throws {
        let pool = ThreadPool(count: 1)
        let done = Locked([Int]())
        for number in 1...100 { pool.start { done.withLock { $0.append(number) } } }
        try await pool.run {}
        #expect(done.withLock { $0 } == Array(1...100))
    }

    @Test("Threads of a pool are replaced when they do not come back")
    func replaced() async throws {
        let pool = ThreadPool(count: 1)
        let gate = DispatchSemaphore(value: 0)
        for _ in 0..<3 { try await giveUpWork(in: pool, behind: gate) }
        // Three are away, and work goes on.
        #expect(try await pool.run { 1 } == 1)
        for _ in 0..<3 { gate.signal() }
        #expect(try await pool.run { 2 } == 2)
        #expect(pool.threadCount == 1)
    }

    @Test("Never are more threads of a pool away than so many: what comes later waits")
    func bounded() async throws {
        let pool = ThreadPool(count: 1, maximumLost: 1)
        let gate = DispatchSemaphore(value: 0)
        for _ in 0..<2 { try await giveUpWork(in: pool, behind: gate) }
        let hasBegun = Locked(false)
        let late = Task { try await pool.run { hasBegun.withLock { $0 = true } } }
        late.cancel()
        await #expect(throws: CancellationError.self) { try await late.value }
        #expect(!hasBegun.withLock { $0 })
        for _ in 0..<2 { gate.signal() }
        #expect(try await pool.run { 1 } == 1)
    }

    @Test("A thread pool does not begin what nobody waits for any more")
    func cancelled() async throws {
        let pool = ThreadPool(count: 1)
        let gate = DispatchSemaphore(value: 0)
        let hasBegun = Locked(false)
        let begun = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await pool.run {
                    begun.continuation.finish()
                    gate.wait()
                }
            }
            for await _ in begun.stream {}
            let waiting = Task { try await pool.run { hasBegun.withLock { $0 = true } } }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            gate.signal()
            try await group.waitForAll()
        }
        #expect(try await pool.run { 1 } == 1)
        #expect(!hasBegun.withLock { $0 })
    }

    @Test("Work of a thread pool that must be completed is waited for by whoever is cancelled, too")
    func completed() async throws {
        let pool = ThreadPool(count: 1)
        let gate = DispatchSemaphore(value: 0)
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let caller = Task {
            try await pool.complete { () throws in
                begin.finish()
                gate.wait()
                return 7
            }
        }
        for await _ in begun {}
        caller.cancel()
        gate.signal()
        #expect(try await caller.value == 7)
        let quiet = Task { await pool.complete { 8 } }
        quiet.cancel()
        #expect(await quiet.value == 8)
    }

    @Test("A pool's thread that nobody needs ends, and another one does what comes later")
    func idle() async throws {
        let pool = ThreadPool(count: 1, idleSeconds: 0)
        for number in 1...3 {
            #expect(try await pool.run { number } == number)
            while pool.threadCount > 0 { await Task.yield() }
        }
    }
}
