import Testing

@testable import ConcurrencyPrimitives

@Suite("Coalesced work", .timeLimit(.minutes(5)))
struct CoalescingTests {
    private struct Failure: Error, Equatable {}

    @Test("Coalesced work is done once, and everybody gets what came out")
    func shared() async throws {
        let coalescing = Coalescing<String, Int>()
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let results = try await withThrowingTaskGroup(of: (Int, Bool).self) { group in
            for number in 0..<20 {
                group.addTask {
                    try await coalescing.run("k") {
                        for await _ in gate { break }
                        return number
                    }
                }
            }
            while coalescing.waitingCount < 19 { await Task.yield() }
            open.yield()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(results.map(\.0)).count == 1)
        #expect(results.count { !$0.1 } == 1)
    }

    @Test("Coalesced work that fails, fails for everybody")
    func failure() async throws {
        let coalescing = Coalescing<String, Int>()
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<5 {
                group.addTask {
                    do {
                        _ = try await coalescing.run("k") {
                            for await _ in gate { break }
                            throw Failure()
                        }
                        return false
                    } catch {
                        return error is Failure
                    }
                }
            }
            while coalescing.waitingCount < 4 { await Task.yield() }
            open.yield()
            for await failed in group { #expect(failed) }
        }
    }

    @Test("Coalesced work goes to the next one who waits when the one who does it is cancelled")
    func handedOver() async throws {
        let coalescing = Coalescing<String, String>()
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let (never, _) = AsyncStream.makeStream(of: Void.self)
        let first = Task {
            try await coalescing.run("k") {
                begin.yield()
                for await _ in never {}
                throw CancellationError()
            }
        }
        for await _ in begun { break }
        async let second = coalescing.run("k") { "second" }
        while coalescing.waitingCount < 1 { await Task.yield() }
        first.cancel()
        #expect(try await second == ("second", false))
        await #expect(throws: CancellationError.self) { try await first.value }
    }

    @Test("Who is cancelled waits no longer for coalesced work, which goes on")
    func left() async throws {
        let coalescing = Coalescing<String, Int>()
        #expect(coalescing.begin("k"))
        let waiting = Task { try await coalescing.run("k") { 2 } }
        while coalescing.waitingCount < 1 { await Task.yield() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(!coalescing.begin("k"))
        coalescing.end("k", with: .success(1))
        #expect(coalescing.begin("k"))
    }
}
