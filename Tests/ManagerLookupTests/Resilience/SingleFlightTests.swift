import HelpDesk
import Testing

@testable import ManagerLookup

@Suite("Work that several want at once")
struct SingleFlightTests {
    private struct Failure: Error, Equatable {}

    @Test("is done once, and everybody gets what came out")
    func shared() async throws {
        let flights = SingleFlight<String, Int>()
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let results = try await withThrowingTaskGroup(of: (Int, Bool).self) { group in
            for number in 0..<20 {
                group.addTask {
                    try await flights.run("k") {
                        for await _ in gate { break }
                        return number
                    }
                }
            }
            while flights.waitingCount < 19 { await Task.yield() }
            open.yield()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(results.map(\.0)).count == 1)
        #expect(results.count { !$0.1 } == 1)
    }

    @Test("fails for everybody when it fails")
    func failure() async throws {
        let flights = SingleFlight<String, Int>()
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<5 {
                group.addTask {
                    do {
                        _ = try await flights.run("k") {
                            for await _ in gate { break }
                            throw Failure()
                        }
                        return false
                    } catch {
                        return error is Failure
                    }
                }
            }
            while flights.waitingCount < 4 { await Task.yield() }
            open.yield()
            for await failed in group { #expect(failed) }
        }
    }

    @Test("goes to the next one who waits when the one who does it is cancelled")
    func handedOver() async throws {
        let flights = SingleFlight<String, String>()
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let first = Task {
            try await flights.run("k") {
                begin.yield()
                try await untilCancelled()
            }
        }
        for await _ in begun { break }
        async let second = flights.run("k") { "second" }
        while flights.waitingCount < 1 { await Task.yield() }
        first.cancel()
        #expect(try await second == ("second", false))
        await #expect(throws: CancellationError.self) { try await first.value }
    }

    @Test("is waited for no longer than said")
    func deadline() async throws {
        let flights = SingleFlight<String, Int>()
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let first = Task {
            try await flights.run("k") {
                begin.yield()
                try await untilCancelled()
            }
        }
        for await _ in begun { break }
        let failure = await #expect(throws: LookupFailure.self) {
            try await flights.run("k", waitingUntil: .now + .milliseconds(20)) { 2 }
        }
        #expect(failure?.result == .timeout)
        #expect(flights.waitingCount == 0)
        first.cancel()
        _ = await first.result
    }
}
