import ConcurrencyPrimitives
import Testing

@Suite("An operation with a deadline", .timeLimit(.minutes(15)))
struct DeadlineTests {
    private struct TimeIsUp: Error {}
    private struct Refused: Error {}

    /// Never there in these tests.
    private let farAway = ContinuousClock.now + .seconds(3_600)

    @Test("An operation that is done before its deadline has its value, also one that says that there is nothing")
    func inTime() async throws {
        #expect(await withDeadline(farAway) { 1 } == 1)
        #expect(await withDeadline(farAway) { Int?.none } == .some(nil))
        #expect(try await withDeadline(farAway, throwing: TimeIsUp()) { 2 } == 2)
    }

    @Test("An operation that is not done at its deadline is cancelled, and is no value or the error of the caller")
    func timeIsUp() async {
        let latch = Latch()
        let wasCancelled = Locked(false)
        let nothing: Void? = await withDeadline(.now) {
            await latch.wait()
            wasCancelled.withLock { $0 = Task.isCancelled }
        }
        #expect(nothing == nil)
        #expect(wasCancelled.withLock { $0 })
        await #expect(throws: TimeIsUp.self) {
            try await withDeadline(.now, throwing: TimeIsUp()) { await latch.wait() }
        }
    }

    @Test("A caller who is cancelled before the deadline learns that, and the operation is cancelled with them")
    func callerCancelled() async {
        let (begun, latch) = (Latch(), Latch())
        let farAway = farAway
        let waiting = Task {
            try await withDeadline(farAway, throwing: TimeIsUp()) {
                begun.open()
                await latch.wait()
                try Task.checkCancellation()
            }
        }
        await begun.wait()
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
    }

    @Test("What an operation with a deadline throws reaches the caller")
    func operationFails() async {
        await #expect(throws: Refused.self) {
            try await withDeadline(farAway, throwing: TimeIsUp()) { throw Refused() }
        }
    }
}
