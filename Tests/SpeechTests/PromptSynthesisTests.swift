import Dispatch
import Testing

@testable import Speech

@Suite("Prompts that several want at once")
struct PromptSynthesisTests {
    private let synthesis = PromptSynthesis(synthesizer: .shared)
    private let prompt = RenderedPrompt(digest: "d", duration: .seconds(1), path: "/d", wasCached: false)

    private func digest(_ letter: String = "a") throws -> PromptDigest {
        try #require(PromptDigest(hex: String(repeating: letter, count: 64)))
    }

    /// Waits until as many tasks wait for another one's prompt.
    private func waitForWaiters(_ count: Int) async {
        while synthesis.waitingCount != count { await Task.yield() }
    }

    @Test("A prompt that many wait for is made once")
    func once() async throws {
        let digest = try digest()
        let release = DispatchSemaphore(value: 0)
        let (made, continuation) = AsyncStream<Void>.makeStream()
        try await withThrowingTaskGroup { group in
            for _ in 0..<50 {
                group.addTask {
                    try await synthesis.prompt(digest, priority: .call) { _, _ in
                        continuation.yield()
                        release.wait()
                        return prompt
                    }
                }
            }
            await waitForWaiters(49)
            release.signal()
            for try await result in group { #expect(result == prompt) }
        }
        continuation.finish()
        var count = 0
        for await _ in made { count += 1 }
        #expect(count == 1)
    }

    @Test("When the one who makes a prompt gives up, its making is stopped, and the next one who waits makes it")
    func makerLeaves() async throws {
        let digest = try digest()
        let release = DispatchSemaphore(value: 0)
        let (events, continuation) = AsyncStream<String>.makeStream()
        let maker = Task {
            try await synthesis.prompt(digest, priority: .call) { _, stop in
                continuation.yield("started")
                release.wait()
                let reason = stop()
                continuation.yield(reason is CancellationError ? "cancelled" : "not cancelled")
                throw reason ?? CancellationError()
            }
        }
        var iterator = events.makeAsyncIterator()
        #expect(await iterator.next() == "started")
        async let other = synthesis.prompt(digest, priority: .call) { _, _ in prompt }
        await waitForWaiters(1)
        maker.cancel()
        release.signal()
        #expect(await iterator.next() == "cancelled")
        await #expect(throws: CancellationError.self) { try await maker.value }
        #expect(try await other == prompt)
    }

    @Test("One who waits for a prompt and gives up does not stop its making")
    func waiterLeaves() async throws {
        let digest = try digest()
        let release = DispatchSemaphore(value: 0)
        let (started, continuation) = AsyncStream<Void>.makeStream()
        async let made = synthesis.prompt(digest, priority: .call) { _, stop in
            continuation.finish()
            release.wait()
            if let reason = stop() { throw reason }
            return prompt
        }
        for await _ in started {}
        let waiter = Task { try await synthesis.prompt(digest, priority: .call) { _, _ in prompt } }
        await waitForWaiters(1)
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        release.signal()
        #expect(try await made == prompt)
    }

    @Test("A prompt for a preview is made before others of its kind once a call waits for it too")
    func urgency() async throws {
        let (first, second) = (try digest("a"), try digest("b"))
        let release = DispatchSemaphore(value: 0)
        let (started, start) = AsyncStream<Void>.makeStream()
        let (order, made) = AsyncStream<String>.makeStream()
        async let busy: Void = SpeechSynthesizer.shared.perform(priority: .call) { _, _ in
            start.finish()
            release.wait()
        }
        for await _ in started {}
        async let early = synthesis.prompt(first, priority: .preview) { _, _ in
            made.yield("first")
            return prompt
        }
        async let late = synthesis.prompt(second, priority: .preview) { _, _ in
            made.yield("second")
            return prompt
        }
        while SpeechSynthesizer.shared.thread.waitingCount(.preview) < 2 { await Task.yield() }
        async let call = synthesis.prompt(second, priority: .call) { _, _ in prompt }
        await waitForWaiters(1)
        release.signal()
        _ = try await (busy, early, late, call)
        made.finish()
        #expect(await order.reduce(into: []) { $0.append($1) } == ["second", "first"])
    }

    @Test("An error reaches everyone who waits, and the next one tries again")
    func failure() async throws {
        let digest = try digest()
        await #expect(throws: SpeechError.emptyText) {
            try await synthesis.prompt(digest, priority: .call) { _, _ in throw SpeechError.emptyText }
        }
        #expect(try await synthesis.prompt(digest, priority: .call) { _, _ in prompt } == prompt)
    }
}
