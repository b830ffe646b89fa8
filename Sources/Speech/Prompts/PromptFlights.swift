import Foundation

/// Prompts that are being made, and who waits for each: however many ask for the same one, it is made once.
///
/// `@unchecked Sendable`: `flights` and `departures` are guarded by `lock`.
final class PromptFlights: @unchecked Sendable {
    typealias Work = @Sendable (_ engine: any SpeechEngine, _ stop: () -> (any Error)?) throws -> RenderedPrompt

    private typealias Continuation = CheckedContinuation<RenderedPrompt, any Error>

    private struct Flight {
        /// Tells a flight from an earlier one for the same prompt, which everybody left.
        let number: Int
        let job: SynthesisJob
        var waiting: [UUID: Continuation]
    }

    private let thread: SynthesisThread
    private let lock = NSLock()
    private var flights: [PromptDigest: Flight] = [:]
    private var departures = 0

    init(thread: SynthesisThread) {
        self.thread = thread
    }

    /// How many wait for a prompt now.
    var passengerCount: Int {
        lock.withLock { flights.values.reduce(0) { $0 + $1.waiting.count } }
    }

    /// Waits for a prompt that is being made, or makes it.
    ///
    /// - Parameters:
    ///   - digest: the prompt.
    ///   - priority: of the caller; the prompt is made with the highest of all that wait for it.
    ///   - work: makes it, on the synthesis thread, if nobody is at it yet. It is stopped when the last one who waits
    ///     is cancelled.
    func prompt(
        _ digest: PromptDigest, priority: SynthesisPriority, work: @escaping Work
    ) async throws -> RenderedPrompt {
        let passenger = UUID()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                board(digest, passenger, continuation, priority: priority, work: work)
                // A cancellation that came before boarding found nobody to take off.
                if Task.isCancelled { leave(digest, passenger) }
            }
        } onCancel: {
            leave(digest, passenger)
        }
    }

    private func board(
        _ digest: PromptDigest, _ passenger: UUID, _ continuation: Continuation, priority: SynthesisPriority,
        work: @escaping Work
    ) {
        let (job, isNew) = lock.withLock {
            if let flight = flights[digest] {
                flights[digest]?.waiting[passenger] = continuation
                return (flight.job, false)
            }
            departures += 1
            let number = departures
            let job = SynthesisJob(priority: priority) { [self] engine, stop in
                let prompt = try work(engine, stop)
                land(digest, number, with: .success(prompt))
            } onFailure: { [self] error in
                land(digest, number, with: .failure(error))
            }
            flights[digest] = Flight(number: number, job: job, waiting: [passenger: continuation])
            return (job, true)
        }
        // Outside the lock, as a job that is cancelled by now lands at once.
        if isNew { thread.submit(job) } else { thread.raise(job, to: priority) }
    }

    private func land(_ digest: PromptDigest, _ number: Int, with result: Result<RenderedPrompt, any Error>) {
        let flight: Flight? = lock.withLock {
            guard flights[digest]?.number == number else { return nil }
            return flights.removeValue(forKey: digest)
        }
        flight?.waiting.values.forEach { $0.resume(with: result) }
    }

    private func leave(_ digest: PromptDigest, _ passenger: UUID) {
        let (continuation, abandoned): (Continuation?, SynthesisJob?) = lock.withLock {
            guard let continuation = flights[digest]?.waiting.removeValue(forKey: passenger) else { return (nil, nil) }
            guard flights[digest]?.waiting.isEmpty == true else { return (continuation, nil) }
            return (continuation, flights.removeValue(forKey: digest)?.job)
        }
        continuation?.resume(throwing: CancellationError())
        if let abandoned { thread.cancel(abandoned) }
    }
}
