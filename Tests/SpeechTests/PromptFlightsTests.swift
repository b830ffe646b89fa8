import Dispatch
import Testing

@testable import Speech

@Suite struct PromptFlightsTests {
    private let flights = PromptFlights(thread: SpeechSynthesizer.shared.thread)
    private let prompt = RenderedPrompt(digest: "d", duration: .seconds(1), path: "/d", wasCached: false)

    private func digest() throws -> PromptDigest {
        try #require(PromptDigest(hex: String(repeating: "a", count: 64)))
    }

    /// Waits until as many tasks wait for a prompt.
    private func waitForPassengers(_ count: Int) async {
        while flights.passengerCount != count { await Task.yield() }
    }

    @Test("a prompt that many wait for is made once")
    func once() async throws {
        let digest = try digest()
        let release = DispatchSemaphore(value: 0)
        let (made, continuation) = AsyncStream<Void>.makeStream()
        try await withThrowingTaskGroup { group in
            for _ in 0..<50 {
                group.addTask {
                    try await flights.prompt(digest, priority: .call) { _, _ in
                        continuation.yield()
                        release.wait()
                        return prompt
                    }
                }
            }
            await waitForPassengers(50)
            release.signal()
            for try await result in group { #expect(result == prompt) }
        }
        continuation.finish()
        var count = 0
        for await _ in made { count += 1 }
        #expect(count == 1)
    }

    @Test("one who gives up does not take the prompt from the others")
    func oneLeaves() async throws {
        let digest = try digest()
        let release = DispatchSemaphore(value: 0)
        let tasks = (0..<3).map { _ in
            Task {
                try await flights.prompt(digest, priority: .call) { _, stop in
                    release.wait()
                    if let reason = stop() { throw reason }
                    return prompt
                }
            }
        }
        await waitForPassengers(3)
        tasks[0].cancel()
        await #expect(throws: CancellationError.self) { try await tasks[0].value }
        release.signal()
        #expect(try await tasks[1].value == prompt)
        #expect(try await tasks[2].value == prompt)
    }

    @Test("when all have given up the work is stopped, and who comes later starts it anew")
    func allLeave() async throws {
        let digest = try digest()
        let release = DispatchSemaphore(value: 0)
        let (events, continuation) = AsyncStream<String>.makeStream()
        let task = Task {
            try await flights.prompt(digest, priority: .call) { _, stop in
                continuation.yield("started")
                release.wait()
                let reason = stop()
                continuation.yield(reason is CancellationError ? "cancelled" : "not cancelled")
                throw reason ?? CancellationError()
            }
        }
        var iterator = events.makeAsyncIterator()
        #expect(await iterator.next() == "started")
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        release.signal()
        #expect(await iterator.next() == "cancelled")
        #expect(try await flights.prompt(digest, priority: .call) { _, _ in prompt } == prompt)
    }

    @Test("an error reaches everyone who waits, and the next one tries again")
    func failure() async throws {
        let digest = try digest()
        await #expect(throws: SpeechError.emptyText) {
            try await flights.prompt(digest, priority: .call) { _, _ in throw SpeechError.emptyText }
        }
        #expect(try await flights.prompt(digest, priority: .call) { _, _ in prompt } == prompt)
    }
}
