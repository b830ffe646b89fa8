import Foundation
import HelpDesk
import Testing

@testable import ManagerLookup

extension Bulkhead {
    fileprivate func run<Value>(
        until deadline: ContinuousClock.Instant, _ work: () async throws -> Value
    ) async throws -> Value {
        try await enter(until: deadline)
        defer { leave() }
        return try await work()
    }
}

@Suite("A bulkhead")
struct BulkheadTests {
    /// Counts who is inside.
    private final class Room: Sendable {
        private let lock = NSLock()
        nonisolated(unsafe) private var inside = 0
        nonisolated(unsafe) private var highest = 0

        var most: Int { lock.withLock { highest } }

        func enter() {
            lock.withLock {
                inside += 1
                highest = max(highest, inside)
            }
        }

        func leave() {
            lock.withLock { inside -= 1 }
        }
    }

    private var farAway: ContinuousClock.Instant { .now + .seconds(3600) }

    @Test("A bulkhead never lets more in than its limit, and everybody in the end")
    func limit() async throws {
        let bulkhead = Bulkhead(limit: 3)
        let room = Room()
        let done = try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    try await bulkhead.run(until: farAway) {
                        room.enter()
                        for _ in 0..<5 { await Task.yield() }
                        room.leave()
                    }
                }
            }
            return try await group.reduce(into: 0) { count, _ in count += 1 }
        }
        #expect(done == 200)
        #expect(room.most == 3)
    }

    @Test("A bulkhead turns away whoever has waited in vain until their deadline, and keeps the place for the next")
    func deadline() async throws {
        let bulkhead = Bulkhead(limit: 1)
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let end = farAway
        let holder = Task {
            try await bulkhead.run(until: end) {
                begin.yield()
                for await _ in gate { break }
            }
        }
        for await _ in begun { break }
        let failure = await #expect(throws: LookupFailure.self) {
            try await bulkhead.run(until: .now + .milliseconds(20)) {}
        }
        #expect(failure?.result == .timeout)
        #expect(bulkhead.waitingCount == 0)
        open.yield()
        try await holder.value
        #expect(try await bulkhead.run(until: farAway) { 7 } == 7)
    }

    @Test("A bulkhead loses no place when a waiter goes away in the moment in which they are let in")
    func races() async throws {
        let bulkhead = Bulkhead(limit: 2)
        for round in 0..<300 {
            await withTaskGroup(of: Void.self) { group in
                for position in 0..<6 {
                    group.addTask {
                        // Deadlines in the very moment in which places become free; giving up is fine here.
                        let deadline = ContinuousClock.now + .microseconds((round * 7 + position * 13) % 120)
                        try? await bulkhead.run(until: deadline) { await Task.yield() }
                    }
                }
                if round.isMultiple(of: 3) { group.cancelAll() }
            }
        }
        // Both places are still there.
        async let first = bulkhead.run(until: farAway) { await Task.yield() }
        async let second = bulkhead.run(until: farAway) { await Task.yield() }
        _ = try await (first, second)
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            let room = Room()
            for _ in 0..<2 {
                group.addTask {
                    try await bulkhead.run(until: farAway) {
                        room.enter()
                        for await _ in gate { break }
                    }
                }
            }
            while room.most < 2 { await Task.yield() }
            open.finish()
            try await group.waitForAll()
        }
    }
}
